"""What a paused graph asks, in whatever shape it asks it. Pure.

Calls that wait for review come in three shapes: all of an answer in one interrupt (LangChain's HITLRequest), one
interrupt a call (its ToolApprovalRequest), or the older HumanInterrupt of Agent Inbox. Everything else is a question
of the graph's own, which is answered with a value. Whatever a graph hands over, something readable comes of it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from langchain.agents.middleware.human_in_the_loop import DecisionType
from langgraph.types import Interrupt
from pydantic_core import to_jsonable_python

from agent.calls import changeable
from bot.approvals import Shape
from bot.canonical import canonical
from bot.policy import EVERY_DECISION
from bot.problems import is_readable

LONGEST = 900_000
"""Characters of a question; more cannot be shown."""
_SCHEMAS = ("response_schema", "schema")
_SCHEMA_WORDS = ("type", "properties", "enum", "const", "anyOf", "oneOf", "allOf", "$ref")
_CHOICES = ("options", "choices")
_INBOX: Mapping[DecisionType, str] = {
    "approve": "allow_accept",
    "edit": "allow_edit",
    "reject": "allow_ignore",
    "respond": "allow_respond",
}


class Unreadable(Exception):  # noqa: N818
    """The run stopped at a call that cannot be shown to people."""


class Wanted(NamedTuple):
    """One call that a run asks about, or the one question of a graph."""

    call: str
    tool: str
    """What rules name it by: the tool, or `interrupt:<node>` for a question of the graph's own."""
    arguments: Mapping[str, Any]
    takes: tuple[DecisionType, ...] = EVERY_DECISION
    """What the graph can be told; it has no ear for the others."""
    arguments_schema: Mapping[str, Any] | None = None
    """JSON Schema, where the graph itself says it."""


class Question(NamedTuple):
    """What a paused run asks people."""

    kind: Literal["review", "doubt"]
    """`review`: may these calls run? `doubt`: nobody knows how this call went; did it take effect?"""
    interrupt: str
    name: str
    """Tells questions apart; one interrupt can ask again after it was answered."""
    calls: Sequence[Wanted]
    """In the order of the answer."""
    reason: str
    """What the agent said before the calls. Untrusted."""
    shape: Shape = "batched"
    response_schema: Mapping[str, Any] | None = None
    """JSON Schema of the whole answer, where the graph declares one."""
    doubt: str = ""
    """Why the tool itself cannot know how its call went; empty when a process died. Untrusted."""


def is_own(interrupt: Interrupt) -> bool:
    """Whether it is a question of the graph's own: then the node that asks gives it a name."""
    return _about_calls(interrupt, "") is None


def read(interrupt: Interrupt, *, node: str, said: str) -> Question:
    """The question of an interrupt. `node`: where the graph asks it; `said`: the agent's words before its calls.

    Raises:
        Unreadable: a call has arguments that could change on their way.
    """
    question = _about_calls(interrupt, said)
    if question is None:
        return _own(interrupt, node)
    for wanted in question.calls:
        if problem := next(changeable(wanted.arguments), None):
            raise Unreadable(f"{wanted.tool} was called with what cannot be shown and kept: {problem}.")
    return question


def _about_calls(interrupt: Interrupt, said: str) -> Question | None:
    value = interrupt.value
    match value:
        case {
            "in_doubt": {"call": str(), "tool": str(), "arguments": dict(), "times": int(), "reason": str()} as doubt
        }:
            return _doubt(interrupt, doubt, said)
        case {"action_requests": [*requests], "review_configs": [*configs]} if requests and _are_calls(requests):
            return _batched(interrupt, requests, configs, said)
        case {"type": "tool_approval", "tool_call_id": str(), "name": str(), "args": dict()}:
            return _per_call(interrupt, value, said)
    asked = _inbox_requests(value)
    return _inbox(interrupt, asked) if asked else None


def _doubt(interrupt: Interrupt, doubt: Mapping[str, Any], said: str) -> Question:
    wanted = Wanted(doubt["call"], doubt["tool"], doubt["arguments"])
    name = f"{interrupt.id}#{doubt['call']}#{doubt['times']}"
    return Question("doubt", interrupt.id, name, [wanted], said, doubt=doubt["reason"])


def _are_calls(requests: Sequence[Any]) -> bool:
    return all(
        isinstance(each, dict) and isinstance(each.get("name"), str) and isinstance(each.get("args"), dict)
        for each in requests
    )


def _batched(interrupt: Interrupt, requests: Sequence[Any], configs: Sequence[Any], said: str) -> Question:
    allowed = {each.get("action_name"): each.get("allowed_decisions") for each in configs if isinstance(each, dict)}
    calls = [
        Wanted(
            # Our own review middleware says which call it is; of another one's calls no grant is ever claimed.
            str(each.get("tool_call_id") or f"{interrupt.id}.{number}"),
            each["name"],
            each["args"],
            _known(allowed.get(each["name"])),
            _as_given(each["args"]),
        )
        for number, each in enumerate(requests)
    ]
    return Question("review", interrupt.id, interrupt.id, calls, said)


