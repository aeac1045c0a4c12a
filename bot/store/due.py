"""What is due: sorted sets that a sweep reads, so that work survives whoever was to do it."""

from collections.abc import Sequence
from typing import NamedTuple

from redis.asyncio import Redis

from bot.store import keys
from bot.store.lua import Scripts, text


class Sweep(NamedTuple):
    """What a tick has to see to."""

    expired: Sequence[str]
    """Approvals past their deadline."""
    alarmed: Sequence[str]
    """Approvals whose reminder or escalation is due."""
    threads: Sequence[str]
    drawings: Sequence[str]
    """Threads to look at and approvals to draw that were announced before, and are still due."""


class Due:
    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def overdue(self, key: str, *, seconds: float, limit: int = 100) -> list[str]:
        """Members that have been due for longer than this, by Redis' clock."""
        now = (await self._redis.time())[0]
        found = await self._redis.zrange(key, 0, now - seconds, byscore=True, offset=0, num=limit)
        return [text(member) for member in found]

    async def sweep(self, *, seconds: float, limit: int = 1000) -> Sweep:
        """What the clock has to do, and what has been due for longer than this, by Redis' clock; one round trip."""
        found = await self._scripts.sweep(keys=[keys.DEADLINES, keys.ALARMS, LOOK, DRAW], args=[seconds, limit])
        return Sweep(*([text(member) for member in members] for members in found))

    async def mark(self, key: str, member: str) -> str:
        """The mark to hand back to `settle`; empty when the member is not due."""
        score = await self._redis.zscore(key, member)
        return "" if score is None else repr(score)

    async def settle(self, key: str, member: str, mark: str) -> None:
        """The work is done, unless it became due again since the mark was taken."""
        await self._scripts.settle_due(keys=[key], args=[member, mark])

    async def postpone(self, key: str, member: str, *, seconds: float) -> None:
        """Try again later, in the order in which it was tried: whoever has waited longest stays first."""
        now, micros = await self._redis.time()
        await self._redis.zadd(key, {member: now + micros / 1_000_000 + seconds}, xx=True)


LOOK, DRAW, QUIET = keys.DUE_LOOK, keys.DUE_DRAW, keys.QUIET
