"""Calls that could change on their way are refused before anything is stored."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain.tools import ToolRuntime
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.tools import BaseTool, InjectedToolCallId, StructuredTool, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.redis.jsonplus_redis import JsonPlusRedisSerializer
from langgraph.prebuilt import InjectedState, InjectedStore
from langgraph.store.base import BaseStore
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent.calls import LONGEST, MOST, Calls, changeable, untaken
from agent.factory import build_agent
from agent.kit import Kit, Unguarded
from agent.tools.payments import payment_tool
from bot.tools import described

REFUSED = [
    float("nan"),
    float("inf"),
    float("-inf"),
    2**63,
    -(2**64),
    "\ud800",
    "a\0b",
    {"lc": 2, "type": "constructor", "id": ["x", "y"]},
    {"__send__": True},
    {"__interrupt__": True, "value": 1},
    {"__bytes__": "AA=="},
    {"deep": [{"lc": 1}]},
    {1: "x"},
]


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_what_would_change_is_named(value: Any) -> None:
    assert list(changeable({"argument": value}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)


@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_what_is_let_through_comes_back_from_a_checkpoint_as_it_was(arguments: dict[str, Any]) -> None:
    if list(changeable(arguments)):
        return
    saver = JsonPlusRedisSerializer()
    message = AIMessage("", tool_calls=[{"name": "tool", "args": arguments, "id": "1"}])

    loaded = saver.loads_typed(saver.dumps_typed(message))

    assert json.dumps(loaded.tool_calls[0]["args"], sort_keys=True) == json.dumps(arguments, sort_keys=True)


def request(*messages: BaseMessage, tools: Sequence[BaseTool] = ()) -> ModelRequest:
    return ModelRequest(model=FakeListChatModel(responses=[]), messages=list(messages), tools=list(tools))


def call(arguments: dict[str, Any], *ids: str) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": "pay", "args": arguments, "id": id} for id in ids])


async def ask(
    says: Sequence[AIMessage], *before: BaseMessage, tools: Sequence[BaseTool] = ()
) -> tuple[list[BaseMessage], list[ModelRequest]]:
    asked: list[ModelRequest] = []

    async def model(request: ModelRequest) -> ModelResponse:
        asked.append(request)
        return ModelResponse(result=[says[len(asked) - 1]])

    return (await Calls(described).awrap_model_call(request(*before, tools=tools), model)).result, asked


async def test_the_model_is_told_and_may_write_it_again() -> None:
    said, asked = await ask([call({"amount": float("nan")}, "1"), call({"amount": 5}, "2")])

    assert [m.tool_calls[0]["args"] for m in said if isinstance(m, AIMessage)] == [{"amount": 5}]
    assert "amount is no JSON value" in asked[1].messages[-1].text


async def test_more_calls_than_a_card_can_show_are_refused() -> None:
    many, few = (call({}, *[str(n) for n in range(count)]) for count in (MOST + 1, MOST))
    said, asked = await ask([many, few])

    assert ([m.text for m in asked[1].messages if "at most 8 calls" in m.text] != [], said) == (True, [few])


@pytest.mark.parametrize("letter", ["x", "é", "文"])
async def test_arguments_longer_than_people_can_be_shown_are_refused(letter: str) -> None:
    frame = len(json.dumps({"text": ""}))
    most = letter * ((LONGEST - frame) // len(letter.encode()))
    long, short = call({"text": most + 3 * letter}, "1"), call({"text": most}, "2")
    said, asked = await ask([long, short])

    assert said == [short]
    assert "more than the 1,000,000 that people can be shown" in asked[1].messages[-1].text


async def test_after_three_tries_it_says_so_and_calls_nothing() -> None:
    said, _ = await ask([call({"amount": 2**70}, "1")] * 3)

    assert [(m.text, m.tool_calls) for m in said if isinstance(m, AIMessage)] == [
        ("I could not write a valid tool call: pay: amount is too large a number: write it as a string.", [])
    ]


async def test_calls_of_one_thread_never_share_an_id() -> None:
    said, _ = await ask([call({}, "call_1", "call_1")], HumanMessage("pay"), call({}, "call_1"))

    assert [c["id"] for m in said if isinstance(m, AIMessage) for c in m.tool_calls] == ["call_1-2", "call_1-3"]


class _Payment(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    payee: str
    amount: int = Field(alias="sum")


@tool(args_schema=_Payment)
def pay(payee: str, amount: int) -> str:
    """Pay."""
    return f"{amount} to {payee}"


@tool
def stop(runtime: ToolRuntime) -> str:
    """Stop everything."""
    return str(runtime)


def remote(**schema: Any) -> BaseTool:
    return StructuredTool(
        name="remote", description="Of a server.", func=print, args_schema={"type": "object"} | schema
    )


@pytest.mark.parametrize(
    ("tool", "arguments", "name"),
    [
        pytest.param(pay, {"payee": "Ann", "amount": 5, "dry_run": True}, "dry_run", id="it leaves it out"),
        pytest.param(pay, {"payee": "Ann", "amount": 5, "sum": 9999}, "sum", id="it stands in another's place"),
        pytest.param(stop, {"runtime": {}}, "runtime", id="it is not the model's to give"),
        pytest.param(stop, {"dry_run": True}, "dry_run", id="it takes none"),
        pytest.param(remote(properties={"a": {}}), {"a": 1, "b": 2}, "b", id="of a server"),
    ],
)
def test_arguments_that_a_tool_does_not_declare_are_refused(
    tool: BaseTool, arguments: dict[str, Any], name: str
) -> None:
    assert untaken(arguments, tool, described) == [f"the tool takes nothing of the name {name}"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        pytest.param(pay, {"payee": "Ann", "amount": 5}, id="as declared"),
        pytest.param(remote(properties={}), {"a": 1}, id="a server that names none"),
        pytest.param(remote(properties={"a": {}}, additionalProperties={}), {"b": 1}, id="it takes whatever comes"),
        pytest.param(remote(properties={"a": {}}, additionalProperties=False), {"a": 1}, id="it takes no others"),
        pytest.param(remote(properties={}, anyOf=[{"required": ["b"]}]), {"b": 1}, id="alternatives"),
        pytest.param(None, {"a": 1}, id="not known here"),
    ],
)
def test_arguments_that_a_tool_may_take_are_let_through(tool: BaseTool | None, arguments: dict[str, Any]) -> None:
    assert untaken(arguments, tool, described) == []


async def test_the_model_is_told_what_the_tool_does_not_take() -> None:
    right = call({"payee": "Ann", "amount": 5}, "2")
    said, asked = await ask([call({"payee": "Ann", "amount": 5, "dry_run": True}, "1"), right], tools=[pay])

    assert said == [right]
    assert asked[1].messages[-1].text == "Refused: the tool takes nothing of the name dry_run. The tool did not run."


class _Order(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    names: list[str] = Field(alias="items", min_length=1)
    count: int = Field(default=1, ge=1)
    day: str = ""

    @field_validator("day")
    @classmethod
    def _is_a_day(cls, day: str) -> str:
        if day == "someday":
            raise ValueError("Nobody knows that day.")
        return day

    @model_validator(mode="after")
    def _few(self) -> Self:
        if self.count > 5 and len(self.names) > 1:
            raise ValueError("These are more than there are.")
        return self


@tool(args_schema=_Order)
def order(names: list[str], count: int = 1, day: str = "") -> str:
    """Order."""
    return f"{names} {count} {day}"


@tool
def keep(
    text: str,
    runtime: ToolRuntime,
    state: Annotated[dict[str, Any], InjectedState],
    store: Annotated[BaseStore, InjectedStore],
    id: Annotated[str, InjectedToolCallId],
) -> str:
    """Keep a text."""
    return f"{text} {runtime} {state} {store} {id}"


class _Careless(BaseModel):
    text: str

    @field_validator("text", mode="before")
    @classmethod
    def _first(cls, text: Any) -> Any:
        return text["first"]


@tool(args_schema=_Careless)
def careless(text: str) -> str:
    """Take a text."""
    return text


SERVERS = remote(properties={"to": {"type": "string"}, "n": {"type": "integer", "minimum": 1}}, required=["to"])


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        pytest.param(order, {"names": ["a"]}, [], id="it fits"),
        pytest.param(order, {"names": ["a"], "count": "2"}, [], id="as the tool reads it"),
        pytest.param(order, {}, ["names: Field required"], id="missing, by its name"),
        pytest.param(order, {"names": ["a", 5]}, ["names.1: Input should be a valid string"], id="within"),
        pytest.param(order, {"names": ["a"], "day": "someday"}, ["day: Nobody knows that day"], id="a validator"),
        pytest.param(order, {"names": ["a", "b"], "count": 9}, ["These are more than there are"], id="all together"),
        pytest.param(keep, {"text": "a"}, [], id="the rest is injected"),
        pytest.param(keep, {}, ["text: Field required"], id="only what is not injected"),
        pytest.param(careless, {"text": 5}, [], id="a validator that fails leaves it to the call"),
        pytest.param(SERVERS, {"to": "a", "n": 1}, [], id="of a server, it fits"),
        pytest.param(
            SERVERS,
            {"n": 0},
            ["n: This has to be at least 1", "to: This is required"],
            id="of a server",
        ),
        pytest.param(remote(properties={"a": {"type": "text"}}), {"a": 1}, [], id="a schema that cannot be read"),
    ],
)
def test_what_its_tool_would_refuse_is_refused_before_anybody_is_asked(
    tool: BaseTool, arguments: dict[str, Any], told: list[str]
) -> None:
    assert sorted(untaken(arguments, tool, described)) == told


async def test_the_model_hears_of_each_call_what_the_tool_would_say_and_mends_it() -> None:
    wrong, other = {"names": ["a"], "count": 0}, {"names": ["b"]}
    first = AIMessage(
        "",
        tool_calls=[{"name": "order", "args": args, "id": str(n)} for n, args in enumerate((wrong, other), start=1)],
    )
    right = AIMessage("", tool_calls=[{"name": "order", "args": other, "id": "3"}])
    said, asked = await ask([first, right], HumanMessage("order"), tools=[order])

    assert said == [right]
    assert [(m.type, getattr(m, "tool_call_id", ""), getattr(m, "status", "")) for m in asked[1].messages] == [
        ("human", "", ""),
        ("ai", "", ""),
        ("tool", "1", "error"),
        ("tool", "2", "error"),
    ]
    assert "count: Input should be greater than or equal to 1. The tool did not run." in asked[1].messages[2].text


def test_what_a_validator_changes_is_not_the_call() -> None:
    class Eager(BaseModel):
        names: list[str]

        @field_validator("names", mode="before")
        @classmethod
        def _more(cls, names: list[str]) -> list[str]:
            names.append("mallory")
            return names

    @tool(args_schema=Eager)
    def eager(names: list[str]) -> str:
        """Invite."""
        return str(names)

    arguments = {"names": ["ann"]}

    assert (untaken(arguments, eager, described), arguments) == ([], {"names": ["ann"]})


async def test_the_demo_planner_tells_what_the_tool_would_refuse_and_nobody_is_asked() -> None:
    kit = Kit(model=None, checkpointer=InMemorySaver(), ledger=Unguarded(), gates=lambda _: True, lease=5)
    graph = build_agent(kit, tools=[payment_tool("sqlite://")], timezone=ZoneInfo("UTC"))
    asked = HumanMessage("Pay 0 EUR to Northwind for the venue")
    result = await graph.ainvoke({"messages": [asked]}, {"configurable": {"thread_id": "1"}})

    assert "__interrupt__" not in result
    assert "Refused: amount: Input should be greater than 0." in result["messages"][-1].text
