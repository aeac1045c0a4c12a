"""What the messages of a thread say: the request, what was asked before it, and what came of each call."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.demo.steps import Call, Outcome

_EDIT_NOTICE = "Note: a human reviewer replaced this tool call"
_EXECUTED = " with arguments "
_NO_RESULT = "It has no result."


@dataclass(frozen=True)
class History:
    """`turns` are the calls made since the request, each with its outcome."""

    request: str
    earlier: Sequence[str]
    turns: Sequence[Sequence[tuple[Call, Outcome]]]


def read_history(messages: Sequence[BaseMessage]) -> History:
    asked = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
    if not asked:
        return History(request="", earlier=[], turns=[])
    since = messages[asked[-1] + 1 :]
    results = {message.tool_call_id: message for message in since if isinstance(message, ToolMessage)}
    turns = [message.tool_calls for message in since if isinstance(message, AIMessage) and message.tool_calls]
    return History(
        request=messages[asked[-1]].text,
        earlier=[messages[at].text for at in asked[:-1]],
        turns=[
            [
                (Call(call["name"], call["args"]), _outcome(call["args"], results.get(call["id"] or "")))
                for call in calls
            ]
            for calls in turns
        ],
    )


def fingerprint(messages: Sequence[BaseMessage]) -> str:
    """SHA-256 (hex) of the conversation: the same step of the same thread always has the same one.

    System messages are left out, since they tell the date.
    """
    told = [
        [message.type, message.text, getattr(message, "tool_calls", None), getattr(message, "tool_call_id", None)]
        for message in messages
        if not isinstance(message, SystemMessage)
    ]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _outcome(arguments: Mapping[str, Any], message: ToolMessage | None) -> Outcome:
    if message is None:
        return Outcome(text=_NO_RESULT, done=False, arguments=arguments)
    done = message.status != "error"
    if not message.text.startswith(_EDIT_NOTICE):
        return Outcome(text=message.text.strip(), done=done, arguments=arguments)
    executed, text = _executed(message.text)
    return Outcome(text=text, done=done, arguments={**arguments, **executed}, edited=True)


def _executed(notice: str) -> tuple[Mapping[str, Any], str]:
    """The arguments that LangChain's edit notice tells, and the result that follows the notice."""
    _, _, told = notice.partition(_EXECUTED)
    try:
        arguments, end = json.JSONDecoder().raw_decode(told)
    except (ValueError, RecursionError):
        return {}, notice
    result = told[end:].removeprefix(".").strip().removeprefix("Tool response:").strip()
    return arguments if isinstance(arguments, dict) else {}, result
