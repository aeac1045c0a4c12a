"""Records in Redis. The records are the truth; what Slack shows is a drawing of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redisvl.exceptions import RedisVLError

from bot.approvals import Ask, Vote
from bot.store.approvals import Approvals
from bot.store.audit import AuditLog
from bot.store.due import Due
from bot.store.grants import Grants
from bot.store.lua import Scripts
from bot.store.postings import Postings
from bot.store.stand_ins import StandIns
from bot.store.standing import StandingRules
from bot.store.threads import Threads, Turn, Waiting

StoreDown = (RedisError, RedisVLError)
"""Whatever can go wrong between us and Redis."""


class Asked(NamedTuple):
    """What a run asks people."""

    ask: Ask
    timeout: float
    """Seconds until its deadline."""
    votes: Mapping[int, Vote]
    """Those that the policy gives at once."""


class Store:
    """Everything this product keeps."""

    def __init__(self, redis: Redis) -> None:
        scripts = Scripts(redis)
        self.redis = redis
        self.approvals = Approvals(redis, scripts)
        self.threads = Threads(redis, scripts)
        self.postings = Postings(redis, scripts)
        self.grants = Grants(redis, scripts)
        self.audit = AuditLog(redis)
        self.stand_ins = StandIns(redis)
        self.standing = StandingRules(redis)
        self.due = Due(redis, scripts)

    async def ask(self, turn: Turn, asked: Sequence[Asked]) -> Waiting:
        """Store what the run of a turn asks, and that it waits for it. Asking again changes nothing."""
        async with self.redis.pipeline(transaction=True) as step:
            for ask, timeout, votes in asked:
                await self.approvals.add(ask, timeout=timeout, votes=votes, step=step)
            await self.threads.wait(turn, [ask.id for ask, *_ in asked], step=step)
            *_, found = await step.execute()
        return Waiting.read(found)
