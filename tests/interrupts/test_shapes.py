"""Interrupts of every shape become questions: what people see, what they can decide, what the answer has to be."""

import datetime as dt
import json
import math
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.types import Interrupt
from pydantic import BaseModel, TypeAdapter

from bot.canonical import canonical
from bot.interrupts import LONGEST, Question, Unreadable, Wanted, is_own, read
from bot.policy import EVERY_DECISION

MAIL = {"to": "alice@example.com"}
OF_MAIL = {"properties": {"to": {"type": "string"}}}


def asks(value: Any, schema: Any = None) -> Question:
    return read(Interrupt(value, id="i1", response_schema=schema), node="legal", said="I will mail Alice.")


def call(**changes: Any) -> dict[str, Any]:
    return {"name": "send_email", "args": MAIL, "description": "x"} | changes


def config(*decisions: str) -> dict[str, Any]:
    return {"action_name": "send_email", "allowed_decisions": [*decisions]}


def inbox(*allowed: str, **changes: Any) -> dict[str, Any]:
    flags = {f"allow_{name}": name in allowed for name in ("accept", "edit", "respond", "ignore")}
    return {"action_request": {"action": "send_email", "args": MAIL}, "config": flags, "description": "Why"} | changes


def test_all_calls_of_an_answer_in_one_interrupt() -> None:
    value = {
        "action_requests": [call(tool_call_id="c1"), call(name="pay", tool_call_id="c2")],
        "review_configs": [config("approve", "reject"), {"action_name": "pay", "allowed_decisions": ["approve"]}],
    }

    assert asks(value) == Question(
        "review",
        interrupt="i1",
        name="i1",
        calls=[
            Wanted("c1", "send_email", MAIL, ("approve", "reject"), OF_MAIL),
            Wanted("c2", "pay", MAIL, ("approve",), OF_MAIL),
        ],
        reason="I will mail Alice.",
        shape="batched",
    )


def test_calls_of_a_middleware_that_names_no_ids_are_told_apart() -> None:
    value = {"action_requests": [call(), call()], "review_configs": [config(*EVERY_DECISION)]}

    assert [wanted.call for wanted in asks(value).calls] == ["i1.0", "i1.1"]


class Edited(BaseModel):
    name: Literal["send_email"]
    args: dict[str, str]


class Approve(BaseModel):
    type: Literal["approve"]


class Edit(BaseModel):
    type: Literal["edit"]
    edited_action: Edited


def test_one_interrupt_a_call_says_itself_what_it_takes() -> None:
    schema = TypeAdapter(Approve | Edit).json_schema()
    value = {"type": "tool_approval", "tool_call_id": "c1", "name": "send_email", "args": MAIL, "description": ""}
    question = asks(value, schema)

    (wanted,) = question.calls
    assert (question.shape, question.response_schema, wanted[:4]) == (
        "per_call",
        schema,
        ("c1", "send_email", MAIL, ("approve", "edit")),
    )
    assert wanted.arguments_schema is not None
    assert wanted.arguments_schema["additionalProperties"] == {"type": "string"}


def test_one_interrupt_a_call_without_a_schema_takes_everything() -> None:
    value = {"type": "tool_approval", "tool_call_id": "c1", "name": "send_email", "args": MAIL, "description": ""}

    assert asks(value).calls == [Wanted("c1", "send_email", MAIL)]


@pytest.mark.parametrize("alone", [True, False], ids=["one", "a list"])
def test_the_older_requests_of_agent_inbox(alone: bool) -> None:
    request = inbox("accept", "ignore")
    question = asks(request if alone else [request])

    assert (question.shape, question.reason, question.calls) == (
        "inbox",
        "Why",
        [Wanted("i1.0", "send_email", MAIL, ("approve", "reject"), OF_MAIL)],
    )


def test_nobody_knows_how_a_call_went() -> None:
    doubt = {"call": "c1", "tool": "send_email", "arguments": MAIL, "times": 2, "reason": "The line broke."}

    assert asks({"in_doubt": doubt}) == Question(
        "doubt", "i1", "i1#c1#2", [Wanted("c1", "send_email", MAIL)], "I will mail Alice.", doubt="The line broke."
    )


