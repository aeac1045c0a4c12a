"""The two legs of a run, up to its interrupt and from its resume to its end, beside LangGraph alone.

A leg is everything the worker does with the thread: its records, the run, the ledger, and what it says to Slack,
which answers at once here. Beside it stands a bare `ainvoke` of the same agent on the same saver.
"""

import itertools
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

from langgraph.types import Command

from bench.agent import bare_graph
from bench.findings import Finding
from bench.product import Bench, open_bench
from bench.rounds import Effort, Samples, in_turns, ratio, typical
from bench.trips import counted_trips
from bot.store.checkpoints import open_checkpoints

_CYCLES = 20
_TEXT = "Remember that the review moved to ten."
_WHY_SLOWER = """\
what people are asked is judged by the policy, built and stored; the turn's records cost round trips of their own (see \
the next row); and each of our hooks has a span of LangSmith around it, whether or not anybody traces."""
_WHY_TRIPS = {
    "interrupt": """\
the turn is taken up in one step, and the question is stored and waited for in another.""",
    "resume": """\
five steps have to be apart: the turn is taken up, the grant is claimed before the effect and the outcome recorded \
after it, the answer is announced before it is posted and the turn ended after it. (LangGraph alone looks for its \
interrupt by position and spends one more than we do.)""",
}
_numbers = itertools.count(1)

Meter = Callable[[str, Awaitable[object]], Awaitable[float]]


async def measure(effort: Effort) -> list[Finding]:
    trips: defaultdict[str, list[int]] = defaultdict(list)
    async with open_bench() as bench:
        graph = bare_graph(await open_checkpoints(bench.redis))
        times = effort.count(_CYCLES)
        with counted_trips() as counter:

            async def metered(name: str, work: Awaitable[object]) -> float:
                before, began = counter.count, time.perf_counter()
                await work
                seconds = time.perf_counter() - began
                trips[name].append(counter.count - before)
                return seconds

            legs: dict[str, list[list[float]]] = defaultdict(list)

            async def ours() -> list[float]:
                return _keep(legs, "ours", [await _our_cycle(bench, metered) for _ in range(times)])

            async def bare() -> list[float]:
                return _keep(legs, "bare", [await _bare_cycle(graph, metered) for _ in range(times)])

            await in_turns(effort.rounds, {"ours": ours, "bare": bare})
    return [finding for leg in ("interrupt", "resume") for finding in _findings(leg, legs, trips)]


def _keep(legs: dict[str, list[list[float]]], side: str, cycles: list[tuple[float, float]]) -> list[float]:
    for leg, seconds in zip(("interrupt", "resume"), zip(*cycles, strict=True), strict=True):
        legs[f"{side} {leg}"].append(list(seconds))
    return []


async def _our_cycle(bench: Bench, metered: Meter) -> tuple[float, float]:
    thread = await bench.write(f"{next(_numbers)}.000001", _TEXT)
    interrupt = await metered("ours interrupt", bench.look(thread))
    await bench.approve(thread)
    resume = await metered("ours resume", bench.look(thread))
    # What nobody waits for must not slow the other side.
    await bench.product.background.drain()
    return interrupt, resume


async def _bare_cycle(graph: Any, metered: Meter) -> tuple[float, float]:
    config = {"configurable": {"thread_id": f"bare-{next(_numbers)}"}}

    async def run(given: object) -> None:
        await graph.ainvoke(given, config, durability="sync")

    interrupt = await metered("bare interrupt", run({"messages": [("user", _TEXT)]}))
    answer: Command[Any] = Command(resume={"decisions": [{"type": "approve"}]})
    return interrupt, await metered("bare resume", run(answer))


def _findings(leg: str, legs: dict[str, Samples] | Any, trips: dict[str, list[int]]) -> list[Finding]:
    # The first round only warms up.
    ours, bare = legs[f"ours {leg}"][1:], legs[f"bare {leg}"][1:]
    our_trips, bare_trips = median(trips[f"ours {leg}"]), median(trips[f"bare {leg}"])
    return [
        Finding(
            what=f"{leg.capitalize()} leg",
            beside="a bare `ainvoke`, same saver and durability",
            figure=ratio(ours, bare),
            limit=1.2,
            detail=f"{typical(ours) * 1000:.1f} and {typical(bare) * 1000:.1f} ms",
            why_missed=_WHY_SLOWER,
        ),
        Finding(
            what=f"{leg.capitalize()} leg, extra round trips to Redis",
            beside="the same",
            figure=our_trips - bare_trips,
            limit=3,
            unit="",
            detail=f"{our_trips:g} and {bare_trips:g}",
            why_missed=_WHY_TRIPS[leg],
        ),
    ]
