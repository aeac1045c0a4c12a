"""The long form of the fault tests: `make faults`.

Every kill point before and after, many times, with one and with three replicas; then hundreds of requests while Redis
is killed every few seconds. Each outcome is a line in a file, so a run that was broken off goes on where it stopped.
"""

import argparse
import asyncio
import json
import logging
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.faults.campaign import Outcome, run
from tests.faults.hall import hall
from tests.faults.outages import told_through_outages
from tests.faults.points import EVERY_KILL, POINTS, Kill
from tests.faults.report import about, table

RESULTS = Path(".countersign/faults.jsonl")
HALLS = 12
STORIES = 30
"""Stories told in one hall, before a fresh one is opened."""
OUTAGE_REQUESTS = 200

Trial = tuple[Kill, int, int]
"""The kill, the seed, and how many replicas run."""


def trials(repeats: int) -> Iterator[Trial]:
    """One round of everything after the other, so that a run that is broken off has seen every point."""
    for seed in range(repeats):
        for replicas in (1, 3):
            for kill in EVERY_KILL:
                yield _drawn(kill, seed, replicas), seed, replicas


def _drawn(kill: Kill, seed: int, replicas: int) -> Kill:
    """Of several calls at a point, any may be the last; among three replicas each has too few to count."""
    chance = random.Random(f"{kill} {seed}")
    calls = POINTS[kill.point].calls if replicas == 1 else 1
    return Kill(kill.point, kill.side, chance.randint(1, calls))


def key(kill: Kill | str, seed: int, replicas: int) -> str:
    return f"{kill}, seed {seed}, {replicas} running"


def known(results: Path) -> dict[str, Any]:
    lines = results.read_text().splitlines() if results.exists() else []
    outcomes = [json.loads(line) for line in lines]
    return {key(o["kill"], o["seed"], o["replicas"]): o for o in outcomes}


def note(results: Path, outcome: Outcome) -> None:
    line = {**outcome.__dict__, "point": outcome.kill.point, "kill": str(outcome.kill)}
    with results.open("a") as file:
        file.write(f"{json.dumps(line)}\n")
    if outcome.problems:
        print(f"{key(outcome.kill, outcome.seed, outcome.replicas)}: {outcome.problems}", flush=True)  # noqa: T201


async def work(waiting: Iterator[Trial], results: Path, until: float) -> None:
    while trial := next(waiting, None):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            async with hall(Path(folder)) as place:
                for _ in range(STORIES):
                    kill, seed, replicas = trial
                    note(results, await run(place, kill, seed=seed, replicas=replicas))
                    if time.time() > until or not (trial := next(waiting, None)):
                        return


async def kills(repeats: int, results: Path, until: float) -> bool:
    """Whether nothing is left to do, and every promise held."""
    results.parent.mkdir(exist_ok=True)
    began, done = time.time(), known(results)
    waiting = iter([trial for trial in trials(repeats) if key(*trial) not in done])
    async with asyncio.TaskGroup() as halls:
        for _ in range(HALLS):
            halls.create_task(work(waiting, results, until))
    outcomes = known(results)
    asked = [(trial[0].point, outcomes.get(key(*trial))) for trial in trials(repeats)]
    print(table(asked, told=len(outcomes) - len(done), took=time.time() - began), flush=True)  # noqa: T201
    return all(outcome and outcome["reached"] and not outcome["problems"] for _, outcome in asked)


async def outages() -> bool:
    """Whether every request ended well."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = await told_through_outages(Path(folder), requests=OUTAGE_REQUESTS, deaths=10_000, seed=0)
    print(about(found))  # noqa: T201
    return not found.problems


async def main(given: argparse.Namespace) -> int:
    logging.disable(logging.WARNING)
    until, well = time.time() + given.seconds, True
    if given.only != "outages":
        well = await kills(given.repeats, given.results, until)
    if given.only != "kills" and time.time() < until:
        well = await outages() and well
    return 0 if well else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", choices=["kills", "outages"], help="one of the two parts")
    parser.add_argument("--repeats", type=int, default=50, help="how often each point, side and number of replicas")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin nothing new after this")
    parser.add_argument(
        "--results", type=Path, default=RESULTS, help="where outcomes are kept; remove it to start anew"
    )
    return parser.parse_args()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        raise SystemExit(asyncio.run(main(_arguments())))
