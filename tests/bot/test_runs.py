"""Runs on the real graph, the real saver and the real ledger; only the model follows a script."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool, tool

from agent.factory import build_agent
from agent.fingerprints import fingerprint
from agent.kit import Kit
from bot.approvals import Action, Ask, Vote
from bot.canonical import canonical
from bot.policy import Rule
from bot.runs import Finished, Paused, Runs
from bot.store import Store
from bot.store.checkpoints import open_checkpoints

THREAD = "T1:C1:1.000001"


class Scripted(GenericFakeChatModel):
    def bind_tools(self, tools: Sequence[Any], **_: Any) -> BaseChatModel:
        return self


@pytest.fixture
def ran() -> list[dict[str, Any]]:
    return []


def pay_tool(ran: list[dict[str, Any]]) -> BaseTool:
    @tool
    async def pay(amount: int) -> str:
        """Pay."""
        ran.append({"amount": amount})
        if amount == 13:
            raise RuntimeError("the bank is closed")
        if amount == 14:
            raise TimeoutError
        return f"paid {amount}"

    return pay


@pytest.fixture
def make_runs(store: Store, ran: list[dict[str, Any]]) -> Callable[..., Any]:
    async def make(*says: AIMessage) -> Runs:
        checkpoints = await open_checkpoints(store.redis)
        kit = Kit(
            model=Scripted(messages=iter(says)),
            checkpointer=checkpoints,
            ledger=store.grants,
            gates=lambda _: True,
            lease=5,
        )
        return Runs(build_agent(kit, tools=[pay_tool(ran)], timezone=ZoneInfo("UTC")), checkpoints)

    return make


def call(amount: int, id: str = "c1") -> AIMessage:
    return AIMessage("I will pay.", tool_calls=[{"name": "pay", "args": {"amount": amount}, "id": id}])


async def grant(store: Store, arguments: dict[str, Any], call: str = "c1") -> None:
    rule = Rule(tool="pay", decisions=("approve", "edit", "reject", "respond"), timeout=60)
    action = Action(
        call=call,
        tool="pay",
        arguments=canonical(arguments),
        rule=rule,
        arguments_schema={},
        fingerprint=fingerprint(pay_tool([])),
    )
    ask = Ask(id=f"a-{call}", thread=THREAD, turn="t", interrupt="i", team="T1", requester="U1", channel="C1",
              thread_ts="1.000001", reason="", actions=(action,), asked_at=0, deadline=0)  # fmt: skip
    await store.approvals.add(ask, timeout=60, votes={0: Vote(type="approve", person="U2")})


async def test_a_gated_call_pauses_with_its_arguments_and_the_agents_words(make_runs: Any) -> None:
    runs = await make_runs(call(5))

    outcome = await runs.start(THREAD, "turn-1", "pay 5")

    assert isinstance(outcome, Paused)
    (question,) = outcome.questions
    assert [wanted[:3] for wanted in question.calls] == [("c1", "pay", {"amount": 5})]
    assert question.reason == "I will pay."


async def test_an_approved_call_runs_once_under_its_grant(make_runs: Any, store: Store, ran: list[Any]) -> None:
    runs = await make_runs(call(5), AIMessage("Done."))
    paused = await runs.start(THREAD, "turn-1", "pay 5")
    await grant(store, {"amount": 5})

    outcome = await runs.resume(THREAD, paused.questions[0].interrupt, {"decisions": [{"type": "approve"}]})

    assert (outcome, ran) == (Finished(text="Done."), [{"amount": 5}])


async def test_a_resume_without_a_grant_runs_nothing(make_runs: Any, ran: list[Any]) -> None:
    runs = await make_runs(call(5), AIMessage("Hm."))
    paused = await runs.start(THREAD, "turn-1", "pay 5")

    await runs.resume(THREAD, paused.questions[0].interrupt, {"decisions": [{"type": "approve"}]})

    assert ran == []


async def test_an_edit_that_was_not_granted_runs_nothing(make_runs: Any, store: Store, ran: list[Any]) -> None:
    runs = await make_runs(call(5), AIMessage("Hm."))
    paused = await runs.start(THREAD, "turn-1", "pay 5")
    await grant(store, {"amount": 5})
    edit = {"type": "edit", "edited_action": {"name": "pay", "args": {"amount": 6}}}

    await runs.resume(THREAD, paused.questions[0].interrupt, {"decisions": [edit]})

    assert ran == []


async def told(runs: Runs) -> tuple[Any, str]:
    """What the model was told of its call."""
    state = await runs._graph.aget_state({"configurable": {"thread_id": THREAD}})
    message = next(m for m in state.values["messages"] if isinstance(m, ToolMessage))
    return message.content, message.status


@pytest.mark.parametrize(("amount", "why"), [(13, "the bank is closed"), (14, "TimeoutError")])
async def test_a_failing_tool_becomes_a_message_for_the_model(
    make_runs: Any, store: Store, amount: int, why: str
) -> None:
    runs = await make_runs(call(amount), AIMessage("It failed."))
    paused = await runs.start(THREAD, "turn-1", "pay")
    await grant(store, {"amount": amount})

    await runs.resume(THREAD, paused.questions[0].interrupt, {"decisions": [{"type": "approve"}]})

    assert await told(runs) == (f"pay failed: {why}", "error")


async def test_a_model_that_makes_a_tool_up_is_told_that_there_is_none(make_runs: Any) -> None:
    made_up = AIMessage("", tool_calls=[{"name": "fly", "args": {}, "id": "c1"}])
    runs = await make_runs(made_up, AIMessage("I cannot."))

    assert await runs.start(THREAD, "turn-1", "fly") == Finished(text="I cannot.")
    assert await told(runs) == ("There is no tool fly. Nothing ran.", "error")


async def test_a_rejection_reaches_the_model_word_for_word(make_runs: Any) -> None:
    runs = await make_runs(call(5), AIMessage("Not done."))
    paused = await runs.start(THREAD, "turn-1", "pay 5")

    await runs.resume(
        THREAD, paused.questions[0].interrupt, {"decisions": [{"type": "reject", "message": "Expired: x"}]}
    )

    state = await runs._graph.aget_state({"configurable": {"thread_id": THREAD}})
    assert [m.content for m in state.values["messages"] if isinstance(m, ToolMessage)] == ["Expired: x"]


async def test_carrying_on_after_a_crash_finds_the_same_pause(make_runs: Any) -> None:
    first = await make_runs(call(5))
    paused = await first.start(THREAD, "turn-1", "pay 5")
    second = await make_runs()

    assert await second.carry_on(THREAD, "turn-1", "pay 5") == paused


async def test_carrying_on_a_turn_that_never_started_starts_it(make_runs: Any) -> None:
    runs = await make_runs(AIMessage("Hello."))

    assert await runs.carry_on(THREAD, "turn-1", "hi") == Finished(text="Hello.")


async def test_an_abandoned_run_leaves_a_thread_that_answers_the_next_message(make_runs: Any) -> None:
    runs = await make_runs(call(5), AIMessage("Hello again."))
    await runs.start(THREAD, "turn-1", "pay 5")

    await runs.abandon(THREAD, "I could not finish this.")

    assert await runs.start(THREAD, "turn-2", "hi") == Finished(text="Hello again.")
