"""Records in Redis. The records are the truth; what Slack shows is a drawing of them."""

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redisvl.exceptions import RedisVLError

from bot.store.approvals import Approvals
from bot.store.audit import AuditLog
from bot.store.due import Due
from bot.store.grants import Grants
from bot.store.lua import Scripts
from bot.store.postings import Postings
from bot.store.stand_ins import StandIns
from bot.store.standing import StandingRules
from bot.store.threads import Threads

StoreDown = (RedisError, RedisVLError)
"""Whatever can go wrong between us and Redis."""


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
