"""The first gate: LangChain's human review, with what the desk says reaching the model word for word."""

from collections.abc import Mapping
from typing import Any, cast

from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain.agents.middleware.human_in_the_loop import (
    ActionRequest,
    InterruptMode,
    InterruptOnConfig,
    ReviewConfig,
    ToolApprovalRequest,
)
from langchain.agents.middleware.types import AgentState, ToolCallRequest
from langchain_core.messages import ToolCall, ToolMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command

from agent.gate import Handler
from agent.tools.call import call_name


class Review(HumanInTheLoopMiddleware[Any, Any, Any]):
    """Pauses the run before gated calls: all of a turn in one interrupt (`batched`), or one each (`per_call`).

    LangChain frames each rejection as "User rejected ...", which is wrong when the clock rejected, or when
    somebody else than the user did. The desk's message says who and why, so it stands alone.
    """

    def __init__(
        self, interrupt_on: Mapping[str, InterruptOnConfig], *, interrupt_mode: InterruptMode = "batched"
    ) -> None:
        super().__init__(interrupt_on=dict(interrupt_on), interrupt_mode=interrupt_mode)

    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        update = super().after_model(state, runtime)
        for message in (update or {}).get("messages", []):
            _unframe(message)
        return update

    async def awrap_tool_call(self, request: ToolCallRequest, handler: Handler) -> ToolMessage | Command[Any]:
        result = await super().awrap_tool_call(request, handler)
        _unframe(result)
        return result

    def _create_action_and_config(
        self, tool_call: ToolCall, config: InterruptOnConfig, state: AgentState[Any], runtime: Runtime[Any]
    ) -> tuple[ActionRequest, ReviewConfig]:
        """With the name of the call, by which its grant is found: of a graph within a graph nothing else tells it."""
        request, review = super()._create_action_and_config(tool_call, config, state, runtime)
        return cast("ActionRequest", {**request, "tool_call_id": call_name(tool_call["id"], get_config())}), review

    def _tool_approval_request(self, request: ToolCallRequest, config: InterruptOnConfig) -> ToolApprovalRequest:
        asked = super()._tool_approval_request(request, config)
        return {**asked, "tool_call_id": call_name(asked["tool_call_id"], request.runtime.config)}


def _unframe(message: object) -> None:
    if isinstance(message, ToolMessage) and isinstance(message.content, str):
        framing = f"User rejected the tool call for `{message.name}` with reason: "
        message.content = message.content.removeprefix(framing)
