"""The watchdog of Socket Mode, with a clock of its own and a line that can be cut."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.watchdog import Disconnected, watch


@dataclass
class Line:
    """A connection to Slack that may be up, down, or up and silent."""

    up: bool = True
    last_ping_pong_time: float | None = None
    reconnected: list[float] = field(default_factory=list)
    clock: Iterator[int] = field(default_factory=lambda: count(0, 10))
    mends: bool = False
    slept: float = 0

    def now(self) -> float:
        return next(self.clock) + self.slept

    async def is_connected(self) -> bool:
        return self.up

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        self.reconnected.append(self.now())
        if not self.mends:
            raise OSError("no route to Slack")
        self.up, self.last_ping_pong_time = True, None


async def watched(line: Line, *, seconds: float = 0.2) -> None:
    async with asyncio.timeout(seconds):
        await watch(cast("SocketModeClient", cast("Any", line)), now=line.now, look=0)


async def test_a_living_connection_is_left_alone() -> None:
    line = Line()

    with pytest.raises(TimeoutError):
        await watched(line)

    assert line.reconnected == []


async def test_a_dropped_connection_is_made_anew() -> None:
    line = Line(up=False, mends=True)

    with pytest.raises(TimeoutError):
        await watched(line)

    assert len(line.reconnected) == 1


async def test_a_connection_without_pongs_is_made_anew_although_it_looks_open() -> None:
    line = Line(last_ping_pong_time=-1000, mends=True)

    with pytest.raises(TimeoutError):
        await watched(line)

    assert len(line.reconnected) == 1


async def test_a_hopeless_connection_ends_the_process() -> None:
    line = Line(up=False)

    with pytest.raises(Disconnected):
        await watched(line, seconds=5)

    assert len(line.reconnected) > 1


async def test_after_a_night_in_which_the_machine_slept_the_connection_is_made_anew() -> None:
    line = Line(last_ping_pong_time=0.1, mends=True)
    asyncio.get_running_loop().call_soon(setattr, line, "slept", 8 * 3600)  # at its first look

    with pytest.raises(TimeoutError):
        await watched(line)

    assert len(line.reconnected) == 1
