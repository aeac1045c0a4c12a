"""A tool for hand-written nodes, with the promises that gated calls of an agent have."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Self, cast, get_args

from langchain.agents.middleware.human_in_the_loop import Decision, DecisionType, ToolApprovalRequest
from langchain.agents.middleware.types import ToolCallRequest
from langchain.tools import ToolRuntime
from langchain_core.messages import ToolCall, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.config import get_config
from langgraph.prebuilt import ToolNode
from langgraph.types import Command, interrupt

from agent.calls import unrecordable, untaken
from agent.gate import Gate
from agent.misfits import Described
from agent.tools.call import call_name

_made: ContextVar[tuple[str, int]] = ContextVar("made", default=("", 0))
"""The task of the graph that runs here, and how many gated calls it has made."""


class Gated(BaseTool):
    """Awaiting a call pauses the run until people have decided about it, and gives what came of it as a ToolMessage.

    `status` is `success` when it ran, or when somebody answered in its place; else it is `error`, and nothing ran or
    the tool failed. As with every interrupt, the node begins anew when the run goes on: what stands before the call
    must do no harm when it is done again, and give the same arguments.
    """

    tool: BaseTool
    guard: Gate
    described: Described
    waits: bool

    @classmethod
    def of(cls, tool: BaseTool, guard: Gate, described: Described, *, waits: bool) -> Self:
        return cls(
            name=tool.name,
            description=tool.description,
            args_schema=tool.tool_call_schema,
            metadata=tool.metadata,
            tool=tool,
            guard=guard,
            described=described,
            waits=waits,
        )

    async def ainvoke(
        self,
        input: str | dict[str, Any] | ToolCall,
        config: RunnableConfig | None = None,  # noqa: ARG002 - what is around the call is LangGraph's to know
        **_: Any,
    ) -> ToolMessage | Command[Any]:
        given, asked_as = _read(input)
        call = ToolCall(name=self.name, args=given, id=_id(self.name, given, asked_as), type="tool_call")
        if problems := unrecordable(given) or untaken(given, self.tool, self.described):
            return _said(call, asked_as, f"Refused: {'; '.join(problems)}. The tool did not run.", failed=True)
        if self.waits:
            decision = _decided(_request(call, self.description))
            if decision["type"] in {"reject", "respond"}:
                rejected = decision["type"] == "reject"
                return _said(call, asked_as, decision.get("message") or "Rejected.", failed=rejected)
            if decision["type"] == "edit":
                call["args"] = decision["edited_action"]["args"]
        result = await self.guard.awrap_tool_call(_as_request(call, self.tool), self._execute)
        return _under(asked_as, result)

    async def _execute(self, request: ToolCallRequest) -> ToolMessage | Command[Any]:
        """Runs the call as LangGraph runs tools, so that what they are given besides their arguments is there."""
        node = ToolNode([self.tool], handle_tool_errors=False)
        # Given the call itself, and no message, the node reads the state of the graph.
        results: Any = await node.ainvoke([request.tool_call])
        first = (results["messages"] if isinstance(results, dict) else results)[0]
        return cast("ToolMessage | Command[Any]", first)

    def _run(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{self.name} waits for people, so it has to be awaited: use ainvoke.")


def _read(input: str | dict[str, Any] | ToolCall) -> tuple[dict[str, Any], str | None]:
    """The arguments, and the id under which a model asked for the call, if one did."""
    if not isinstance(input, Mapping):
        raise TypeError(f"A gated tool takes its arguments as an object, not {input!r}.")
    if input.get("type") == "tool_call":
        return dict(input["args"]), input["id"]
    return dict(input), None


def _id(tool: str, arguments: Mapping[str, Any], asked_as: str | None) -> str:
    """The same for the same call of a task, however often its node begins anew, and for no other call of the thread."""
    task = get_config()["configurable"]["checkpoint_ns"]
    before, count = _made.get()
    number = count + 1 if before == task else 1
    _made.set((task, number))
    facts: Sequence[Any] = [task, tool, asked_as or [number, repr(sorted(arguments.items()))]]
    return f"gated_{hashlib.sha256(json.dumps(facts).encode(errors='replace')).hexdigest()[:24]}"


def _request(call: ToolCall, description: str) -> ToolApprovalRequest:
    return ToolApprovalRequest(
        type="tool_approval",
        tool_call_id=call_name(call["id"], get_config()),
        name=call["name"],
        args=call["args"],
        description=description,
    )


def _decided(asked: ToolApprovalRequest) -> Decision:
    """What people decided about this call.

    A call that has run does not ask again when its node begins anew. What people said to a question of its own, or of
    a doubt about it, then comes to whoever asks next, and is passed over here.
    """
    answer = interrupt(asked)
    while not _is_decision(answer):
        answer = interrupt(asked)
    return cast("Decision", answer)


def _is_decision(answer: object) -> bool:
    return isinstance(answer, Mapping) and answer.get("type") in get_args(DecisionType)


def _as_request(call: ToolCall, tool: BaseTool) -> ToolCallRequest:
    runtime: ToolRuntime[Any, Any] = ToolRuntime(
        state={},
        context=None,
        config=get_config(),
        stream_writer=lambda _: None,
        tool_call_id=call["id"],
        store=None,
    )
    return ToolCallRequest(tool_call=call, tool=tool, state={}, runtime=runtime)


def _said(call: ToolCall, asked_as: str | None, content: str, *, failed: bool) -> ToolMessage:
    status = "error" if failed else "success"
    return ToolMessage(content, name=call["name"], tool_call_id=asked_as or str(call["id"]), status=status)


def _under(asked_as: str | None, result: ToolMessage | Command[Any]) -> ToolMessage | Command[Any]:
    """The result, under the id by which the model knows its call."""
    if asked_as is None:
        return result
    if isinstance(result, ToolMessage):
        return result.model_copy(update={"tool_call_id": asked_as})
    if not isinstance(result.update, dict):
        return result
    said = [
        each.model_copy(update={"tool_call_id": asked_as}) if isinstance(each, ToolMessage) else each
        for each in result.update.get("messages", [])
    ]
    return replace(result, update={**result.update, "messages": said})
