"""What Redis holds for an approval that waits, and for the thread that waits for it."""

import itertools

from redis.asyncio import Redis

from bench.asks import random_text, store_asks
from bench.findings import Finding
from bench.product import Bench, open_bench
from bench.rounds import Effort
from bot.store import keys

_APPROVALS = 2_000
_THREADS = 100
_LENGTH = 1_000
_KB = 1024
_numbers = itertools.count(1)


async def measure(effort: Effort) -> list[Finding]:
    async with open_bench() as bench:
        approval, entry = await _per_approval(bench, effort.count(_APPROVALS))
        thread = await _per_thread(bench, effort.count(_THREADS))
    return [
        Finding(
            what="Redis memory of a pending approval",
            beside=f"arguments of {_LENGTH:,} random characters",
            figure=approval / _KB,
            limit=4,
            unit=" KB",
            detail=f"and {entry / _KB:.1f} KB of audit trail, which stays",
        ),
        Finding(
            what="Redis memory of a waiting thread",
            beside="its checkpoints; one message of the same length",
            figure=thread / _KB,
            limit=12,
            unit=" KB",
        ),
    ]


async def _per_approval(bench: Bench, count: int) -> tuple[float, float]:
    """Bytes of an approval without its audit entries, and of those."""
    # The first of each kind also makes the sets and the stream.
    await store_asks(bench.store, 1, length=_LENGTH)
    before, trail = await _used(bench.redis), await _size(bench.redis, keys.AUDIT)
    await store_asks(bench.store, count, length=_LENGTH)
    entries = await _size(bench.redis, keys.AUDIT) - trail
    return (await _used(bench.redis) - before - entries) / count, entries / count


async def _per_thread(bench: Bench, count: int) -> float:
    """Bytes of the checkpoints of a thread that waits, indexes left out."""
    threads = []
    for _ in range(count):
        thread = await bench.write(f"{next(_numbers)}.000001", random_text(_LENGTH))
        await bench.look(thread)
        await bench.product.handlers["tidy"](thread)
        threads.append(thread)
    sizes = [await _size(bench.redis, key) for key in await _checkpoints(bench.redis, threads)]
    return sum(sizes) / count


async def _checkpoints(redis: Redis, threads: list[str]) -> list[bytes]:
    wanted = {f":{thread}:".encode() for thread in threads}
    return [key async for key in redis.scan_iter(count=1000) if any(thread in key for thread in wanted)]


async def _used(redis: Redis) -> int:
    return int((await redis.info("memory"))["used_memory"])


async def _size(redis: Redis, key: str | bytes) -> int:
    return int(await redis.memory_usage(key, samples=0) or 0)
