"""Tool calls as a model wrote them, made fit to be recorded before anything is recorded.

A call is stored several times between the model and the tool: in a checkpoint, on a card, under a grant. Values that
any of these would read back differently are refused here, where the model can still write something else, so that
what is shown, decided and run is the same. So are arguments that the tool would silently leave out, or take in the
place of others: a person could rely on them. And those that the tool would refuse, since people would decide about a
call that can only fail. Each call of a thread gets an id of its own, because a grant is found by it, while some models
number their calls anew in every answer.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.tools import BaseTool

from agent.conversation import ModelHandler, call_ids
from agent.fingerprints import schema
from agent.misfits import Described, misfits

MOST = 8
"""Calls in one answer: so many can be read and decided on one card."""
LONGEST = 1_000_000
"""Bytes of JSON in the arguments of one call: so much can be read page by page before it is decided."""
_TRIES = 3
_TOLD = 8
"""Problems of one call that a model reads at a time."""
_DEEPEST = 40
_LARGEST = 2**63
_DIGITS, _ZEROS = 15, 22
"""What survives a product of a 53 bit number and a power of ten that is exact."""
_OPEN = ("additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf", "$ref")
"""Words of a schema by which a tool may take more than its `properties` name."""


class Calls(AgentMiddleware):
    """Refuses arguments that could change on their way or that their tool does not take, and tells calls apart."""

    def __init__(self, described: Described) -> None:
        super().__init__()
        self._described = described

    async def awrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        problems: list[str] = []
        for _ in range(_TRIES):
            response = await handler(request)
            if problems := [problem for message in response.result for problem in _problems(message)]:
                told = _refusal(response.result, problems)
            else:
                response.result[:] = _apart(response.result, _taken(request))
                refused = self._refused(response.result, request)
                if not refused:
                    return response
                problems = [f"{call['name']}: {why}" for call, why in refused if why]
                told = [*response.result, *(_answer(call, why) for call, why in refused)]
            messages: list[Any] = [*request.messages, *told]
            request = request.override(messages=messages)
        return ModelResponse(result=[AIMessage(f"I could not write a valid tool call: {'; '.join(problems)}.")])

    def _refused(self, said: Sequence[BaseMessage], request: ModelRequest) -> list[tuple[ToolCall, str]]:
        """Each call with what is wrong with it; empty when nothing is wrong with any."""
        tools = {tool.name: tool for tool in request.tools if isinstance(tool, BaseTool)}
        calls = [call for message in said if isinstance(message, AIMessage) for call in message.tool_calls]
        told = [(call, "; ".join(untaken(call["args"], tools.get(call["name"]), self._described))) for call in calls]
        return told if any(why for _, why in told) else []


def changeable(value: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """What in this value would not survive being stored and read back, as sentences."""
    if depth > _DEEPEST:
        yield f"{path} is nested too deeply"
    elif isinstance(value, Mapping):
        yield from _in_object(value, path, depth)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from changeable(item, f"{path}[{number}]", depth + 1)
    elif why := _scalar(value):
        yield f"{path} {why}"


def _scalar(value: Any) -> str | None:
    match value:
        case str():
            return None if _is_text(value) else "holds characters that are no text"
        case None | bool():
            return None
        case int():
            return None if -_LARGEST <= value < _LARGEST else "is too large a number: write it as a string"
        case float() if math.isfinite(value):
            return None if _is_short(value) else "has more digits than can be kept exactly: round it"
        case _:
            return "is no JSON value"


def _is_short(value: float) -> bool:
    """Few enough digits and zeros that every reader of JSON, however hasty, reads the same number."""
    _, digits, exponent = Decimal(repr(value)).as_tuple()
    return len(digits) <= _DIGITS and -_ZEROS <= int(exponent) <= _ZEROS


def _in_object(value: Mapping[Any, Any], path: str, depth: int) -> Iterator[str]:
    for key, item in value.items():
        name = f"{path}.{key}".lstrip(".")
        if not isinstance(key, str) or not _is_text(key):
            yield f"{path or 'the object'} has a name that is no text"
        elif key == "lc" or key.startswith("__"):
            yield f"{name} is a reserved name"
        else:
            yield from changeable(item, name, depth + 1)


def _is_text(value: str) -> bool:
    """No lone surrogates, which no encoding carries, and no NUL, which stores end strings at."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _problems(message: BaseMessage) -> Iterator[str]:
    if isinstance(message, AIMessage):
        if len(message.tool_calls) > MOST:
            yield f"write at most {MOST} calls at a time"
        for call in message.tool_calls:
            yield from (f"{call['name']}: {problem}" for problem in unrecordable(call["args"]))


