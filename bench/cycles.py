"""Whole cycles: message, run, card, click, resume, answer, through Bolt and the queue, sixteen at a time.

The same product runs once with its checkpoints in Redis and once with LangGraph's InMemorySaver, approvals in Redis
both times. What counts is the processor time of this process: how many cycles one core can carry.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from redis.asyncio import Redis

from bench.findings import Finding
from bench.processes import slack_process
from bench.product import SECRET, Bench, open_bench
from bench.rounds import Effort, in_turns, ratio, typical
from bench.slack import REVIEW_CHANNEL, TEAM, instant_clients
from bench.traffic import DIRECT, approve_click, direct_message

_CYCLES = 64
_AT_ONCE = 16
_numbers = itertools.count(1)


class Story:
    """People who write, press Approve as soon as a card is there, and wait for the answer."""

    def __init__(self) -> None:
        self.bench: Bench | None = None
        self._answered: dict[str, asyncio.Event] = {}
        self._clicks: set[asyncio.Task[None]] = set()

    def hear(self, method: str, arguments: Mapping[str, Any]) -> None:
        """What the product says to Slack."""
        if method != "chat.postMessage" or not arguments.get("metadata"):
            return
        about = arguments["metadata"]["event_payload"]
        if arguments["channel"] == REVIEW_CHANNEL:
            click = asyncio.create_task(self._click(about["id"], arguments["blocks"]))
            self._clicks.add(click)
            click.add_done_callback(self._clicks.discard)
        elif about["kind"] == "answer":
            self._answered[about["id"]].set()

    async def cycle(self) -> None:
        ts = f"{next(_numbers)}.000001"
        turn = f"{TEAM}:{DIRECT}:{ts}:{ts}"
        self._answered[turn] = asyncio.Event()
        await self._deliver(direct_message(ts, "Remember that the review moved to ten.", secret=SECRET))
        await self._answered[turn].wait()
        del self._answered[turn]

    async def _click(self, approval: str, blocks: Any) -> None:
        await self._deliver(approve_click(approval, blocks, secret=SECRET))

    async def _deliver(self, delivery: Any) -> None:
        assert self.bench
        answer = await self.bench.product.bolt.async_dispatch(delivery.for_bolt)
        if answer.status != 200:
            raise RuntimeError(f"The product answered {answer.status} to a delivery: {answer.body}")


@asynccontextmanager
async def story(slack_url: str, **replaced: Any) -> AsyncIterator[Story]:
    """A product with people around it; its worker runs while `working` is entered."""
    told = Story()

    def clients(*arguments: Any) -> Any:
        return instant_clients(*arguments, heard=told.hear)

    async with open_bench(slack_url=slack_url, **{"edges.clients": clients, **replaced}) as told.bench:
        yield told


@asynccontextmanager
async def working(bench: Bench) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(bench.product.queue.serve(bench.product.handlers, stop))
    try:
        yield
    finally:
        stop.set()
        await worker


async def measure(effort: Effort) -> list[Finding]:
    async with (
        slack_process() as url,
        story(url) as redis,
        story(url, **{"agents.open_checkpoints": _in_memory}) as memory,
    ):
        times = effort.count(_CYCLES)
        taken = await in_turns(
            effort.rounds, {"redis": lambda: _round(redis, times), "memory": lambda: _round(memory, times)}
        )
    return [
        Finding(
            what="Whole cycles a second and core",
            beside="the same with checkpoints in memory",
            figure=ratio(taken["memory"], taken["redis"]),
            limit=0.5,
            better="more",
            detail=f"{1 / typical(taken['redis']):.0f} and {1 / typical(taken['memory']):.0f}",
        )
    ]


async def _round(told: Story, times: int) -> list[float]:
    """Seconds of processor time of one cycle."""
    assert told.bench
    left = iter(range(times))

    async def person() -> None:
        for _ in left:
            await told.cycle()

    async with working(told.bench):
        await told.cycle()
        began = time.process_time()
        await asyncio.gather(*(person() for _ in range(_AT_ONCE)))
        return [(time.process_time() - began) / times]


class _Memory(InMemorySaver):
    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Nothing to keep small: the process ends soon."""


async def _in_memory(_: Redis) -> InMemorySaver:
    return _Memory()
