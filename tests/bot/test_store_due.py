"""What is due: nothing that became due again is forgotten."""

import pytest
from redis.asyncio import Redis

from bot.store import Store
from bot.store.due import DRAW


@pytest.fixture
async def now(redis: Redis) -> float:
    return float((await redis.time())[0])


async def test_what_is_done_is_not_due_any_more(store: Store, redis: Redis, now: float) -> None:
    await redis.zadd(DRAW, {"a1": now})
    await store.due.settle(DRAW, "a1", await store.due.mark(DRAW, "a1"))

    assert await store.due.mark(DRAW, "a1") == ""


async def test_what_became_due_again_meanwhile_stays_due(store: Store, redis: Redis, now: float) -> None:
    await redis.zadd(DRAW, {"a1": now})
    mark = await store.due.mark(DRAW, "a1")
    await redis.zadd(DRAW, {"a1": now + 0.000001})
    await store.due.settle(DRAW, "a1", mark)

    assert await store.due.mark(DRAW, "a1") != ""


@pytest.mark.parametrize("fraction", ["000000", "000001", "123456", "999999"])
async def test_a_mark_names_its_moment_exactly(store: Store, redis: Redis, now: float, fraction: str) -> None:
    await redis.execute_command("ZADD", DRAW, f"{now:.0f}.{fraction}", "a1")
    await store.due.settle(DRAW, "a1", await store.due.mark(DRAW, "a1"))

    assert await store.due.mark(DRAW, "a1") == ""


async def test_what_was_not_due_settles_nothing(store: Store, redis: Redis, now: float) -> None:
    mark = await store.due.mark(DRAW, "a1")
    await redis.zadd(DRAW, {"a1": now})
    await store.due.settle(DRAW, "a1", mark)

    assert await store.due.mark(DRAW, "a1") != ""


async def test_only_what_has_waited_is_overdue_the_oldest_first(store: Store, redis: Redis, now: float) -> None:
    await redis.zadd(DRAW, {"new": now, "old": now - 60, "older": now - 90})

    assert await store.due.overdue(DRAW, seconds=30) == ["older", "old"]
    assert await store.due.overdue(DRAW, seconds=30, limit=1) == ["older"]


async def test_what_is_postponed_is_overdue_later(store: Store, redis: Redis, now: float) -> None:
    await redis.zadd(DRAW, {"a1": now - 60})
    await store.due.postpone(DRAW, "a1", seconds=600)

    assert await store.due.overdue(DRAW, seconds=2) == []
    assert await store.due.mark(DRAW, "a1") != ""


async def test_what_is_postponed_keeps_its_order(store: Store, redis: Redis) -> None:
    """What finds no place in Slack is tried again and again; who comes first must not go by the id."""
    waiting = [f"a{number}" for number in (3, 1, 4, 2, 5)]
    await redis.zadd(DRAW, dict.fromkeys(waiting, 1))
    for id in waiting:
        await store.due.postpone(DRAW, id, seconds=0)

    assert (await store.due.sweep(seconds=-1)).drawings == waiting


async def test_what_is_not_due_cannot_be_postponed(store: Store) -> None:
    await store.due.postpone(DRAW, "a1", seconds=600)

    assert await store.due.mark(DRAW, "a1") == ""
