"""Who decides in whose place, and until when."""

import json

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from bot.canonical import canonical
from bot.policy.standing import StandIn
from bot.store import keys
from bot.store.lua import text


class StandIns:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def name(self, stand_in: StandIn) -> None:
        """One stand-in a person; naming another replaces the first."""
        said = {"by": stand_in.by, "until": stand_in.until}
        entry = {"kind": "stand-in", "person": stand_in.person} | said
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(keys.STAND_INS, stand_in.person, json.dumps(said))
            pipe.xadd(keys.AUDIT, {"entry": canonical(entry)})
            await pipe.execute()

    async def end(self, person: str) -> bool:
        """This person is back; False when nobody stood in for them."""

        async def ending(pipe: Pipeline) -> None:
            found = await pipe.hexists(keys.STAND_INS, person)
            pipe.multi()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            if found:
                pipe.hdel(keys.STAND_INS, person)
                pipe.xadd(keys.AUDIT, {"entry": canonical({"kind": "stand-in ended", "person": person})})

        return bool(await self._redis.transaction(ending, keys.STAND_INS))

    async def all(self, *, now: float) -> list[StandIn]:
        """Those that hold at this moment (epoch seconds)."""
        found = await self._redis.hgetall(keys.STAND_INS)
        named = [StandIn(person=text(person), **json.loads(said)) for person, said in found.items()]
        return [stand_in for stand_in in named if stand_in.until > now]
