"""The clock of every replica. It only ticks: what is due stands in Redis, so any replica may do it, twice or late."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, time
from functools import wraps
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from redis.exceptions import RedisError

from bot.desk import Desk
from bot.queue import Queue
from bot.store import Store
from bot.store.due import QUIET

log = logging.getLogger(__name__)

_TICK = 1
"""Seconds between ticks: how late a deadline may be noticed."""
_RETIRE = 60
"""Seconds between looks for conversations to forget."""
_REFRESH = 30
"""Seconds between looks for new tools of MCP servers."""
_MAKE_UP = 60
"""Seconds between looks for a summary that was not posted at its hour."""
_OVERDUE = 2.0
"""Seconds after which a job that was announced is announced again."""


class Clock:
    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        queue: Queue,
        retention: float,
        refresh: Callable[[], Awaitable[None]],
        is_summary_owed: Callable[[datetime], Awaitable[bool]],
    ) -> None:
        """`retention`: seconds until a quiet conversation is forgotten. `refresh`: takes up what servers have now."""
        self._store = store
        self._desk = desk
        self._queue = queue
        self._retention = retention
        self.refresh = refresh
        self._is_summary_owed = is_summary_owed

    async def tick(self) -> None:
        sweep = await self._store.due.sweep(seconds=_OVERDUE)
        if sweep.expired:
            await self._desk.expire()
        for approval in sweep.alarmed:
            await self._queue.submit("ring", approval, why="alarm")
        for thread in sweep.threads:
            await self._queue.submit("look", thread, why="overdue")
        for approval in sweep.drawings:
            await self._queue.submit("draw", approval, why="overdue")

    async def retire(self) -> None:
        for thread in await self._store.due.overdue(QUIET, seconds=self._retention):
            await self._queue.submit("retire", thread, why="quiet")

    async def summarise(self, zone: ZoneInfo) -> None:
        await self._queue.submit("summary", datetime.now(zone).date().isoformat(), why="daily")

    async def make_up(self, zone: ZoneInfo, summary_time: time) -> None:
        """Hand out today's summary if no replica ran at its hour, or Slack did not take it then."""
        now = datetime.now(zone)
        due = datetime.combine(now, summary_time, zone)
        if due < now and await self._is_summary_owed(due):
            await self._queue.submit("summary", due.date().isoformat(), why="overdue")


def start_clock(clock: Clock, *, zone: ZoneInfo, summary_time: time) -> AsyncIOScheduler:
    """Start ticking, in memory: a shared job store fires twice, and forgets jobs whose replica died."""
    # That a tick was left out, because the one before still waits for Redis, is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=zone)
    common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(_job(clock.tick), IntervalTrigger(seconds=_TICK), **common)
    scheduler.add_job(_job(clock.retire), IntervalTrigger(seconds=_RETIRE), **common)
    scheduler.add_job(_job(clock.refresh), IntervalTrigger(seconds=_REFRESH), **common)
    at = {"hour": summary_time.hour, "minute": summary_time.minute, "second": summary_time.second}
    daily = CronTrigger(**at, timezone=zone)
    scheduler.add_job(_job(clock.summarise), daily, args=[zone], **common)
    missed, now = IntervalTrigger(seconds=_MAKE_UP), datetime.now(zone)
    scheduler.add_job(_job(clock.make_up), missed, args=[zone, summary_time], next_run_time=now, **common)
    scheduler.start()
    return scheduler


def _job(work: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """What APScheduler runs: it would log a stop, and each second without Redis, as a fault with its traceback."""

    @wraps(work)
    async def job(*args: object) -> None:
        with suppress(asyncio.CancelledError):
            try:
                await work(*args)
            except RedisError as error:
                log.warning("The clock waits: Redis does not answer (%s).", error)

    return job
