"""Everything that is kept, read at once: for checks of the whole, not for the flow."""

from collections.abc import AsyncIterator
from typing import Any

from redis.asyncio import Redis

from bot.invariants import GrantRecord, Records
from bot.store import Store, keys
from bot.store.lua import text

_PAGE = 1000


async def census(redis: Redis) -> Records:
    """Read the whole store. What changes meanwhile may be seen half: a second reading tells."""
    store = Store(redis)
    seconds, microseconds = await redis.time()
    approvals = [await store.approvals.get(id) async for id in _found(redis, keys.approval(""))]
    grants = [await _grant(redis, id) async for id in _found(redis, keys.grant("", "").removesuffix(":"))]
    return Records(
        now=seconds + microseconds / 1_000_000,
        approvals={approval.ask.id: approval for approval in approvals if approval},
        grants=[grant for grant in grants if grant],
        deadlines=await _scores(redis, keys.DEADLINES),
        alarms=await _scores(redis, keys.ALARMS),
        due=frozenset(await _scores(redis, keys.DUE_LOOK)),
        # Last, so that nothing above is missing in it.
        entries=[entry async for entry in store.audit.entries()],
    )


async def _scores(redis: Redis, key: str) -> dict[str, float]:
    members: Any = await redis.zrange(key, 0, -1, withscores=True)
    return {text(member): float(score) for member, score in members}


async def _found(redis: Redis, prefix: str) -> AsyncIterator[str]:
    """What stands after the prefix in each key; SCAN may name a key twice."""
    names = {text(name) async for name in redis.scan_iter(match=f"{prefix}*", count=_PAGE)}
    for name in sorted(names):
        yield name.removeprefix(prefix)


async def _grant(redis: Redis, id: str) -> GrantRecord | None:
    # A thread is team:channel:ts; a call's id is whatever the model made up.
    team, channel, thread_ts, call = id.split(":", 3)
    thread = f"{team}:{channel}:{thread_ts}"
    key = keys.grant(thread, call)
    raw = await redis.hgetall(key)
    if not raw:
        return None
    fields = {text(name): text(value) for name, value in raw.items()}
    return GrantRecord(
        thread=thread,
        call=call,
        until=float(fields.get("until", 0)),
        live=bool(await redis.sismember(keys.granted(thread), key)),
        **{name: fields.get(name, "") for name in ("status", "approval", "tool", "arguments", "digest")},
    )
