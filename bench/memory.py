"""What Redis holds for an approval that waits, and for the thread that waits for it."""

import itertools

from redis.asyncio import Redis

from bench.asks import random_text, store_asks
from bench.findings import Finding
from bench.product import Bench, open_bench
from bench.rounds import Effort
from bot.store import keys

_APPROVALS = 500
_THREADS = 50
_LONG, _SHORT = 1_000, 200
"""Characters: of a mail's text, and of a usual message."""
_KB = 1024
_numbers = itertools.count(1)


async def measure(effort: Effort) -> list[Finding]:
    async with open_bench() as bench:
        approval, entry = await _per_approval(bench, effort.count(_APPROVALS))
        long, short = [await _per_thread(bench, effort.count(_THREADS), length) for length in (_LONG, _SHORT)]
    return [
        Finding(
            what="Redis memory of a pending approval",
            beside=f"arguments of {_LONG:,} random characters",
            figure=(approval + entry) / _KB,
            limit=4,
            unit=" KB",
            detail=f"{entry / _KB:.1f} KB of it for its audit entry",
        ),
        Finding(
            what="Redis memory of a waiting thread",
            beside=f"all but its approval, a message of {_SHORT} characters",
            figure=short / _KB,
            limit=12,
            unit=" KB",
            detail=f"{long / _KB:.1f} KB with {_LONG:,} characters",
        ),
    ]


async def _per_approval(bench: Bench, count: int) -> tuple[float, float]:
    """Bytes of an approval with its place in each set, and of its audit entry."""
    asks = await store_asks(bench.store, count, length=_LONG)
    records = sum([await _size(bench.redis, keys.approval(ask.id)) for ask in asks])
    sets = sum([await _size(bench.redis, key) for key in (keys.DEADLINES, keys.DUE_DRAW)])
    return (records + sets) / count, await _size(bench.redis, keys.AUDIT) / count


async def _per_thread(bench: Bench, count: int, length: int) -> float:
    """Bytes of a thread that waits, with its checkpoints; what all threads share, as indexes, is left out."""
    threads = []
    for _ in range(count):
        thread = await bench.write(f"{next(_numbers)}.000001", random_text(length))
        await bench.look(thread)
        await bench.product.handlers["tidy"](thread)
        threads.append(thread.encode())
    found = [key async for key in bench.redis.scan_iter(count=1000) if any(thread in key for thread in threads)]
    return sum([await _size(bench.redis, key) for key in found]) / count


async def _size(redis: Redis, key: str | bytes) -> int:
    return int(await redis.memory_usage(key, samples=0) or 0)
