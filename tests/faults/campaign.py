"""Kill one process at one point of one story, and see whether every promise holds."""

import time
from dataclasses import dataclass

from tests.faults.doom import condemn
from tests.faults.hall import LEASE, Hall
from tests.faults.points import POINTS, Kill
from tests.faults.story import CHOICES, TIMEOUT, Telling

DOUBT_WITHIN = LEASE + 60
"""Seconds after a death within which people are asked what became of the call."""

NEWEST = 3000
"""Characters of what the bots said that are told with a problem."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    kill: Kill
    seed: int
    replicas: int
    reached: bool
    """The process died; else the story did not come by."""
    doubted: bool
    problems: tuple[str, ...]
    seconds: float


async def run(hall: Hall, kill: Kill, *, seed: int, replicas: int) -> Outcome:
    """The seed chooses what people answer about a doubt."""
    point = POINTS[kill.point]
    name = f"{kill.point.replace(' ', '-')}-{kill.side}-{replicas}-{seed}"
    marker = hall.folder / name
    telling = Telling(hall, name, point.story, choice=CHOICES[seed % len(CHOICES)])
    settings = {"COUNTERSIGN_APPROVAL_TIMEOUT": TIMEOUT} if point.story == "expire" else {}
    began = time.time()
    problems = []
    try:
        await hall.staff(replicas=replicas, **settings)
        condemn(hall.doom, kill, marker)
        await telling.tell()
        problems = await telling.problems()
    except AssertionError as trouble:
        problems = [str(trouble)]
    reached = marker.exists()
    if telling.doubted_at:
        problems += [] if point.leaves_doubt else ["there was a doubt where none can be"]
        asked = telling.doubted_at - marker.stat().st_mtime
        problems += [] if asked <= DOUBT_WITHIN else [f"people were asked about the doubt only after {asked:.0f} s"]
    if problems:
        problems.append(hall.log.read_text()[-NEWEST:])
    return Outcome(
        kill=kill,
        seed=seed,
        replicas=replicas,
        reached=reached,
        doubted=telling.doubted_at is not None,
        problems=tuple(problems),
        seconds=time.time() - began,
    )
