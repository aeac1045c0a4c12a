"""SIGKILL at every step of the story, and after it: the story ends well all the same, and no promise is broken.

The long form, `make faults`, does this many times and with three replicas throughout.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from tests.faults.bots import nursery
from tests.faults.campaign import Outcome, run
from tests.faults.hall import hall
from tests.faults.points import EVERY_KILL, Kill

HALLS = 10
AMONG_THREE = [
    Kill(point, "after")
    for point in ("message accepted", "writes stored", "card posted", "vote stored", "mail sent", "answer posted")
]
WANTED = [(kill, 1) for kill in EVERY_KILL] + [(kill, 3) for kill in AMONG_THREE]

Trial = tuple[Kill, int]
Campaign = Callable[[Kill, int], Awaitable[Outcome]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def campaign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Campaign]:
    """Runs what the chosen tests will ask for, several at a time: most of a story is waiting."""
    chosen = [getattr(item, "callspec", None) for item in request.session.items]
    trials = [spec.params["trial"] for spec in chosen if spec and "trial" in spec.params]
    outcomes: dict[Trial, asyncio.Future[Outcome]] = {trial: asyncio.Future() for trial in trials}
    waiting = iter(enumerate(trials))

    async with nursery() as nest:

        async def work(number: int) -> None:
            async with hall(tmp_path_factory.mktemp(f"hall{number}"), nest) as place:
                for seed, (kill, replicas) in waiting:
                    try:
                        outcomes[kill, replicas].set_result(await run(place, kill, seed=seed, replicas=replicas))
                    except Exception as error:  # noqa: BLE001 - the test that asks for it gets it
                        outcomes[kill, replicas].set_exception(error)

        halls = [asyncio.create_task(work(number)) for number in range(min(HALLS, len(trials)))]
        yield lambda kill, replicas: outcomes[kill, replicas]
        for each in halls:
            each.cancel()
        await asyncio.gather(*halls, return_exceptions=True)


@pytest.mark.parametrize("trial", WANTED, ids=lambda trial: f"{trial[0]}, {trial[1]} running")
@pytest.mark.asyncio(loop_scope="session")
async def test_the_story_ends_well_though_a_process_died(trial: Trial, campaign: Campaign) -> None:
    outcome = await campaign(*trial)

    assert outcome.reached, "the story never came by this point"
    assert outcome.problems == ()
