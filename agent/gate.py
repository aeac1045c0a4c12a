"""The second gate: no gated tool call runs without a grant for exactly these arguments, and none runs twice.

The first gate (`agent.review`) pauses the run. A resume value, a replayed node or two racing workers can get past a
pause; nobody gets past the ledger, which hands out each grant once and remembers the result.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Literal, Protocol

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp
from langgraph.types import Command

Handler = Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
Claimed = Literal["run", "done", "failed", "in_doubt", "differs", "missing"]

_REFUSALS: Mapping[Claimed, str] = {
    "in_doubt": (
        "It is not known whether this call took effect: the process that ran it stopped before it could say. "
        "It was not run again. Check the outcome before you try anything like it."
    ),
    "differs": "Refused: these are not the arguments that were approved. The tool did not run.",
    "missing": "Refused: nobody approved this call. The tool did not run.",
}


class Ledger(Protocol):
    """Who holds the grants."""

    async def claim(self, *, thread: str, call: str, tool: str, arguments: Mapping[str, Any]) -> tuple[Claimed, str]:
        """What to do with a call, and the text that goes with it.

        `run`: the grant is ours; the text is the JSON of the arguments to run. `done` or `failed`: it ran before;
        the text is its result. `in_doubt`: it was started and never heard of again. `differs`, `missing`: no grant.
        """

    async def record(self, *, thread: str, call: str, content: str, failed: bool) -> None:
        """Write down how the call went, before anybody else is told."""


class Gate(AgentMiddleware):
    """Runs gated calls under their grant, and turns errors of any tool into messages for the model.

    Listed after the review middleware, so that it sees the arguments a reviewer edited.
    """

    def __init__(self, ledger: Ledger, gated: Collection[str]) -> None:
        super().__init__()
        self._ledger = ledger
        self._gated = frozenset(gated)

    async def awrap_tool_call(self, request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
        if request.tool_call["name"] not in self._gated:
            return await _run(request, handler)
        thread = request.runtime.config["configurable"]["thread_id"]
        call, tool = str(request.tool_call["id"]), request.tool_call["name"]
        what, said = await self._ledger.claim(thread=thread, call=call, tool=tool, arguments=request.tool_call["args"])
        if what != "run":
            return _message(request, said or _REFUSALS.get(what, ""), failed=what != "done")
        stored = request.override(tool_call={**request.tool_call, "args": json.loads(said)})
        result = await _run(stored, handler)
        content, failed = _content(result)
        await self._ledger.record(thread=thread, call=call, content=content, failed=failed)
        return result


async def _run(request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
    try:
        return await handler(request)
    except GraphBubbleUp:
        raise
    except Exception as error:  # noqa: BLE001 - one tool's failure must not end the run: the model is told
        return _message(request, f"{request.tool_call['name']} failed: {error}", failed=True)


def _message(request: ToolCallRequest, content: str, *, failed: bool) -> ToolMessage:
    return ToolMessage(
        content=content,
        name=request.tool_call["name"],
        tool_call_id=request.tool_call["id"],
        status="error" if failed else "success",
    )


def _content(result: ToolMessage | Command[Any]) -> tuple[str, bool]:
    if isinstance(result, ToolMessage):
        return result.text, result.status == "error"
    return repr(result.update), False
