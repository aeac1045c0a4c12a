"""Whatever a model writes: what was shown is what runs, or it is refused before anybody is shown anything."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.redis.aio import AsyncRedisSaver
from redis.asyncio import Redis

from agent.calls import changeable
from bot.answers import response
from bot.canonical import canonical, digest
from bot.runs import Finished
from bot.store import Store
from bot.store.checkpoints import open_checkpoints
from tests.bot.records import a_vote, an_action, an_ask
from tests.bot.settling import settles
from tests.faults.agents import TOOL, Agent, an_agent
from tests.faults.generated import ARGUMENTS, VALUES

SETS, BATCH = 10_000, 20
THROUGH_THE_GRAPH = 200
COMMON: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}


@pytest.fixture
async def saver(redis: Redis) -> AsyncRedisSaver:
    return await open_checkpoints(redis)


async def through_a_checkpoint(saver: AsyncRedisSaver, sets: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The arguments as a run finds them that another process takes up."""
    calls = [{"name": TOOL, "args": dict(arguments), "id": f"c{number}"} for number, arguments in enumerate(sets)]
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"] = {"messages": [AIMessage("I will act.", tool_calls=calls)]}
    checkpoint["channel_versions"] = {"messages": "1"}
    config: Any = {"configurable": {"thread_id": "T1:C1:1.000001", "checkpoint_ns": ""}}
    stored = await saver.aput(config, checkpoint, {"source": "loop", "step": 1, "parents": {}}, {"messages": "1"})
    found = await saver.aget_tuple(stored)
    assert found
    return [call["args"] for call in found.checkpoint["channel_values"]["messages"][0].tool_calls]


@settings(max_examples=SETS // BATCH, **COMMON)
@given(sets=st.lists(ARGUMENTS, min_size=BATCH, max_size=BATCH))
async def test_what_is_not_refused_comes_back_from_a_checkpoint_with_the_same_digest(
    sets: list[dict[str, Any]], saver: AsyncRedisSaver, store: Store, redis: Redis
) -> None:
    accepted = [arguments for arguments in sets if not list(changeable(arguments))]
    shown = [an_action(arguments, tool=TOOL, call=f"c{number}") for number, arguments in enumerate(accepted)]
    for name in await redis.keys("countersign:*"):
        await redis.delete(name)
    if shown:
        ask = an_ask(*shown, thread="T1:C1:1.000001")
        await store.approvals.add(ask, timeout=60, votes=dict.fromkeys(range(len(shown)), a_vote()))
    for action, arguments in zip(shown, await through_a_checkpoint(saver, accepted), strict=True):
        what, runs = await store.grants.claim(
            thread="T1:C1:1.000001",
            call=action.call,
            tool=TOOL,
            arguments=arguments,
            fingerprint=action.fingerprint,
            token="t",
            lease=5,
            repeatable=False,
        )

        assert what == "run", f"{action.arguments} came back as {arguments}"
        assert digest(TOOL, canonical(json.loads(runs))) == action.digest


@pytest.fixture
def ran() -> dict[str, Any]:
    return {}


@pytest.fixture
async def agent(store: Store, ran: dict[str, Any]) -> Agent:
    async def effect(thread: str, value: Any) -> str:
        ran[thread] = value
        return "done"

    return await an_agent(store, effect)


@settings(max_examples=THROUGH_THE_GRAPH, **COMMON)
@given(value=VALUES)
async def test_what_the_tool_gets_is_what_was_shown_or_nobody_is_asked(
    value: Any, agent: Agent, store: Store, ran: dict[str, Any]
) -> None:
    thread = f"T1:C1:{len(ran)}.000001"
    ran[thread] = "nothing"
    if list(changeable({"value": value})):
        outcome = await agent.runs.start(thread, thread, json.dumps({"thread": thread, "value": value}))
        assert isinstance(outcome, Finished), outcome
        return
    ask = await agent.ask(thread, {"value": value})
    await settles(store, ask, {0: a_vote()})
    approval = await store.approvals.get(ask.id)
    assert approval
    await agent.runs.resume(thread, ask.interrupt, response(approval))

    assert digest(TOOL, canonical({"thread": thread, "value": ran[thread]})) == ask.actions[0].digest
