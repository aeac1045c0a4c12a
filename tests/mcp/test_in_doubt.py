"""A tool that cannot know whether its call took effect: people are asked, and nothing runs twice."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool, tool

from agent.factory import build_agent
from agent.fingerprints import fingerprint
from agent.kit import Kit
from agent.recovery import InDoubt, Recovery, declare
from bot.approvals import Ask
from bot.runs import Finished, Paused, Runs
from bot.store import Store
from bot.store.checkpoints import open_checkpoints
from tests.bot.records import THREAD, a_rule, a_vote, an_action, an_ask
from tests.bot.settling import settles
from tests.bot.test_runs import Scripted

Make = Callable[..., Any]


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def send(ran: list[str]) -> BaseTool:
    @tool
    async def send(text: str) -> str:
        """Send."""
        ran.append(text)
        if ran.count(text) < 2:
            raise InDoubt("the connection broke")
        return "sent"

    return send


@pytest.fixture
def make(store: Store, send: BaseTool) -> Make:
    async def runs(*, gated: bool = True) -> Runs:
        checkpoints = await open_checkpoints(store.redis)
        call = AIMessage("I will send it.", tool_calls=[{"name": "send", "args": {"text": "hello"}, "id": "c1"}])
        model = Scripted(messages=iter([call, AIMessage("Done.")]))
        kit = Kit(model=model, checkpointer=checkpoints, ledger=store.grants, gates=lambda _: gated, lease=1)
        return Runs(build_agent(kit, tools=[send], timezone=ZoneInfo("UTC")), checkpoints)

    return runs


async def approved(store: Store, send: BaseTool, **changes: Any) -> Ask:
    action = an_action({"text": "hello"}, tool="send", fingerprint=fingerprint(send), **changes)
    ask = an_ask(action, thread=THREAD)
    await store.approvals.add(ask, timeout=60, votes={0: a_vote()})
    return ask


async def doubted(runs: Runs, store: Store, send: BaseTool) -> Paused:
    """The call was approved, went out, and no answer came."""
    paused = await runs.start(THREAD, "t1", "send it")
    assert isinstance(paused, Paused)
    await approved(store, send)
    outcome = await runs.resume(THREAD, paused.questions[0].interrupt, {"decisions": [{"type": "approve"}]})
    assert isinstance(outcome, Paused)
    return outcome


async def test_people_are_asked_and_it_does_not_run_again(
    make: Make, store: Store, send: BaseTool, ran: list[str]
) -> None:
    outcome = await doubted(await make(), store, send)

    found = [(question.kind, question.calls[0].call, question.doubt) for question in outcome.questions]
    assert found == [("doubt", "c1", "the connection broke")]
    assert ran == ["hello"]


async def test_what_is_not_recorded_can_be_run_again_when_a_person_says_so(
    make: Make, store: Store, send: BaseTool, ran: list[str]
) -> None:
    runs = await make()
    outcome = await doubted(runs, store, send)
    rule = a_rule("send", decisions=("respond", "approve", "reject"))
    action = an_action({"text": "hello"}, tool="send", rule=rule, fingerprint=fingerprint(send))
    ask = an_ask(action, id="a2", kind="doubt", thread=THREAD)
    await store.approvals.add(ask, timeout=60, votes={})
    assert await settles(store, ask, {0: a_vote()}) == "accepted"

    assert await runs.resume(THREAD, outcome.questions[0].interrupt, "settled") == Finished(text="Done.")
    assert ran == ["hello", "hello"]


async def test_people_are_asked_about_what_may_run_again_too_when_it_does_not_know_itself(
    make: Make, store: Store, send: BaseTool, ran: list[str]
) -> None:
    """Run again and again it would say the same for ever."""
    declare(send, Recovery(repeatable=True))
    outcome = await doubted(await make(), store, send)

    assert [(question.kind, question.doubt) for question in outcome.questions] == [("doubt", "the connection broke")]
    assert ran == ["hello"]


async def test_a_call_that_nobody_was_asked_about_has_failed(make: Make, ran: list[str]) -> None:
    runs = await make(gated=False)

    assert await runs.start(THREAD, "t1", "send it") == Finished(text="Done.")
    assert ran == ["hello"]
