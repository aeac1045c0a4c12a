"""The clock: a tick with nothing due beside a PING, however much is pending; and a thousand approvals due at once."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median

from bench.asks import store_asks
from bench.findings import Finding
from bench.product import Bench, open_bench
from bench.rounds import Effort, in_turns, ratio, timed, typical
from bot.store import keys

_SIZES = (1_000, 1_000_000)
_TICKS = 200
_DUE = 1_000
_CHUNK = 10_000
_FAR = 1e11
_LATE = 10.0


async def measure(effort: Effort) -> list[Finding]:
    async with open_bench() as bench:
        due = [await _due(bench, effort.count(_DUE)) for _ in range(effort.rounds)]
        idle = await _idle(bench, effort)
    found, settled, stalls = (median(figures) for figures in zip(*due, strict=True))
    return [
        *idle,
        Finding(
            what=f"{effort.count(_DUE):,} due approvals found",
            beside="one read of all of them",
            figure=found * 1000,
            limit=10,
            unit=" ms",
        ),
        Finding(
            what="The event loop's longest stall while they are settled",
            beside="ticks until none is left",
            figure=stalls * 1000,
            limit=20,
            unit=" ms",
            detail=f"{settled * 1000:.0f} ms for votes, audit entries and jobs of all of them",
        ),
    ]


async def _idle(bench: Bench, effort: Effort) -> list[Finding]:
    ratios, details = [], []
    pending = 0
    for size in (_SIZES[0], effort.count(_SIZES[1])):
        await _fill(bench, pending, size)
        pending = max(pending, size)
        times = effort.count(_TICKS)

        async def tick(times: int = times) -> list[float]:
            return await timed(bench.product.clock.tick, times)

        async def ping(times: int = times) -> list[float]:
            return await timed(bench.redis.ping, times)

        taken = await in_turns(effort.rounds, {"tick": tick, "ping": ping})
        ratios.append(ratio(taken["tick"], taken["ping"]))
        details.append(f"{typical(taken['tick']) * 1000:.2f} and {typical(taken['ping']) * 1000:.2f} ms")
    return [
        Finding(
            what=f"Idle tick, {pending:,} pending",
            beside="a PING",
            figure=ratios[1],
            limit=1.5,
            detail=details[1],
            why_missed="a tick looks at four sorted sets in one script; reminders and escalations are the fourth.",
        ),
        Finding(
            what="Idle tick, many pending",
            beside=f"{_SIZES[0]:,} pending, both in PINGs",
            figure=ratios[1] / ratios[0],
            limit=1.3,
        ),
    ]


async def _fill(bench: Bench, start: int, size: int) -> None:
    """Deadlines and alarms of approvals that are not there, far in the future."""
    for first in range(start, size, _CHUNK):
        members = {f"{number:020x}": _FAR + number for number in range(first, min(first + _CHUNK, size))}
        for schedule in (keys.DEADLINES, keys.ALARMS):
            await bench.redis.zadd(schedule, members)


async def _due(bench: Bench, count: int) -> tuple[float, float, float]:
    """Seconds to find them, to settle them all, and of the longest stall meanwhile."""
    await store_asks(bench.store, count, timeout=-_LATE)
    (found,) = await timed(lambda: bench.store.approvals.past_deadline(limit=count), 1)
    began = time.perf_counter()
    async with _stalls() as stalls:
        while await bench.redis.zcard(keys.DEADLINES):
            await bench.product.clock.tick()
    await bench.redis.delete(keys.DUE_DRAW, keys.DUE_LOOK)
    return found, time.perf_counter() - began, max(stalls)


@asynccontextmanager
async def _stalls() -> AsyncIterator[list[float]]:
    """How much later than asked the loop comes back to a sleeper, in seconds."""
    late = [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - began - 0.001)

    watcher = asyncio.create_task(watch())
    try:
        yield late
    finally:
        watcher.cancel()
