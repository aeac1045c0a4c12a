"""Calls that could change on their way are refused before anything is stored."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain.tools import ToolRuntime
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.tools import BaseTool, StructuredTool, tool
from langgraph.checkpoint.redis.jsonplus_redis import JsonPlusRedisSerializer
from pydantic import BaseModel, ConfigDict, Field

from agent.calls import LONGEST, MOST, Calls, changeable, unfit

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

    return (await Calls().awrap_model_call(request(*before, tools=tools), model)).result, asked


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
    assert unfit(arguments, tool) == [f"the tool takes nothing of the name {name}"]


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
    assert unfit(arguments, tool) == []


async def test_the_model_is_told_what_the_tool_does_not_take() -> None:
    right = call({"payee": "Ann", "amount": 5}, "2")
    said, asked = await ask([call({"payee": "Ann", "amount": 5, "dry_run": True}, "1"), right], tools=[pay])

    assert said == [right]
    assert "pay: the tool takes nothing of the name dry_run" in asked[1].messages[-1].text
