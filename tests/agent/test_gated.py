"""Tools of hand-written nodes, and of agents within graphs, with the real ledger: they have the gate's promises."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, InjectedToolCallId, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.errors import NodeCancelledError
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt import InjectedState, ToolNode
from langgraph.types import Command, Interrupt, interrupt
from pydantic import AliasChoices, ConfigDict, Field, create_model
from redis.asyncio import Redis

from agent.fingerprints import fingerprint
from agent.kit import Kit
from agent.tools.call import Runtime, call_key
from bot.interrupts import read
from bot.store import Store, keys
from tests.bot.records import a_rule, a_vote, an_action, an_ask, an_edit

THREAD = "T1:C1:1.000001"
CONFIG: Any = {"configurable": {"thread_id": THREAD}}

Graph = CompiledStateGraph[Any, Any, Any, Any]
Node = Callable[[MessagesState], Any]


@pytest.fixture
def ran() -> list[Any]:
    return []


@pytest.fixture
def pay(ran: list[Any]) -> BaseTool:
    @tool
    async def pay(amount: int) -> str:
        """Pay."""
        ran.append(amount)
        return f"paid {amount}"

    return pay


@pytest.fixture
def kit(store: Store) -> Kit:
    return Kit(
        model=None, checkpointer=InMemorySaver(), ledger=store.grants, gates=lambda name: name != "look", lease=2
    )


def graph_of(kit: Kit, *nodes: Node | ToolNode | Graph) -> Graph:
    builder, before = StateGraph(MessagesState), START
    for number, node in enumerate(nodes):
        builder.add_node(f"n{number}", node).add_edge(before, f"n{number}")
        before = f"n{number}"
    return builder.add_edge(before, END).compile(checkpointer=kit.checkpointer)


def paying(gated: BaseTool, *amounts: int) -> Node:
    async def node(_: MessagesState) -> dict[str, Any]:
        outcomes = [await gated.ainvoke({"amount": amount}) for amount in amounts]
        return {"messages": [AIMessage(" | ".join(f"{each.status}: {each.text}" for each in outcomes))]}

    return node


async def begin(graph: Graph) -> list[Interrupt]:
    return (await graph.ainvoke({"messages": [HumanMessage("go")]}, CONFIG))["__interrupt__"]


async def decide(store: Store, asked: Interrupt, tool: BaseTool, vote: Any) -> None:
    (wanted,) = read(asked, node="", said="").calls
    action = an_action(
        wanted.arguments, tool=tool.name, call=wanted.call, rule=a_rule(tool.name), fingerprint=fingerprint(tool)
    )
    ask = an_ask(action, id=f"a-{wanted.call}", thread=THREAD, shape="per_call")
    await store.approvals.add(ask, timeout=60, votes={0: vote})


async def go_on(graph: Graph, asked: Interrupt, decision: object) -> dict[str, Any]:
    result: dict[str, Any] = await graph.ainvoke(Command(resume={asked.id: decision}), CONFIG)
    return result


def said(result: dict[str, Any]) -> str:
    return str(result["messages"][-1].text)


APPROVE = {"type": "approve"}


async def test_an_approved_call_of_a_node_runs_once_with_what_was_shown(
    kit: Kit, store: Store, pay: BaseTool, ran: list[Any]
) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5))
    (asked,) = await begin(graph)
    await decide(store, asked, pay, a_vote())

    assert (said(await go_on(graph, asked, APPROVE)), ran) == ("success: paid 5", [5])


async def test_a_resume_without_a_grant_runs_nothing(kit: Kit, pay: BaseTool, ran: list[Any]) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5))
    (asked,) = await begin(graph)
    told = said(await go_on(graph, asked, APPROVE))

    assert (told, ran) == ("error: Refused: nobody approved this call. The tool did not run.", [])


async def test_a_changed_call_runs_with_the_stored_arguments(
    kit: Kit, store: Store, pay: BaseTool, ran: list[Any]
) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5))
    (asked,) = await begin(graph)
    await decide(store, asked, pay, an_edit({"amount": 6}))
    edit = {"type": "edit", "edited_action": {"name": "pay", "args": {"amount": 6}}}

    assert (said(await go_on(graph, asked, edit)), ran) == ("success: paid 6", [6])


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ({"type": "reject", "message": "Rejected by a reviewer."}, "error: Rejected by a reviewer."),
        ({"type": "respond", "message": "I paid it."}, "success: I paid it."),
    ],
    ids=["reject", "respond"],
)
async def test_what_people_say_in_the_place_of_the_tool_is_its_result(
    kit: Kit, pay: BaseTool, ran: list[Any], decision: dict[str, Any], told: str
) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5))
    (asked,) = await begin(graph)

    assert (said(await go_on(graph, asked, decision)), ran) == (told, [])


async def test_a_node_that_begins_anew_does_not_pay_again(
    kit: Kit, store: Store, pay: BaseTool, ran: list[Any]
) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5, 5))
    (first,) = await begin(graph)
    await decide(store, first, pay, a_vote())
    (second,) = (await go_on(graph, first, APPROVE))["__interrupt__"]
    await decide(store, second, pay, a_vote())

    assert (said(await go_on(graph, second, APPROVE)), ran) == ("success: paid 5 | success: paid 5", [5, 5])


async def test_the_next_turn_is_asked_about_anew(kit: Kit, store: Store, pay: BaseTool, ran: list[Any]) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5))
    for _ in range(2):
        (asked,) = await begin(graph)
        await decide(store, asked, pay, a_vote())
        await go_on(graph, asked, APPROVE)

    assert ran == [5, 5]


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        (2**70, "amount is too large a number: write it as a string"),
        ("five", "amount: Input should be a valid integer, unable to parse string as an integer"),
    ],
    ids=["it could change on its way", "the tool would refuse it"],
)
async def test_arguments_that_cannot_run_are_refused_before_anybody_is_asked(
    kit: Kit, pay: BaseTool, ran: list[Any], amount: Any, why: str
) -> None:
    result = await graph_of(kit, paying(kit.gate(pay), amount)).ainvoke({"messages": []}, CONFIG)

    assert (said(result), ran) == (f"error: Refused: {why}. The tool did not run.", [])


async def test_a_tool_that_only_reads_runs_at_once(kit: Kit, ran: list[Any]) -> None:
    @tool
    async def look(amount: int) -> str:
        """Look."""
        return f"seen {amount}"

    result = await graph_of(kit, paying(kit.gate(look), 5)).ainvoke({"messages": []}, CONFIG)

    assert said(result) == "success: seen 5"


def calling(*amounts: int) -> AIMessage:
    calls = [{"name": "pay", "args": {"amount": amount}, "id": f"c{amount}"} for amount in amounts]
    return AIMessage("I will pay.", tool_calls=calls)


async def test_a_tool_node_of_gated_tools_asks_about_each_call_and_answers_under_the_models_ids(
    kit: Kit, store: Store, pay: BaseTool, ran: list[Any]
) -> None:
    async def model(_: MessagesState) -> dict[str, Any]:
        return {"messages": [calling(5, 6)]}

    graph = graph_of(kit, model, ToolNode([kit.gate(pay)]))
    (first,) = await begin(graph)
    await decide(store, first, pay, a_vote())
    (second,) = (await go_on(graph, first, APPROVE))["__interrupt__"]
    result = await go_on(graph, second, {"type": "reject", "message": "No."})
    answers = [message for message in result["messages"] if isinstance(message, ToolMessage)]

    assert [(each.tool_call_id, each.text) for each in answers] == [("c5", "paid 5"), ("c6", "No.")]
    assert ran == [5]


async def test_a_tool_gets_what_langgraph_gives_it_besides_its_arguments(kit: Kit, store: Store) -> None:
    keys: list[str] = []

    @tool
    async def enter(amount: int, runtime: Runtime) -> str:
        """Enter."""
        keys.append(call_key(runtime))
        return "entered"

    graph = graph_of(kit, paying(kit.gate(enter), 5))
    (asked,) = await begin(graph)
    await decide(store, asked, enter, a_vote())

    assert (said(await go_on(graph, asked, APPROVE)), len(keys)) == ("success: entered", 1)


async def test_a_tool_that_asks_something_itself_goes_on_with_the_answer(kit: Kit, store: Store) -> None:
    @tool
    async def paint(amount: int) -> str:
        """Paint."""
        return f"painted {amount} {interrupt('Which colour?')}"

    graph = graph_of(kit, paying(kit.gate(paint), 5))
    (asked,) = await begin(graph)
    await decide(store, asked, paint, a_vote())
    (question,) = (await go_on(graph, asked, APPROVE))["__interrupt__"]
    result = await go_on(graph, question, "red")

    assert (question.value, said(result)) == ("Which colour?", "success: painted 5 red")


@pytest.mark.parametrize("answer", ["red", {"colour": "red"}, 7])
async def test_what_a_tool_was_told_decides_about_no_other_call(kit: Kit, store: Store, answer: object) -> None:
    @tool
    async def paint(amount: int) -> str:
        """Paint, and ask about the first."""
        return f"painted {amount} {interrupt('Which colour?') if amount == 5 else 'white'}"

    graph = graph_of(kit, paying(kit.gate(paint), 5, 6))
    (first,) = await begin(graph)
    await decide(store, first, paint, a_vote())
    (question,) = (await go_on(graph, first, APPROVE))["__interrupt__"]
    (second,) = (await go_on(graph, question, answer))["__interrupt__"]
    await decide(store, second, paint, a_vote())

    assert said(await go_on(graph, second, APPROVE)) == f"success: painted 5 {answer} | success: painted 6 white"


async def test_what_was_said_of_a_doubt_decides_about_no_other_call(kit: Kit, store: Store, redis: Redis) -> None:
    died: list[int] = []

    @tool
    async def paint(amount: int) -> str:
        """Paint, and fall silent the first time."""
        if not died:
            died.append(amount)
            raise asyncio.CancelledError
        return f"painted {amount}"

    graph = graph_of(kit, paying(kit.gate(paint), 5, 6))
    (first,) = await begin(graph)
    await decide(store, first, paint, a_vote())
    with pytest.raises(NodeCancelledError):
        await go_on(graph, first, APPROVE)
    grant = keys.grant(THREAD, first.value["tool_call_id"])
    await redis.hset(grant, "until", 1)
    (doubt,) = (await graph.ainvoke(None, CONFIG))["__interrupt__"]
    await redis.hset(grant, "status", "granted")
    (second,) = (await go_on(graph, doubt, "settled"))["__interrupt__"]
    await decide(store, second, paint, a_vote())

    assert said(await go_on(graph, second, APPROVE)) == "success: painted 5 | success: painted 6"


class Customer(MessagesState):
    customer: str


@tool
async def rename(
    to: str, customer: Annotated[str, InjectedState("customer")], tool_call_id: Annotated[str, InjectedToolCallId]
) -> Command[Any]:
    """Give the customer another name."""
    told = ToolMessage(f"{customer} is {to} now", tool_call_id=tool_call_id)
    return Command(update={"customer": to, "messages": [told]})


@pytest.mark.parametrize("place", ["a node", "a tool node"])
async def test_a_tool_reads_and_changes_the_state_of_the_graph(kit: Kit, store: Store, place: str) -> None:
    gated = kit.gate(rename)

    async def model(_: Customer) -> dict[str, Any]:
        return {"messages": [AIMessage("", tool_calls=[{"name": "rename", "args": {"to": "Bo"}, "id": "c1"}])]}

    async def node(_: Customer) -> Any:
        return await gated.ainvoke({"to": "Bo"})

    builder = (
        StateGraph(Customer)
        .add_node("model", model)
        .add_node("rename", node if place == "a node" else ToolNode([gated]))
    )
    graph = builder.add_edge(START, "model").add_edge("model", "rename").compile(checkpointer=kit.checkpointer)
    (asked,) = (await graph.ainvoke({"messages": [HumanMessage("go")], "customer": "Ann"}, CONFIG))["__interrupt__"]
    await decide(store, asked, rename, a_vote())
    result = await go_on(graph, asked, APPROVE)

    assert (result["customer"], said(result)) == ("Bo", "Ann is Bo now")
    assert result["messages"][-1].tool_call_id == (
        "c1" if place == "a tool node" else read(asked, node="", said="").calls[0].call
    )


class Scripted(GenericFakeChatModel):
    def bind_tools(self, *_: Any, **__: Any) -> Any:
        return self


@pytest.mark.parametrize("mode", ["batched", "per_call"])
async def test_an_agent_within_a_graph_pays_under_its_grant(
    kit: Kit, store: Store, pay: BaseTool, ran: list[Any], mode: Any
) -> None:
    model = Scripted(messages=iter([calling(5), AIMessage("Done.")]))
    agent = create_agent(model, tools=[pay], middleware=kit.middleware([pay], interrupt_mode=mode))
    graph = graph_of(kit, agent)
    (asked,) = await begin(graph)
    await decide(store, asked, pay, a_vote())
    answer = APPROVE if mode == "per_call" else {"decisions": [APPROVE]}

    assert (said(await go_on(graph, asked, answer)), ran) == ("Done.", [5])


@pytest.mark.parametrize("mode", ["batched", "per_call"])
async def test_agents_that_number_their_calls_alike_are_granted_and_keyed_apart(
    kit: Kit, store: Store, mode: Any
) -> None:
    keys: set[str] = set()

    @tool
    async def enter(amount: int, runtime: Runtime) -> str:
        """Enter."""
        keys.add(call_key(runtime))
        return f"entered {amount}"

    def clerk(amount: int) -> Node:
        call = AIMessage("", tool_calls=[{"name": "enter", "args": {"amount": amount}, "id": "call_1"}])
        # Whoever goes on runs the node anew, and finds what its agent has said so far.
        model = Scripted(messages=iter([call, AIMessage("Done.")]))
        agent = create_agent(model, tools=[enter], middleware=kit.middleware([enter], interrupt_mode=mode))

        async def node(_: MessagesState) -> dict[str, Any]:
            said = (await agent.ainvoke({"messages": [HumanMessage("go")]}))["messages"]
            return {"messages": [AIMessage(said[-2].text)]}

        return node

    builder = StateGraph(MessagesState)
    for amount in (5, 6):
        builder.add_node(f"clerk{amount}", clerk(amount)).add_edge(START, f"clerk{amount}")
    graph = builder.compile(checkpointer=kit.checkpointer)
    asked = await begin(graph)
    for each in asked:
        await decide(store, each, enter, a_vote())
    answer = APPROVE if mode == "per_call" else {"decisions": [APPROVE]}
    result: dict[str, Any] = await graph.ainvoke(Command(resume={each.id: answer for each in asked}), CONFIG)

    assert sorted(each.text for each in result["messages"][1:]) == ["entered 5", "entered 6"]
    assert len(keys) == 2


async def test_a_rejection_of_one_call_reaches_the_model_word_for_word(kit: Kit, pay: BaseTool) -> None:
    model = Scripted(messages=iter([calling(5), AIMessage("Not done.")]))
    middleware = kit.middleware([pay], interrupt_mode="per_call")
    graph = graph_of(kit, create_agent(model, tools=[pay], middleware=middleware))
    (asked,) = await begin(graph)
    result = await go_on(graph, asked, {"type": "reject", "message": "Expired: x"})

    assert [each.text for each in result["messages"] if isinstance(each, ToolMessage)] == ["Expired: x"]


async def test_a_tool_that_was_not_named_to_the_kit_never_runs(kit: Kit, pay: BaseTool, ran: list[Any]) -> None:
    model = Scripted(messages=iter([calling(5), AIMessage("Not done.")]))
    graph = graph_of(kit, create_agent(model, tools=[pay], middleware=kit.middleware([])))
    result = await graph.ainvoke({"messages": [HumanMessage("go")]}, CONFIG)

    assert (said(result), ran) == ("Not done.", [])


def test_two_tools_of_one_name_are_refused(kit: Kit, pay: BaseTool) -> None:
    kit.gate(pay)
    with pytest.raises(ValueError, match="Two different tools are named pay"):
        kit.middleware([pay.model_copy()])


def renamed(alias: str | AliasChoices, **config: Any) -> BaseTool:
    model = create_model("Order", __config__=ConfigDict(**config), number=(str, Field(validation_alias=alias)))

    @tool(args_schema=model)
    async def order(number: str) -> str:
        """Order."""
        return number

    return order


def test_a_tool_that_would_leave_out_what_a_model_gives_it_is_refused(kit: Kit) -> None:
    with pytest.raises(ValueError, match="order takes number by another name"):
        kit.gate(renamed("no"))


@pytest.mark.parametrize(
    "order", [renamed("no", populate_by_name=True), renamed(AliasChoices("no", "number"))], ids=["config", "choices"]
)
async def test_a_tool_with_other_names_beside_its_own_is_taken(kit: Kit, order: BaseTool) -> None:
    kit.gate(order)

    assert await order.ainvoke({"number": "7"}) == "7"


async def test_two_replicas_that_go_on_at_once_pay_once(kit: Kit, store: Store, pay: BaseTool, ran: list[Any]) -> None:
    graph = graph_of(kit, paying(kit.gate(pay), 5))
    (asked,) = await begin(graph)
    await decide(store, asked, pay, a_vote())
    await asyncio.gather(*[go_on(graph, asked, APPROVE) for _ in range(2)])

    assert ran == [5]


async def test_without_a_desk_whatever_comes_back_as_approved_runs(pay: BaseTool, ran: list[Any]) -> None:
    alone = Kit.of({})
    alone.checkpointer = InMemorySaver()
    graph = graph_of(alone, paying(alone.gate(pay), 5))
    (asked,) = await begin(graph)

    assert (said(await go_on(graph, asked, APPROVE)), ran) == ("success: paid 5", [5])
