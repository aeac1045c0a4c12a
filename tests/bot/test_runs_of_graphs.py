"""Runs of graphs that are not ours: several questions at once, answers that come twice, processes that die, ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Literal

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel

from bot.runs import Finished, Outcome, Paused, Runs, Vanished
from bot.store import Store
from bot.store.checkpoints import open_checkpoints

THREAD = "T1:C1:1.000001"

Node = Callable[[MessagesState], Awaitable[dict[str, Any]]]
Make = Callable[..., Awaitable[Runs]]


@pytest.fixture
def runs_of(store: Store) -> Make:
    async def make(*chain: Node, beside: dict[str, Node] | None = None) -> Runs:
        """Of a graph whose nodes run one after the other; those `beside` run at once, and nothing follows them."""
        builder, before = StateGraph(MessagesState), START
        for number, node in enumerate(chain, 1):
            name = f"node{number}"
            builder.add_node(name, node).add_edge(before, name)
            before = name
        builder.add_edge(before, END)
        for name, node in (beside or {}).items():
            builder.add_node(name, node).add_edge(START, name)
        checkpoints = await open_checkpoints(store.redis)
        return Runs(builder.compile(checkpointer=checkpoints), checkpoints)

    return make


def asking(*questions: Any, says: str = "") -> Node:
    async def ask(_: MessagesState) -> dict[str, Any]:
        answers = [interrupt(question) for question in questions]
        return {"messages": [AIMessage(f"{says}{answers}")]}

    return ask


def hanging(*questions: Any, reached: asyncio.Event) -> Node:
    """Asks, and then stands still as a process that was killed."""

    async def hang(_: MessagesState) -> dict[str, Any]:
        for question in questions:
            interrupt(question)
        reached.set()
        return await asyncio.Future()

    return hang


async def begin(runs: Runs) -> Paused:
    return waiting(await runs.start(THREAD, "turn-1", "hello"))


def waiting(outcome: Outcome) -> Paused:
    assert isinstance(outcome, Paused)
    return outcome


async def test_questions_that_wait_at_once_are_named_after_their_nodes_and_answered_by_id(runs_of: Make) -> None:
    runs = await runs_of(asking("main?"), beside={"legal": asking("legal?"), "money": asking({"sum": 5})})
    paused = await begin(runs)
    ids = {question.calls[0].tool: question.interrupt for question in paused.questions}

    left = waiting(await runs.resume(THREAD, ids["interrupt:money"], 5))
    assert {question.calls[0].tool for question in left.questions} == {"interrupt:node1", "interrupt:legal"}
    await runs.resume(THREAD, ids["interrupt:node1"], "yes")
    assert isinstance(await runs.resume(THREAD, ids["interrupt:legal"], "fine"), Finished)


async def test_a_question_within_a_subgraph_is_named_after_its_own_node(runs_of: Make, store: Store) -> None:
    inner = StateGraph(MessagesState).add_node("lawyer", asking("legal?")).add_edge(START, "lawyer").compile()
    checkpoints = await open_checkpoints(store.redis)
    graph = StateGraph(MessagesState).add_node("team", inner).add_edge(START, "team").compile(checkpointer=checkpoints)
    runs = Runs(graph, checkpoints)
    (question,) = (await begin(runs)).questions

    assert question.calls[0].tool == "interrupt:lawyer"
    assert await runs.resume(THREAD, question.interrupt, "fine") == Finished(text="['fine']")


async def test_an_answer_that_comes_again_does_not_answer_the_next_question(runs_of: Make) -> None:
    runs = await runs_of(asking("delete table A?", "pay 9999?"))
    (first,) = (await begin(runs)).questions
    (second,) = waiting(await runs.resume(THREAD, first.interrupt, "yes")).questions

    with pytest.raises(Vanished):
        await runs.resume(THREAD, first.interrupt, "yes")
    assert await runs.resume(THREAD, second.interrupt, "no") == Finished(text="['yes', 'no']")


async def test_an_answer_to_what_was_never_asked_goes_nowhere(runs_of: Make) -> None:
    runs = await runs_of(asking("one?"))
    await begin(runs)

    with pytest.raises(Vanished):
        await runs.resume(THREAD, "0" * 32, "yes")


REQUEST = {"action_request": {"action": "x", "args": {}}, "config": {"allow_accept": True}}
SHAPES: dict[str, tuple[Any, Any]] = {
    "batched": ({"action_requests": [{"name": "x", "args": {}}], "review_configs": []}, {"decisions": []}),
    "per_call": ({"type": "tool_approval", "tool_call_id": "c", "name": "x", "args": {}}, {"type": "approve"}),
    "inbox": ([REQUEST], [{"type": "accept", "args": None}]),
    "value": ("why?", "because"),
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_who_takes_up_a_killed_process_work_gives_the_same_answer_again(runs_of: Make, shape: str) -> None:
    value, answer = SHAPES[shape]
    reached = asyncio.Event()
    dead, alive = await runs_of(hanging(value, reached=reached)), await runs_of(asking(value))
    (question,) = (await begin(dead)).questions
    async with dying(dead, question.interrupt, answer, reached):
        outcome = await alive.resume(THREAD, question.interrupt, answer)

    assert (question.shape, outcome) == (shape, Finished(text=f"{[answer]}"))


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_process_killed_between_two_questions_leaves_the_second_unanswered(runs_of: Make, shape: str) -> None:
    value, answer = SHAPES[shape]
    reached = asyncio.Event()
    dead, alive = await runs_of(hanging(value, reached=reached)), await runs_of(asking(value, "and then?"))
    (first,) = (await begin(dead)).questions
    async with dying(dead, first.interrupt, answer, reached):
        (second,) = waiting(await alive.resume(THREAD, first.interrupt, answer)).questions

    assert second.calls[0].arguments == {"question": "and then?"}


class dying:  # noqa: N801 - reads as what happens meanwhile
    """A run that has taken an answer up and never comes back."""

    def __init__(self, runs: Runs, interrupt_id: str, answer: Any, reached: asyncio.Event) -> None:
        self._go = runs.resume(THREAD, interrupt_id, answer)
        self._reached = reached

    async def __aenter__(self) -> None:
        self._run = asyncio.create_task(self._go)
        await self._reached.wait()

    async def __aexit__(self, *_: object) -> None:
        self._run.cancel()
        with suppress(asyncio.CancelledError):
            await self._run


class Verdict(BaseModel):
    decision: Literal["publish", "drop"]


async def test_what_a_question_declared_of_its_answer_is_known_after_a_crash_too(runs_of: Make) -> None:
    async def ask(_: MessagesState) -> dict[str, Any]:
        verdict = interrupt("publish?", response_schema=Verdict)
        return {"messages": [AIMessage(verdict.decision)]}

    runs = await runs_of(ask)
    paused = await begin(runs)

    assert paused.questions[0].response_schema == Verdict.model_json_schema()
    assert await (await runs_of(ask)).carry_on(THREAD, "turn-1", "hello") == paused


async def test_an_answer_that_the_graph_refuses_can_be_given_again(runs_of: Make) -> None:
    async def ask(_: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(interrupt("publish?", response_schema=Verdict).decision)]}

    runs = await runs_of(ask)
    (question,) = (await begin(runs)).questions
    with pytest.raises(ValueError, match="decision"):
        await runs.resume(THREAD, question.interrupt, {"decision": "perhaps"})

    assert await runs.resume(THREAD, question.interrupt, {"decision": "drop"}) == Finished(text="drop")


async def test_an_ended_run_leaves_nothing_waiting_and_the_next_message_is_answered(runs_of: Make) -> None:
    runs = await runs_of(asking("one?"), beside={"other": asking("two?")})
    paused = await begin(runs)
    await runs.abandon(THREAD, "This was declined.")

    assert not await runs.is_waiting(THREAD, paused.questions[0].interrupt)
    again = waiting(await runs.start(THREAD, "turn-2", "hello again"))
    assert len(again.questions) == 2


async def test_what_nobody_can_read_any_more_is_forgotten_so_that_the_next_message_is_answered(runs_of: Make) -> None:
    # LangGraph's saver stores this, and fails whenever it reads it.
    poison = {"lc": 1, "type": "constructor", "id": ["nowhere", "Nothing"]}
    runs = await runs_of(asking(poison))
    with pytest.raises(ValueError, match="nowhere"):
        await runs.start(THREAD, "turn-1", "hello")
    await runs.abandon(THREAD, "I could not finish this.")

    assert await (await runs_of(says_hello)).start(THREAD, "turn-2", "hi") == Finished(text="Hello.")


async def says_hello(_: MessagesState) -> dict[str, Any]:
    return {"messages": [AIMessage("Hello.")]}


async def test_a_graph_that_forgets_what_was_asked_is_carried_on_and_not_begun_again(runs_of: Make) -> None:
    began: list[int] = []

    async def forgets(state: MessagesState) -> dict[str, Any]:
        began.append(1)
        messages: list[AnyMessage] = state["messages"]
        return {"messages": [RemoveMessage(id=str(message.id)) for message in messages]}

    runs = await runs_of(forgets, asking("one?"))
    paused = await begin(runs)

    assert (await runs.carry_on(THREAD, "turn-1", "hello"), len(began)) == (paused, 1)


def result(text: str) -> ToolMessage:
    return ToolMessage(text, tool_call_id="c")


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ([AIMessage("one"), AIMessage("two")], "two"),
        ([AIMessage("one"), HumanMessage("(a note to myself)")], ""),
        ([], ""),
        ([AIMessage("I ask."), result("12 C"), result("Sun")], "12 C\n\nSun"),
        ([AIMessage("I ask."), result("12 C"), AIMessage("Mild.")], "Mild."),
        ([AIMessage("I did it."), result("")], "I did it."),
    ],
    ids=["the last word", "not before what a person said", "nothing", "results", "not what it read", "no result"],
)
async def test_the_answer_is_the_last_word_of_the_agent(runs_of: Make, messages: list[AnyMessage], text: str) -> None:
    async def says(_: MessagesState) -> dict[str, Any]:
        return {"messages": messages}

    assert await (await runs_of(says)).start(THREAD, "turn-1", "hello") == Finished(text=text)
