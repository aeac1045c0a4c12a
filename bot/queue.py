"""Work handed out by Docket: any number of processes, each subject served by one at a time.

A job carries a verb and an id, never data: what to do stands in the records, so a job may come twice or late.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from types import TracebackType
from typing import Literal, Self
from weakref import WeakValueDictionary

from docket import ConcurrencyLimit, Docket, ExponentialRetry, Timeout, Worker

log = logging.getLogger(__name__)

Verb = Literal["look", "draw", "tidy", "retire", "summary", "ring"]
Handler = Callable[[str], Awaitable[None]]

_LONGEST = timedelta(minutes=20)
_SLOTS = 20
_GRACE = 20.0
"""Seconds that running jobs get to end when the process stops."""


class Queue:
    """Submits jobs; a process that serves also does them."""

    def __init__(self, url: str, *, lease: timedelta) -> None:
        """`lease` is how long a job of a dead process stays with it."""
        self._lease = lease
        self._docket = Docket(name="countersign", url=url, execution_ttl=timedelta(0))
        self._handlers: Mapping[Verb, Handler] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._active = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> Self:
        await self._docket.__aenter__()
        self._docket.register(self._job(), names=["job"])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._docket.__aexit__(kind, error, trace)

    async def submit(self, verb: Verb, subject: str, *, why: str) -> None:
        """Queue a job; while one for the same reason is queued or running, nothing is added."""
        await self._docket.add("job", key=f"{verb}:{subject}:{why}")(verb=verb, subject=subject)

    def _job(self) -> Callable[..., Awaitable[None]]:
        async def job(
            verb: Verb,
            subject: str,
            _alone: ConcurrencyLimit = ConcurrencyLimit("subject", 1),  # noqa: B008 - Docket's way to declare it
            _again: ExponentialRetry = ExponentialRetry(  # noqa: B008
                attempts=5, minimum_delay=timedelta(seconds=2), maximum_delay=timedelta(minutes=1)
            ),
            _limit: Timeout = Timeout(_LONGEST),  # noqa: B008
        ) -> None:
            async with self._busy(), self._lock(subject):
                await self._handlers[verb](subject)

        return job

    @asynccontextmanager
    async def _busy(self) -> AsyncIterator[None]:
        self._active += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._active -= 1
            if not self._active:
                self._idle.set()

    def _lock(self, subject: str) -> asyncio.Lock:
        """Docket's limit ends with a lease: a process that stood still finds that its own jobs are handed out again."""
        return self._locks.setdefault(subject, asyncio.Lock())

    async def serve(self, handlers: Mapping[Verb, Handler], stop: asyncio.Event) -> None:
        """Do jobs until told to stop; then let running ones end, and hand back what does not in time.

        Raises:
            Exception: the worker died; the process should end, so that its supervisor starts it anew.
        """
        self._handlers = handlers
        async with Worker(
            self._docket,
            concurrency=_SLOTS,
            redelivery_timeout=self._lease,
            reconnection_delay=timedelta(seconds=1),
            minimum_check_interval=timedelta(milliseconds=100),
        ) as worker:
            loop = asyncio.create_task(worker.run_forever())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([loop, stopping], return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if loop.done():
                loop.result()
            # Leases are not renewed while Docket drains, so it takes nothing new and drains only when idle.
            worker.concurrency = 0
            await self._drain()
            for _ in range(2):
                loop.cancel()
                await asyncio.wait([loop], timeout=2)

    async def _drain(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await self._idle.wait()
