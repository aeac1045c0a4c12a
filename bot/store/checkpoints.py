"""LangGraph's checkpoints in the same Redis."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.redis.aio import AsyncRedisSaver
from redis.asyncio import Redis

_SURE = 2.0
"""Seconds for which whoever runs a turn is sure that nobody takes them for dead: less than any lease."""


class Overtaken(Exception):  # noqa: N818
    """Another worker goes on with this run; what this one makes of it counts no more."""


class _Hold:
    """A run that may be somebody else's by now."""

    def __init__(self, is_ours: Callable[[], Awaitable[bool]], since: float) -> None:
        self._is_ours = is_ours
        self._sure_at = since

    async def require(self) -> None:
        """Raises Overtaken when it is, looking only after a silence: the machine may have slept."""
        now = time.time()
        if abs(now - self._sure_at) < _SURE:
            return
        if not await self._is_ours():
            raise Overtaken(Overtaken.__doc__)
        self._sure_at = now


_hold: ContextVar[_Hold | None] = ContextVar("hold", default=None)


@contextmanager
def only_while(is_ours: Callable[[], Awaitable[bool]], *, since: float) -> Iterator[None]:
    """Within this, checkpoints are stored only while the run is ours: two workers would write over each other's.

    `since`: epoch seconds by the clock of this process, when it surely was.
    """
    token = _hold.set(_Hold(is_ours, since))
    try:
        yield
    finally:
        _hold.reset(token)


class Checkpoints(AsyncRedisSaver):
    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
        stream_mode: str = "values",
    ) -> RunnableConfig:
        if hold := _hold.get():
            await hold.require()
        return await super().aput(config, checkpoint, metadata, new_versions, stream_mode)


async def open_checkpoints(redis: Redis) -> Checkpoints:
    """The saver, with its indexes made. No TTL: a thread may wait for days."""
    saver = Checkpoints(redis_client=redis)
    await saver.asetup()
    return saver
