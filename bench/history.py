"""The fortieth approval of a conversation beside its first: what a long thread costs."""

import itertools
import time

from bench.findings import Finding
from bench.product import Bench, open_bench
from bench.rounds import Effort, ratio, typical

_APPROVALS = 40
_EDGE = 3
"""How many approvals at either end count."""
_TEXT = "Remember that the review moved to ten, and tell everybody who was invited."
_WHY = """\
every checkpoint holds every message that is kept, and the saver turns each of them into JSON and back by itself."""
_numbers = itertools.count(1)


async def measure(effort: Effort) -> list[Finding]:
    async with open_bench() as bench:
        # The first conversation only warms up.
        conversations = [await _conversation(bench) for _ in range(effort.rounds + 1)][1:]
    first = [approvals[:_EDGE] for approvals in conversations]
    last = [approvals[-_EDGE:] for approvals in conversations]
    return [
        Finding(
            what=f"Approval {_APPROVALS} of a thread, both legs",
            beside="the first approvals of the same thread",
            figure=ratio(last, first),
            limit=1.5,
            detail=f"{typical(last) * 1000:.1f} and {typical(first) * 1000:.1f} ms",
            why_missed=_WHY,
        )
    ]


async def _conversation(bench: Bench) -> list[float]:
    """Seconds of both legs of each approval, one after another in one thread."""
    thread_ts = f"{next(_numbers)}.000001"
    samples = []
    for number in range(_APPROVALS):
        thread = await bench.write(thread_ts, _TEXT, ts=f"{thread_ts}{number:03d}")
        seconds = await _leg(bench, thread)
        await bench.approve(thread)
        seconds += await _leg(bench, thread)
        await bench.product.handlers["tidy"](thread)
        samples.append(seconds)
    return samples


async def _leg(bench: Bench, thread: str) -> float:
    began = time.perf_counter()
    await bench.look(thread)
    return time.perf_counter() - began
