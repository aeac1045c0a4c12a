"""Stories told several at a time, before the tests that ask for them: most of a story is waiting."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from tests.faults.hall import Hall, hall

Case = TypeVar("Case", bound=Hashable)
Outcome = TypeVar("Outcome")


@asynccontextmanager
async def told_ahead(
    tell: Callable[[Hall, Case], Awaitable[Outcome]],
    *,
    parameter: str,
    halls: int,
    request: pytest.FixtureRequest,
    folders: pytest.TempPathFactory,
) -> AsyncIterator[Callable[[Case], Awaitable[Outcome]]]:
    """Begin what the chosen tests will ask for by this parameter; gives the outcome of each."""
    chosen = [getattr(item, "callspec", None) for item in request.session.items]
    cases = [spec.params[parameter] for spec in chosen if spec and parameter in spec.params]
    outcomes: dict[Case, asyncio.Future[Outcome]] = {case: asyncio.Future() for case in cases}
    waiting = (case for case in cases)

    async def work(number: int) -> None:
        async with hall(folders.mktemp(f"{parameter}{number}")) as place:
            for case in waiting:
                try:
                    outcomes[case].set_result(await tell(place, case))
                except Exception as error:  # noqa: BLE001 - the test that asks for it gets it
                    outcomes[case].set_exception(error)

    workers = [asyncio.create_task(work(number)) for number in range(min(halls, len(cases)))]
    yield outcomes.__getitem__
    # Nothing new begins, what has begun ends by itself: a hall cancelled while it closes leaves its Redis behind.
    waiting.close()
    await asyncio.gather(*workers)