def _known(allowed: Any) -> tuple[DecisionType, ...]:
    named = allowed if isinstance(allowed, list) else []
    return tuple(decision for decision in EVERY_DECISION if decision in named) or EVERY_DECISION


def _per_call(interrupt: Interrupt, value: Mapping[str, Any], said: str) -> Question:
    schema = _schema(interrupt.response_schema)
    branches = _branches(schema or {})
    edited = _property(branches.get("edit", {}), "edited_action", schema)
    wanted = Wanted(
        value["tool_call_id"],
        value["name"],
        value["args"],
        _known(list(branches)),
        _with_definitions(_property(edited, "args", schema), schema) if edited else None,
    )
    return Question("review", interrupt.id, interrupt.id, [wanted], said, "per_call", schema)


def _as_given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A schema in the place of one that nobody declared: the order in which the graph names things, and their kinds."""
    return {"properties": {name: dict(_kind(value)) for name, value in arguments.items()}}


def _kind(value: Any) -> Mapping[str, Any]:
    match value:
        case bool():
            return {"type": "boolean"}
        case int() | float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case _:
            return {}


def _branches(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """By decision: what the schema of an answer says of it."""
    every = [_resolved(each, schema) for each in [*schema.get("oneOf", []), *schema.get("anyOf", []), schema]]
    return {str(name): each for each in every if (name := _property(each, "type", schema).get("const"))}


def _property(schema: Mapping[str, Any], name: str, root: Mapping[str, Any] | None) -> Mapping[str, Any]:
    properties = schema.get("properties")
    return _resolved(properties.get(name), root) if isinstance(properties, dict) else {}


def _resolved(schema: Any, root: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The schema behind a reference, as Pydantic writes them."""
    if not isinstance(schema, dict):
        return {}
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    found = (root or {}).get("$defs", {}).get(name) if name else schema
    return found if isinstance(found, dict) else {}


def _with_definitions(schema: Mapping[str, Any], root: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {**schema, "$defs": root["$defs"]} if root and "$defs" in root else schema


def _inbox_requests(value: Any) -> Sequence[Mapping[str, Any]]:
    """HumanInterrupts, of which some graphs hand over one and some a list."""
    requests = value if isinstance(value, list) else [value]
    return requests if requests and all(map(_is_inbox_request, requests)) else []


def _is_inbox_request(value: Any) -> bool:
    match value:
        case {"action_request": {"action": str(), "args": dict()}, "config": dict() as config}:
            return any(config.get(name) is True for name in _INBOX.values())
        case _:
            return False


def _inbox(interrupt: Interrupt, requests: Sequence[Mapping[str, Any]]) -> Question:
    calls = [
        Wanted(
            f"{interrupt.id}.{number}",
            request["action_request"]["action"],
            request["action_request"]["args"],
            tuple(decision for decision, name in _INBOX.items() if request["config"].get(name) is True),
            _as_given(request["action_request"]["args"]),
        )
        for number, request in enumerate(requests)
    ]
    described = "\n\n".join(str(each["description"]) for each in requests if each.get("description"))
    return Question("review", interrupt.id, interrupt.id, calls, str(plain(described)), "inbox")


def _own(interrupt: Interrupt, node: str) -> Question:
    value = plain(interrupt.value)
    sentence = isinstance(interrupt.value, str)
    asked, schema = ({"question": value}, {"type": "string"}) if sentence else _told(value)
    declared = _schema(interrupt.response_schema)
    shown = _short(asked)
    wanted = Wanted(interrupt.id, f"interrupt:{node}", shown, ("respond",), _as_given(shown))
    return Question(
        "review", interrupt.id, interrupt.id, [wanted], "", "value", schema if declared is None else declared
    )


def _told(value: Any) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """What people read, and the schema of their answer; an empty one takes anything."""
    if not isinstance(value, dict):
        return {"value": value}, {}
    for name in _SCHEMAS:
        if (schema := _schema(value.get(name))) is not None:
            return {each: said for each, said in value.items() if each != name}, schema
    for name in _CHOICES:
        choices = value.get(name)
        if isinstance(choices, list) and choices and all(isinstance(each, str | int | float) for each in choices):
            return value, {"enum": choices}
    return value, {}


def _schema(value: Any) -> dict[str, Any] | None:
    """A JSON Schema by which an answer can be asked for; None for everything else."""
    if not isinstance(value, dict) or not any(word in value for word in _SCHEMA_WORDS):
        return None
    schema = plain(value)
    return schema if isinstance(schema, dict) and is_readable(schema) else None


def plain(value: Any) -> Any:
    """The value as JSON that reads back the same: whatever is none becomes text."""
    try:
        text = json.dumps(to_jsonable_python(value, serialize_unknown=True, bytes_mode="base64"), ensure_ascii=False)
    except (ValueError, RecursionError):
        text = json.dumps(repr(value), ensure_ascii=False)
    return json.loads(text.encode(errors="replace"), parse_constant=str)


def _short(asked: dict[str, Any]) -> dict[str, Any]:
    text = canonical(asked)
    return {"question": f"{text[:LONGEST]} … (cut: {len(text):,} characters in all)"} if len(text) > LONGEST else asked
