"""Reading the audit stream: all of it, in order, with times."""

import json
from typing import Any

from redis.asyncio import Redis

from bot.store import Store, keys


async def write(redis: Redis, at: float, **entry: Any) -> None:
    await redis.xadd(keys.AUDIT, {"entry": json.dumps(entry)}, id=f"{at * 1000:.0f}-*")


async def numbers(store: Store, since: float = 0) -> list[int]:
    return [entry["n"] async for entry in store.audit.entries(since)]


async def test_every_entry_is_read_in_order_however_many_there_are(store: Store, redis: Redis) -> None:
    async with redis.pipeline(transaction=False) as pipe:
        for number in range(2500):
            pipe.xadd(keys.AUDIT, {"entry": json.dumps({"n": number})}, id=f"1700000000000-{number + 1}")
        await pipe.execute()

    assert await numbers(store) == list(range(2500))


async def test_an_entry_has_its_id_and_its_time_in_utc(store: Store, redis: Redis) -> None:
    await write(redis, 1700000000.25, kind="request")
    entries = [entry async for entry in store.audit.entries()]

    assert entries == [
        {
            "id": "1700000000250-0",
            "time": "2023-11-14T22:13:20.250+00:00",
            "at": 1700000000.25,
            "kind": "request",
        }
    ]


async def test_a_period_begins_with_its_first_moment(store: Store, redis: Redis) -> None:
    for number in range(5):
        await write(redis, 1700000000 + number, n=number)

    assert await numbers(store, 1700000003) == [3, 4]


async def test_no_entries_are_no_error(store: Store) -> None:
    assert await numbers(store) == []
