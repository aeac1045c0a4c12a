"""Who decides in whose place, and until when."""

import json
from typing import NamedTuple

from redis.asyncio import Redis

from bot.store import keys
from bot.store.lua import text


class StandIn(NamedTuple):
    """While `person` is away, `by` may decide what `person` may decide."""

    person: str
    by: str
    until: float
    """Epoch seconds."""


class StandIns:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def name(self, stand_in: StandIn) -> None:
        """One stand-in a person; naming another replaces the first."""
        said = json.dumps({"by": stand_in.by, "until": stand_in.until})
        await self._redis.hset(keys.STAND_INS, stand_in.person, said)

    async def end(self, person: str) -> bool:
        """This person is back; False when nobody stood in for them."""
        return bool(await self._redis.hdel(keys.STAND_INS, person))

    async def all(self, *, now: float) -> list[StandIn]:
        """Those that hold at this moment (epoch seconds)."""
        found = await self._redis.hgetall(keys.STAND_INS)
        named = [StandIn(person=text(person), **json.loads(said)) for person, said in found.items()]
        return [stand_in for stand_in in named if stand_in.until > now]
