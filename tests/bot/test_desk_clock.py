"""The desk at the deadline."""

import asyncio

import pytest
from redis.asyncio import Redis

from bot.approvals import CLOCK, State
from bot.desk import Desk
from bot.store import Store
from bot.store.due import LOOK
from bot.views import notes
from tests.bot.desks import Get, approve, refusal
from tests.bot.workspace import Request, pass_deadline


async def test_the_clock_answers_what_is_past_its_deadline_and_nothing_else(
    desk: Desk, request_: Request, redis: Redis, get: Get, store: Store
) -> None:
    ask = await request_.asks()
    await request_.asks(id="a2")
    await pass_deadline(redis, "a1", after=3600)
    await desk.expire()

    vote = (await get()).votes[0]
    assert (vote.type, vote.person) == ("reject", CLOCK)
    assert (vote.message or "").startswith("Expired: nobody decided within 1h. This is not a refusal by a person.")
    assert (await get("a2")).votes == {}
    assert await store.due.mark(LOOK, ask.thread) != ""


@pytest.mark.parametrize(
    ("seconds", "said"), [(20, "20s"), (90, "90s"), (900, "15m"), (3600, "1h"), (86_400, "1d"), (172_800, "2d")]
)
async def test_the_clock_says_how_long_it_waited_as_people_say_it(
    desk: Desk, request_: Request, redis: Redis, get: Get, *, seconds: int, said: str
) -> None:
    await request_.asks()
    for error in (-1e-6, 1e-6):
        await redis.delete("countersign:approval:a1")
        await request_.asks()
        await pass_deadline(redis, "a1", after=seconds + error)
        await desk.expire()

        assert f"within {said}." in ((await get()).votes[0].message or "")


async def test_the_clock_comes_once_however_many_replicas_tick(
    desk: Desk, request_: Request, redis: Redis, store: Store
) -> None:
    await request_.asks()
    await pass_deadline(redis, "a1")
    await asyncio.gather(*[desk.expire() for _ in range(5)])

    assert len([e async for e in store.audit.entries() if e["kind"] == "decision"]) == 1
    assert await store.approvals.past_deadline() == []


async def test_a_deadline_without_its_approval_is_forgotten(desk: Desk, redis: Redis, store: Store) -> None:
    await redis.zadd("countersign:deadlines", {"gone": 1})
    await desk.expire()

    assert await store.approvals.past_deadline() == []


async def test_a_click_after_the_deadline_is_told_so_before_and_after_the_clock_came(
    desk: Desk, request_: Request, redis: Redis, get: Get
) -> None:
    await request_.asks()
    await pass_deadline(redis, "a1")

    assert await refusal(approve(desk)) == notes.EXPIRED()
    assert (await get()).executions == {}
    await desk.expire()
    assert (await refusal(approve(desk))).startswith("Too late: this request expired")


@pytest.mark.parametrize("late", [False, True], ids=["in time", "past its deadline"])
async def test_what_a_run_that_ended_had_asked_waits_for_nobody_and_not_for_the_clock(
    desk: Desk, request_: Request, redis: Redis, store: Store, *, late: bool
) -> None:
    await request_.asks()
    if late:
        await pass_deadline(redis)
    await desk.drop("a1", why="The run has ended.")
    await desk.expire()

    approval = await store.approvals.get("a1")
    assert approval
    assert (approval.state, dict(approval.votes)) == (State.WITHDRAWN, {})