YES_OR_NO = {"enum": ["yes", "no"]}
FORM = {"type": "object", "properties": {"ok": {"type": "boolean"}}}
OWN: dict[str, tuple[Any, Any, Any]] = {
    "a sentence": ("Shall I?", {"question": "Shall I?"}, {"type": "string"}),
    "options": ({"q": "?", "options": ["yes", "no"]}, {"q": "?", "options": ["yes", "no"]}, YES_OR_NO),
    "choices": ({"choices": [1, 2]}, {"choices": [1, 2]}, {"enum": [1, 2]}),
    "options that are no values": ({"options": [{}]}, {"options": [{}]}, {}),
    "a declared schema": ({"draft": "x", "schema": FORM}, {"draft": "x"}, FORM),
    "a response schema": ({"draft": "x", "response_schema": FORM}, {"draft": "x"}, FORM),
    "a schema of something else": ({"schema": {"table": "orders"}}, {"schema": {"table": "orders"}}, {}),
    "a schema that is none": ({"schema": {"type": "nonsense"}}, {"schema": {"type": "nonsense"}}, {}),
    "an object": ({"draft": "x"}, {"draft": "x"}, {}),
    "a number": (3, {"value": 3}, {}),
    "nothing": (None, {"value": None}, {}),
    "a list": ([1, "a"], {"value": [1, "a"]}, {}),
    "no call after all": ({"action_requests": [{"name": 1}], "review_configs": []},) * 2 + ({},),
    "an inbox request that takes nothing": (inbox(), inbox(), {}),
    "no number": (math.nan, {"value": "NaN"}, {}),
    "half a character": ("\ud800", {"question": "?"}, {"type": "string"}),
    "a moment": (dt.date(2030, 1, 31), {"value": "2030-01-31"}, {}),
    "an amount": (Decimal("1.10"), {"value": "1.10"}, {}),
    "bytes": (b"\xff", {"value": "_w=="}, {}),
    "an id": (UUID(int=1), {"value": "00000000-0000-0000-0000-000000000001"}, {}),
    "a model": (Approve(type="approve"), {"type": "approve"}, {}),
}


@pytest.mark.parametrize(("value", "shown", "schema"), OWN.values(), ids=OWN.keys())
def test_everything_else_is_a_question_of_the_graphs_own(value: Any, shown: Any, schema: Any) -> None:
    question = asks(value)

    assert (question.shape, question.response_schema) == ("value", schema)
    assert [wanted[:4] for wanted in question.calls] == [("i1", "interrupt:legal", shown, ("respond",))]
    assert is_own(Interrupt(value, id="i1"))


def test_a_graph_is_read_in_the_order_in_which_it_was_written() -> None:
    (wanted,) = asks({"question": "?", "amount": 5, "draft": "x", "final": True, "more": []}).calls

    assert wanted.arguments_schema == {
        "properties": {
            "question": {"type": "string"},
            "amount": {"type": "number"},
            "draft": {"type": "string"},
            "final": {"type": "boolean"},
            "more": {},
        }
    }


def test_the_schema_of_the_interrupt_itself_comes_first() -> None:
    assert asks({"options": ["yes"]}, FORM).response_schema == FORM


def test_what_turns_in_circles_is_still_readable() -> None:
    circle: list[Any] = []
    circle.append(circle)

    assert asks(circle).calls[0].arguments == {"value": "[[...]]"}


def test_a_question_of_megabytes_is_cut_and_says_so() -> None:
    (wanted,) = asks("x" * (LONGEST + 10)).calls

    assert len(wanted.arguments["question"]) < LONGEST + 100
    assert "(cut: " in wanted.arguments["question"]


@pytest.mark.parametrize("bad", [math.nan, "\ud800", 2**70, {"lc": 1}], ids=str)
def test_a_call_that_could_change_on_its_way_is_not_shown_at_all(bad: Any) -> None:
    value = {"action_requests": [call(args={"x": bad})], "review_configs": []}
    with pytest.raises(Unreadable, match="send_email was called with what cannot be shown and kept"):
        asks(value)


class Opaque:
    def __repr__(self) -> str:
        return "an object of somebody's own"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary()
    | st.builds(Opaque),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()) | st.integers(), inner),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_whatever_a_graph_hands_over_something_readable_comes_of_it(value: Any) -> None:
    question = asks(value)

    assert all(json.loads(canonical(wanted.arguments)) == wanted.arguments for wanted in question.calls)
