"""A worker and graphs that are not ours: answers, refusals, deadlines, and a worker that another takes for dead."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, interrupt
from redis.asyncio import Redis

from bot.approvals import Approval, State, Vote
from bot.background import Background
from bot.desk import Desk
from bot.runs import Runs
from bot.store import Store
from bot.store.checkpoints import open_checkpoints
from bot.store.threads import Place
from bot.worker import Worker
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.workspace import AVERY, Employ, pass_deadline, riley_says_hello

Node = Callable[[MessagesState], Awaitable[dict[str, Any]]]


@pytest.fixture
def hire(store: Store, employ: Employ) -> Callable[..., Awaitable[Worker]]:
    async def hire(*nodes: Node) -> Worker:
        """A worker with a graph whose nodes run side by side."""
        builder = StateGraph(MessagesState)
        for number, node in enumerate(nodes):
            builder.add_node(f"node{number}", node).add_edge(START, f"node{number}").add_edge(f"node{number}", END)
        checkpoints = await open_checkpoints(store.redis)
        return employ(runs=Runs(builder.compile(checkpointer=checkpoints), checkpoints))

    return hire


@pytest.fixture
async def place(store: Store, sandbox: Sandbox) -> Place:
    return await riley_says_hello(sandbox, store)


def asking(question: Any) -> Node:
    async def ask(_: MessagesState) -> dict[str, Any]:
        return {"messages": [AIMessage(f"You said {interrupt(question)}")]}

    return ask


async def waiting(store: Store, place: Place) -> list[Approval]:
    found = [await store.approvals.get(id) for id in await store.threads.waiting_for(place.thread)]
    return [approval for approval in found if approval]


async def vote(desk: Desk, approval: Approval, type: Any, **fields: Any) -> None:
    cast = Vote(type=type, person=AVERY, **fields)
    await desk.vote(approval.ask.id, 0, cast, team=TEAM_ID)


def answers(sandbox: Sandbox, place: Place) -> list[str]:
    return [message["text"] for message in sandbox.workspace.messages.thread("C0GENERAL", place.thread_ts)[1:]]


async def test_an_answer_reaches_its_node(hire: Any, place: Place, store: Store, desk: Desk, sandbox: Sandbox) -> None:
    worker = await hire(asking("Shall I?"))
    await worker.look(place.thread)
    (approval,) = await waiting(store, place)
    await vote(desk, approval, "respond", value='"yes"')
    await worker.look(place.thread)

    assert answers(sandbox, place) == ["You said yes"]


async def test_a_question_that_is_declined_ends_the_run_and_whatever_else_waited(
    hire: Any, place: Place, store: Store, desk: Desk, sandbox: Sandbox
) -> None:
    worker = await hire(asking("one?"), asking("two?"))
    await worker.look(place.thread)
    one, two = await waiting(store, place)
    await vote(desk, one, "reject", message="not today")
    await worker.look(place.thread)
    after = await store.approvals.get(two.ask.id)

    assert ["declined" in said and "not today" in said for said in answers(sandbox, place)] == [True]
    assert after
    assert after.state is State.WITHDRAWN


async def test_a_question_that_nobody_answers_ends_the_run(
    *, hire: Any, place: Place, store: Store, desk: Desk, sandbox: Sandbox, redis: Redis
) -> None:
    worker = await hire(asking("one?"))
    await worker.look(place.thread)
    (approval,) = await waiting(store, place)
    await pass_deadline(redis, approval.ask.id)
    await desk.expire()
    await worker.look(place.thread)

    assert ["expired" in said.lower() for said in answers(sandbox, place)] == [True]


async def test_an_answer_to_what_is_not_asked_any_more_ends_plainly(
    hire: Any, place: Place, store: Store, desk: Desk, sandbox: Sandbox
) -> None:
    worker = await hire(asking("one?"))
    await worker.look(place.thread)
    (approval,) = await waiting(store, place)
    await vote(desk, approval, "respond", value='"yes"')
    await worker._runs.forget(place.thread)
    await worker.look(place.thread)

    assert ["is not asked any more" in said for said in answers(sandbox, place)] == [True]


async def test_a_run_that_breaks_ends_with_one_plain_sentence(hire: Any, place: Place, sandbox: Sandbox) -> None:
    async def breaks(_: MessagesState) -> dict[str, Any]:
        raise ValueError("There is no such account.\nLook again.")

    await (await hire(breaks)).look(place.thread)

    (told,) = answers(sandbox, place)
    assert told.startswith("I could not finish this: ValueError: There is no such account. Nothing more will happen")


async def test_a_run_that_does_not_come_to_an_end_is_stopped_and_says_so(
    hire: Any, place: Place, sandbox: Sandbox
) -> None:
    async def again(_: MessagesState) -> Command[Any]:
        return Command(goto="node0")

    await (await hire(again)).look(place.thread)

    (told,) = answers(sandbox, place)
    assert told.startswith("I could not finish this: the agent took too many steps without coming to an end. Nothing")


REQUEST = {"action_request": {"action": "x", "args": {}}, "config": {"allow_accept": True}}
SHAPES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "batched": ({"action_requests": [{"name": "x", "args": {}}], "review_configs": []}, "approve", {}),
    "per_call": ({"type": "tool_approval", "tool_call_id": "c", "name": "x", "args": {}}, "approve", {}),
    "inbox": ([REQUEST], "approve", {}),
    "value": ("why?", "respond", {"value": '"because"'}),
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_worker_that_stands_still_with_an_answer_is_relieved_by_another(
    *, hire: Any, place: Place, store: Store, desk: Desk, sandbox: Sandbox, background: Background, shape: str
) -> None:
    value, type, fields = SHAPES[shape]
    reached = asyncio.Event()

    async def stands_still(_: MessagesState) -> dict[str, Any]:
        interrupt(value)
        reached.set()
        return await asyncio.Future()

    dead, alive = await hire(stands_still), await hire(asking(value))
    await dead.look(place.thread)
    (approval,) = await waiting(store, place)
    await vote(desk, approval, type, **fields)
    run = asyncio.create_task(dead.look(place.thread))
    await reached.wait()
    await alive.look(place.thread)
    run.cancel()
    await asyncio.wait([run])
    after = await store.approvals.get(approval.ask.id)

    assert [said.startswith("You said") for said in answers(sandbox, place)] == [True]
    assert after
    assert (after.ask.shape, after.state) == (shape, State.RESUMED)