def unrecordable(arguments: Mapping[str, Any]) -> list[str]:
    """Why these arguments cannot be stored and shown as they are."""
    return list(islice(changeable(arguments), _TOLD)) or list(_too_long(arguments))


def untaken(arguments: Mapping[str, Any], tool: BaseTool | None, described: Described) -> list[str]:
    """Why the tool would not take them, or not as a person reads them."""
    if tool is None:
        return []
    if unknown := _unknown(arguments, tool):
        return [f"the tool takes nothing of the name {name}" for name in unknown[:_TOLD]]
    found = described(schema(tool), arguments) if isinstance(tool.args_schema, dict) else misfits(tool, arguments)
    return [str(misfit) for misfit in found[:_TOLD]]


def _unknown(arguments: Mapping[str, Any], tool: BaseTool) -> list[str]:
    """The arguments that a tool does not declare: another name of one that it has, what only its author may fill in."""
    described = schema(tool)
    known = described.get("properties")
    # A server that names no argument at all may take any.
    loose = isinstance(tool.args_schema, dict) and not known
    if known is None or loose or any(described.get(word, False) is not False for word in _OPEN):
        return []
    return [name for name in arguments if name not in known]


def _too_long(arguments: Mapping[str, Any]) -> Iterator[str]:
    size = len(json.dumps(arguments, ensure_ascii=False).encode())
    if size > LONGEST:
        yield f"its arguments are {size:,} bytes of JSON, more than the {LONGEST:,} that people can be shown"


def _refusal(said: Sequence[BaseMessage], problems: Sequence[str]) -> list[BaseMessage]:
    """What the model reads next; these messages are never stored."""
    text = " ".join(message.text for message in said)
    why = "; ".join(problems).encode(errors="replace").decode()
    told = f"Your tool calls were refused and nothing ran: {why}. Write them again with plain JSON values."
    return [AIMessage(text or "(tool calls)"), HumanMessage(told)]


def _answer(call: ToolCall, why: str) -> ToolMessage:
    """What came of a call of a refused answer, as LangChain tells it: the model knows such words and mends the call."""
    told = f"Refused: {why}. The tool did not run."
    beside = "This did not run either, since another call beside it was refused. Write it again with the other."
    return ToolMessage(told if why else beside, name=call["name"], tool_call_id=call["id"], status="error")


def _taken(request: ModelRequest) -> set[str]:
    return {*call_ids(request.messages), *cast("Mapping[str, Any]", request.state).get("spent", [])}


def _apart(said: Sequence[BaseMessage], taken: set[str]) -> list[BaseMessage]:
    return [_renamed(message, taken) if isinstance(message, AIMessage) else message for message in said]


def _renamed(message: AIMessage, taken: set[str]) -> AIMessage:
    calls = []
    for call in message.tool_calls:
        id = call["id"] or "call"
        number = 1
        while id in taken:
            number += 1
            id = f"{call['id'] or 'call'}-{number}"
        taken.add(id)
        calls.append({**call, "id": id})
    return message if calls == message.tool_calls else message.model_copy(update={"tool_calls": calls})
