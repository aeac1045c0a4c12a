"""Standing rules in Redis, each with the audit entry that says who made or ended it, in one step."""

from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis

from bot.canonical import canonical
from bot.policy.standing import StandingRule
from bot.store import keys
from bot.store.lua import text


class StandingRules:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def add(self, rule: StandingRule, entry: Mapping[str, Any]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(keys.STANDING, rule.id, rule.model_dump_json())
            pipe.xadd(keys.AUDIT, {"entry": canonical(entry)})
            await pipe.execute()

    async def remove(self, id: str, entry: Mapping[str, Any]) -> bool:
        """End a rule now; False when there was none."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hdel(keys.STANDING, id)
            pipe.xadd(keys.AUDIT, {"entry": canonical(entry)})
            removed, _ = await pipe.execute()
        return bool(removed)

    async def get(self, id: str) -> StandingRule | None:
        found = await self._redis.hget(keys.STANDING, id)
        return StandingRule.model_validate_json(text(found)) if found else None

    async def all(self, *, now: float) -> list[StandingRule]:
        """Those that have not ended at this moment (epoch seconds), the first to end first."""
        found = await self._redis.hvals(keys.STANDING)
        rules = [StandingRule.model_validate_json(text(rule)) for rule in found]
        return sorted((rule for rule in rules if rule.until > now), key=lambda rule: rule.until)
