"""SIGKILL at every step of the story, and after it: the story ends well all the same, and no promise is broken.

The long form, `make faults`, does this many times and with three replicas throughout.
"""

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from tests.faults.ahead import told_ahead
from tests.faults.campaign import Outcome, run
from tests.faults.hall import Hall
from tests.faults.points import EVERY_KILL, Kill

HALLS = 10
AMONG_THREE = ("message accepted", "writes stored", "card posted", "vote stored", "mail sent", "answer posted")

Trial = tuple[Kill, int]
"""Where a process dies, and how many there are."""
STEPS = [Kill(point, "after", step) for point in ("checkpoint written", "writes stored") for step in range(2, 7)]
"""Every step of the graph: those of the first turn, of the question, and of the call."""
TRIALS: list[Trial] = [
    *((kill, 1) for kill in [*EVERY_KILL, *STEPS]),
    *((Kill(point, "after"), 3) for point in AMONG_THREE),
]


def _told(trial: Trial) -> str:
    kill, replicas = trial
    return f"{kill}, {replicas} running"


async def tell(place: Hall, trial: Trial) -> Outcome:
    kill, replicas = trial
    return await run(place, kill, seed=zlib.crc32(str(kill).encode()), replicas=replicas)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def campaign(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[[Trial], Awaitable[Outcome]]]:
    async with told_ahead(tell, parameter="trial", halls=HALLS, request=request, folders=tmp_path_factory) as outcome:
        yield outcome


@pytest.mark.parametrize("trial", TRIALS, ids=_told)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_story_ends_well_though_a_process_died(
    trial: Trial, campaign: Callable[[Trial], Awaitable[Outcome]]
) -> None:
    outcome = await campaign(trial)

    assert outcome.reached, "the story never came by this point"
    assert outcome.problems == ()
