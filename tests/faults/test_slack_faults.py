"""Bad days at Slack: no decision and no card is lost, and there is one card that counts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from sandbox.delivery import Answer, Envelope, Transport
from tests.faults.ahead import told_ahead
from tests.faults.hall import Hall
from tests.faults.points import Story
from tests.faults.story import Telling

HALLS = 8
POST, UPDATE = "chat.postMessage", "chat.update"
RATE_LIMIT: dict[str, Any] = {"retry_after": 1}
SERVER_ERROR: dict[str, Any] = {"status": 500}
LOST_ANSWER: dict[str, Any] = {"drop": True, "after_effect": True}
CUT: dict[str, Any] = {"drop": True}
TEN_MINUTES = 600.0

Order = tuple[str, int, dict[str, Any]]
"""A method of the Web API, how often it goes wrong, and how."""
BadDay = Callable[[Hall, str], Awaitable[list[str]]]
"""Tells a story of that name; what was wrong with how it ended."""


async def faulty(place: Hall, name: str, *orders: Order) -> list[str]:
    for method, times, how in orders:
        place.sandbox.faults.fail(method, times, **how)
    telling = Telling(place, name)
    await telling.tell()
    return await telling.problems()


async def unable_to_answer(place: Hall, name: str) -> list[str]:
    """Longer than a run may be tried again: this one has ended, and only its answer is missing."""
    telling = Telling(place, name)
    await telling.ask()
    await telling.see_the_card()
    place.sandbox.faults.fail(POST, 8, **SERVER_ERROR)
    await telling.see_it_end()
    return await telling.problems()


class Twice(Transport):
    """Delivers everything twice at once."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def connected(self) -> bool:
        return self._transport.connected

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        first, _ = await asyncio.gather(*[self._transport.send(envelope, seconds) for _ in range(2)])
        return first

    async def close(self) -> None:
        await self._transport.close()


async def twice(place: Hall, name: str, story: Story) -> list[str]:
    orderly = place.sandbox._delivery._transport
    place.sandbox._delivery._transport = Twice(orderly)
    telling = Telling(place, name, story)
    await telling.tell()
    place.sandbox._delivery._transport = orderly
    return await telling.problems()


class Backwards(Twice):
    """Keeps so many events back, then delivers the last first."""

    def __init__(self, transport: Transport, events: int) -> None:
        super().__init__(transport)
        self._events = events
        self._held: list[Envelope] = []

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        self._held.append(envelope)
        if len(self._held) == self._events:
            for held in reversed(self._held):
                await self._transport.send(held, seconds)
        return Answer()


async def backwards(place: Hall, name: str) -> list[str]:
    tellings = [Telling(place, f"{name}-{number}") for number in range(3)]
    orderly = place.sandbox._delivery._transport
    # Each request is two events: the mention, and the message.
    place.sandbox._delivery._transport = Backwards(orderly, events=2 * len(tellings))
    for telling in tellings:
        await telling.ask()
    await tellings[-1].see_the_card()
    place.sandbox._delivery._transport = orderly
    for telling in tellings:
        await telling.see_it_end()
    return [problem for telling in tellings for problem in await telling.problems()]


async def late(place: Hall, name: str) -> list[str]:
    place.clock.slow = TEN_MINUTES
    telling = Telling(place, name)
    await telling.ask()
    place.clock.slow = 0
    await telling.see_it_end()
    return await telling.problems()


def fails(*orders: Order) -> BadDay:
    return lambda place, name: faulty(place, name, *orders)


BAD_DAYS: dict[str, BadDay] = {
    "posting is rate limited": fails((POST, 2, RATE_LIMIT)),
    "posting fails": fails((POST, 2, SERVER_ERROR)),
    "posting fails after it took effect": fails((POST, 2, SERVER_ERROR | {"after_effect": True})),
    "posting fails for long": unable_to_answer,
    "the answer to posting is lost": fails((POST, 2, LOST_ANSWER)),
    "the connection is cut before posting": fails((POST, 2, CUT)),
    "the answer is lost and the search for the message fails": fails(
        (POST, 1, LOST_ANSWER), ("conversations.history", 3, SERVER_ERROR), ("conversations.replies", 3, SERVER_ERROR)
    ),
    "updating is rate limited": fails((UPDATE, 2, RATE_LIMIT)),
    "updating fails": fails((UPDATE, 4, SERVER_ERROR)),
    "the answer to updating is lost": fails((UPDATE, 4, LOST_ANSWER)),
    "nobody says who somebody is": fails(("users.info", 3, SERVER_ERROR), ("conversations.members", 3, SERVER_ERROR)),
    "courtesies fail": fails(
        ("assistant.threads.setStatus", 9, SERVER_ERROR),
        ("chat.getPermalink", 9, SERVER_ERROR),
        ("chat.postEphemeral", 9, CUT),
    ),
    "a mail is asked for twice": partial(twice, story="mail"),
    "an edit is sent twice": partial(twice, story="edit"),
    "a payment is asked for twice": partial(twice, story="pay"),
    "requests come in another order": backwards,
    "a request comes ten minutes late": late,
}


async def tell(place: Hall, bad_day: str) -> list[str]:
    name = bad_day.replace(" ", "-")
    async with place.bots(place.folder / f"{name}.log"):
        problems = await BAD_DAYS[bad_day](place, name)
    # The next day is a better one.
    place.sandbox.faults._due.clear()
    return problems


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stories(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[[str], Awaitable[list[str]]]]:
    async with told_ahead(tell, parameter="bad_day", halls=HALLS, request=request, folders=tmp_path_factory) as outcome:
        yield outcome


@pytest.mark.parametrize("bad_day", BAD_DAYS)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_request_is_decided_and_answered_on_a_bad_day(
    bad_day: str, stories: Callable[[str], Awaitable[list[str]]]
) -> None:
    assert await stories(bad_day) == []
