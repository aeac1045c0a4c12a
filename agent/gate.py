"""The second gate: no gated tool call runs without a grant for exactly these arguments, and none runs twice.

The first gate (`agent.review`) pauses the run. A resume value, a replayed node or two racing workers can get past a
pause; nobody gets past the ledger, which hands out each grant once and remembers the result. When a process dies
between an effect and its record, nobody can know whether the effect happened: the call is then in doubt, and the
run pauses again until a person has said what to make of it.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Literal, Protocol
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp, GraphInterrupt
from langgraph.types import Command, interrupt

from agent.fingerprints import fingerprint
from agent.recovery import InDoubt, Recovery, recovery
from agent.tools.call import call_name

log = logging.getLogger(__name__)

Handler = Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
Claimed = Literal["run", "done", "failed", "running", "in_doubt", "differs", "changed", "missing"]

_GLANCE = 1.0
"""Seconds between two looks at a call that somebody else runs."""

_REFUSALS: Mapping[Claimed, str] = {
    "differs": "Refused: these are not the arguments that were approved. The tool did not run.",
    "changed": "Refused: the tool has changed since people decided about this call. It did not run.",
    "missing": "Refused: nobody approved this call. The tool did not run.",
}


class Ledger(Protocol):
    """Who holds the grants. A `token` names one attempt to run a call, which may be silent for a `lease` (seconds).

    Of an attempt that somebody else has overtaken or decided about meanwhile, nothing is taken any more: then the
    answer is False.
    """

    async def claim(
        self,
        *,
        thread: str,
        call: str,
        tool: str,
        arguments: Mapping[str, Any],
        fingerprint: str,
        token: str,
        lease: float,
        repeatable: bool,
    ) -> tuple[Claimed, str]:
        """What to do with a call, and the text that goes with it.

            run           the grant is ours           JSON of the arguments to run
            done, failed  it ran before               its result
            running       somebody runs it            seconds until their lease ends
            in_doubt      nobody knows how it went    JSON: how many `times` so far, and the tool's `reason`
            differs       other arguments were granted
            changed       another tool was granted, by its fingerprint
            missing       nothing was granted

        A `repeatable` call whose runner is gone is run again; one whose tool said that it cannot know is in doubt.
        """

    async def beat(self, *, thread: str, call: str, token: str, lease: float) -> bool:
        """It still runs: renew the lease."""

    async def doubt(self, *, thread: str, call: str, token: str, reason: str) -> bool:
        """The call has ended and its tool cannot know how: it is in doubt."""

    async def hand_back(self, *, thread: str, call: str, token: str) -> bool:
        """The call stopped to ask people something itself, and begins anew with their answer: the grant is for then.

        False when that was decided meanwhile, or its run is over, so that nothing begins anew.
        """

    async def record(self, *, thread: str, call: str, token: str, content: str, failed: bool) -> bool:
        """Write down how the call went, before anybody else is told.

        Whoever knows is welcome when it is in doubt, whatever their token.
        """


class Gate(AgentMiddleware):
    """Runs gated calls under their grant, and turns errors of any tool into messages for the model.

    Listed after the review middleware, so that it sees the arguments a reviewer edited.
    """

    def __init__(self, ledger: Ledger, gates: Callable[[str], bool], *, lease: float) -> None:
        """`gates`: whether calls of the tool of this name take a grant."""
        super().__init__()
        self._ledger = ledger
        self._gates = gates
        self._lease = lease

    async def awrap_tool_call(self, request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
        if not self._gates(request.tool_call["name"]):
            return await _run_freely(request, handler)
        # An attempt that leaves its call in doubt, or that was thought dead and decided about, is followed by another.
        while True:
            call = _Call(request, self._ledger, self._lease)
            what, said = await call.settle()
            if what != "run":
                return _message(request, said or call.refusal(what), failed=what != "done")
            try:
                async with call.beating():
                    result = await _run(request.override(tool_call=call.granted(said)), handler)
            except GraphInterrupt:
                await call.hand_back()
                raise
            except InDoubt as error:
                # Also of what is repeatable: whoever can know would have said so, so people are asked.
                log.warning("%s is in doubt: %s", request.tool_call["name"], error)
                await call.doubt(str(error))
            else:
                if await call.record(result):
                    return result


class _Call:
    """One attempt to run one gated call."""

    def __init__(self, request: ToolCallRequest, ledger: Ledger, lease: float) -> None:
        self._tool_call = request.tool_call
        self._ledger = ledger
        self._lease = lease
        self._fingerprint = fingerprint(request.tool) if request.tool else ""
        self._recovery: Recovery = recovery(request.tool)
        config = request.runtime.config
        self._attempt = {
            "thread": config["configurable"]["thread_id"],
            "call": call_name(request.tool_call["id"], config),
            "token": uuid4().hex,
        }

    async def settle(self) -> tuple[Claimed, str]:
        """Claim the call; wait while somebody else runs it, and ask a person when nobody can know how it went."""
        while True:
            what, said = await self._claim()
            if what == "running":
                await asyncio.sleep(min(float(said), _GLANCE))
            elif what != "in_doubt":
                return what, said
            elif (found := await self._look_up()) is not None:
                await self._ledger.record(**self._attempt, content=found, failed=False)
            else:
                interrupt(self._question(json.loads(said)))

    def refusal(self, what: Claimed) -> str:
        """Why nothing runs; a model that made a tool up has to hear that there is none."""
        if what == "missing" and not self._fingerprint:
            return f"There is no tool {self._tool_call['name']}. Nothing ran."
        return _REFUSALS.get(what, "")

    async def _claim(self) -> tuple[Claimed, str]:
        return await self._ledger.claim(
            **self._attempt,
            tool=self._tool_call["name"],
            arguments=self._tool_call["args"],
            fingerprint=self._fingerprint,
            lease=self._lease,
            repeatable=self._recovery.repeatable,
        )

    async def hand_back(self) -> None:
        await self._ledger.hand_back(**self._attempt)

    async def doubt(self, reason: str) -> None:
        await self._ledger.doubt(**self._attempt, reason=reason)

    def _question(self, doubt: Mapping[str, Any]) -> dict[str, Any]:
        """What people are asked about: this call, how often nobody has known so far, and why."""
        name, arguments = self._tool_call["name"], self._tool_call["args"]
        return {"in_doubt": {"call": self._attempt["call"], "tool": name, "arguments": arguments, **doubt}}

    async def _look_up(self) -> str | None:
        if self._recovery.look_up is None:
            return None
        try:
            return await self._recovery.look_up(self._attempt["thread"], self._attempt["call"])
        except Exception:
            # Not knowing is what this is about: then a person has to say.
            log.exception("Whether %s took effect could not be looked up", self._tool_call["name"])
            return None

    def granted(self, arguments: str) -> Any:
        """The call as it was decided: the stored bytes, whatever the checkpoint made of them."""
        return {**self._tool_call, "args": json.loads(arguments)}

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        heart = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            heart.cancel()

    async def _beat(self) -> None:
        alive = True
        while alive:
            await asyncio.sleep(self._lease / 3)
            try:
                alive = await self._ledger.beat(**self._attempt, lease=self._lease)
            except Exception as error:  # noqa: BLE001 - whatever keeps the ledger away, it may be there at the next beat
                log.warning("The lease of %s could not be renewed: %r", self._tool_call["name"], error)

    async def record(self, result: ToolMessage | Command[Any]) -> bool:
        """Write down the result; False when others recorded or decided about the call meanwhile."""
        content, failed = _content(result)
        return await self._ledger.record(**self._attempt, content=content, failed=failed)


async def _run_freely(request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
    try:
        return await _run(request, handler)
    except InDoubt as error:
        return _message(request, f"{request.tool_call['name']} failed: {error}", failed=True)


async def _run(request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
    try:
        return await handler(request)
    except (GraphBubbleUp, InDoubt):
        raise
    except Exception as error:  # noqa: BLE001 - one tool's failure must not end the run: the model is told
        # Some exceptions have no words but their name.
        return _message(
            request, f"{request.tool_call['name']} failed: {str(error) or type(error).__name__}", failed=True
        )


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
    # Of a command only its words are kept.
    messages = result.update.get("messages", []) if isinstance(result.update, dict) else []
    said = [each.text for each in messages if isinstance(each, ToolMessage)]
    return "\n\n".join(said) or repr(result.update), False
