"""Checkpoints of a run that two workers go on with, one of whom was taken for dead."""

import time
from typing import Any

import pytest

from bot.runs import Finished
from bot.store import Store
from bot.store.checkpoints import Overtaken, only_while
from tests.faults.agents import Agent, an_agent

THREAD = "T1:C1:1.000001"


@pytest.fixture
async def agent(store: Store) -> Agent:
    async def nothing(*_: Any) -> str:
        raise AssertionError("nobody calls the tool")

    return await an_agent(store, nothing)


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def test_whoever_still_has_the_run_after_a_silence_goes_on(agent: Agent) -> None:
    with only_while(yes, since=0):
        assert await agent.runs.start(THREAD, "turn", "hello") == Finished(text="Refused: hello")


async def test_whoever_has_lost_it_keeps_nothing_more(agent: Agent) -> None:
    with only_while(no, since=0), pytest.raises(Overtaken):
        await agent.runs.start(THREAD, "turn", "hello")

    assert await agent.runs.carry_on(THREAD, "turn", "once more") == Finished(text="Refused: once more")


async def test_without_a_silence_nobody_is_asked(agent: Agent) -> None:
    with only_while(no, since=time.time()):
        assert await agent.runs.start(THREAD, "turn", "hello") == Finished(text="Refused: hello")
