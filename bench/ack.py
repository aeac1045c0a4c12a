"""Clicks on Approve, 200 a second from outside: how long until Slack has its answer.

Each click decides an approval of its own. Beside it stands the fastest listener Bolt allows, in the same process,
which does nothing but acknowledge; both once in peace and once while the process runs sixteen whole cycles a second.
"""

import asyncio
import json
import time
from collections.abc import Iterable, Sequence

import aiohttp

from bench.asks import store_asks
from bench.findings import Finding
from bench.processes import process, slack_process
from bench.product import SECRET
from bench.rounds import Effort, Samples, in_turns, ratio, typical
from bench.traffic import Delivery, approve_click
from bot.approvals import Approval, State
from bot.store import Store
from bot.store.server import connect
from bot.views.card import review_card
from bot.views.layout import cards

_CLICKS = 400
_RATE = 200
_CYCLES_A_SECOND = 16
_WHY = """\
a click is decided before it is acknowledged. It reads the record, asks Slack who the person is (two calls, made \
together), asks Redis for the time and votes, four waits of which each is a turn on the event loop; the bare listener \
does none of it. Three milliseconds a click are most of what one process can do at 200 clicks a second: with sixteen \
cycles beside them there is more than that, so clicks wait for each other. `run --no-worker` gives them a process."""


async def measure(effort: Effort) -> list[Finding]:
    async with slack_process() as url, process("bench.door", url) as line, aiohttp.ClientSession() as session:
        door = json.loads(line)
        address = f"http://127.0.0.1:{door['port']}"
        findings = []
        async with connect(door["redis"]) as redis:
            client = Clicker(Store(redis), session, address, effort.count(_CLICKS))
            for load, name in ((0, "idle"), (_CYCLES_A_SECOND, f"{_CYCLES_A_SECOND} cycles a second running")):
                await client.set_load(load)
                taken = await in_turns(effort.rounds, {"ours": client.ours, "bare": client.bare})
                await client.set_load(0)
                findings += _findings(name, taken["ours"], taken["bare"])
    return findings


class Clicker:
    """The outside: sends each click when it is due, whether or not the ones before were answered."""

    def __init__(self, store: Store, session: aiohttp.ClientSession, address: str, clicks: int) -> None:
        self._store = store
        self._session = session
        self._address = address
        self._clicks = clicks

    async def ours(self) -> list[float]:
        return await self._click("/ours", await self._deliveries())

    async def bare(self) -> list[float]:
        return await self._click("/bare", await self._deliveries())

    async def set_load(self, cycles_a_second: float) -> None:
        async with self._session.post(f"{self._address}/cycles", data=str(cycles_a_second)) as answer:
            answer.raise_for_status()

    async def _deliveries(self) -> Sequence[Delivery]:
        asks = await store_asks(self._store, self._clicks)
        approvals = [Approval(ask=ask, state=State.PENDING) for ask in asks]
        drawn = [review_card(approval, card) for approval in approvals for card in cards(approval)]
        return [approve_click(ask.id, card.blocks, secret=SECRET) for ask, card in zip(asks, drawn, strict=True)]

    async def _click(self, path: str, deliveries: Iterable[Delivery]) -> list[float]:
        began = time.perf_counter()
        clicks = []
        for number, delivery in enumerate(deliveries):
            due = began + number / _RATE
            await asyncio.sleep(max(0, due - time.perf_counter()))
            clicks.append(asyncio.create_task(self._one(path, delivery, due)))
        return await asyncio.gather(*clicks)

    async def _one(self, path: str, delivery: Delivery, due: float) -> float:
        """Seconds from when the click was due until it was answered."""
        async with self._session.post(self._address + path, data=delivery.body, headers=delivery.headers) as answer:
            await answer.read()
            answer.raise_for_status()
        return time.perf_counter() - due


def _findings(name: str, ours: Samples, bare: Samples) -> list[Finding]:
    return [
        Finding(
            what=f"Click answered, {label}, {name}",
            beside="a bare `process_before_response` listener",
            figure=ratio(ours, bare, share),
            limit=limit,
            detail=f"{typical(ours, share) * 1000:.1f} and {typical(bare, share) * 1000:.1f} ms",
            why_missed=_WHY,
        )
        for label, share, limit in (("p50", 0.5, 1.25), ("p99", 0.99, 1.3))
    ]
