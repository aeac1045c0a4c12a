"""A conversation of many approvals on the real graph, saver and ledger."""

import itertools
import json
from collections import Counter
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.redis.aio import AsyncRedisSaver

from agent.conversation import KEPT
from bot.answers import response
from bot.runs import Finished, Paused
from bot.store import Store
from tests.bot.records import a_vote
from tests.bot.settling import settles
from tests.faults.agents import Agent, an_agent

THREAD = "T1:C1:1.000001"
CONFIG: RunnableConfig = {"configurable": {"thread_id": THREAD}}
TURNS = 12


async def approvals(agent: Agent, count: int) -> list[Any]:
    """So many approved calls, one turn after the other; what the run ended with."""
    outcomes = []
    for turn in range(count):
        ask = await agent.ask(THREAD, {"value": turn}, turn=f"turn-{turn}")
        await settles(agent.store, ask, {0: a_vote()})
        approval = await agent.store.approvals.get(ask.id)
        assert approval
        outcomes.append(await agent.runs.resume(THREAD, ask.interrupt, response(approval)))
        await agent.runs.tidy(THREAD)
    return outcomes


async def say(_: str, value: Any) -> str:
    return f"result {value}"


async def kept(agent: Agent) -> list[BaseMessage]:
    return list((await agent.runs._graph.aget_state(CONFIG)).values["messages"])


async def test_a_long_conversation_keeps_its_latest_turns_with_their_results(store: Store) -> None:
    agent = await an_agent(store, say)
    await approvals(agent, TURNS)
    messages = await kept(agent)
    asked = [json.loads(message.text)["value"] for message in messages if isinstance(message, HumanMessage)]

    assert len(messages) <= KEPT
    assert asked == list(range(TURNS))[-len(asked) :]
    assert [message.text for message in messages if isinstance(message, ToolMessage)] == [
        f"result {value}" for value in asked
    ]
    assert len(asked) == KEPT // 4


async def test_a_call_never_gets_the_id_of_one_that_was_dropped(store: Store) -> None:
    # This model numbers its calls anew in every answer; a grant is found by the call's id.
    effects: Counter[Any] = Counter()

    async def effect(_: str, value: Any) -> str:
        effects[value] += 1
        return f"result {value}"

    outcomes = await approvals(await an_agent(store, effect), TURNS)

    assert effects == dict.fromkeys(range(TURNS), 1)
    assert outcomes == [Finished(text=f"Result: result {turn}") for turn in range(TURNS)]


async def test_a_run_that_died_before_its_turns_were_dropped_drops_them_when_it_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await an_agent(store, say)
    await approvals(agent, TURNS)
    store_checkpoint, count = AsyncRedisSaver.aput, itertools.count(1)

    async def dies_at_the_third(*arguments: Any, **named: Any) -> Any:
        # The first two hold what was asked; of the model's answer only the writes are stored.
        if next(count) == 3:
            raise ConnectionError("the process is gone")
        return await store_checkpoint(*arguments, **named)

    monkeypatch.setattr(AsyncRedisSaver, "aput", dies_at_the_third)
    with pytest.raises(ConnectionError):
        await agent.ask(THREAD, {"value": "last"}, turn="turn-last")
    outcome = await (await an_agent(store, say)).runs.carry_on(THREAD, "turn-last", "")

    assert isinstance(outcome, Paused)
    assert [wanted.arguments["value"] for question in outcome.questions for wanted in question.calls] == ["last"]
    assert len(await kept(agent)) <= KEPT
