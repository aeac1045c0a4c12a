"""LangGraph's checkpoints in the same Redis."""

from langgraph.checkpoint.redis.aio import AsyncRedisSaver
from redis.asyncio import Redis


async def open_checkpoints(redis: Redis) -> AsyncRedisSaver:
    """The saver, with its indexes made. No TTL: a thread may wait for days."""
    saver = AsyncRedisSaver(redis_client=redis)
    await saver.asetup()
    return saver
