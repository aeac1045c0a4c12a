"""The first gate: LangChain's human review, with what the desk says reaching the model word for word."""

from collections.abc import Mapping
from typing import Any

from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain.agents.middleware.human_in_the_loop import InterruptOnConfig
from langchain.agents.middleware.types import AgentState
from langchain_core.messages import ToolMessage
from langgraph.runtime import Runtime


class Review(HumanInTheLoopMiddleware[Any, Any, Any]):
    """Pauses the run before gated calls, all of a turn in one interrupt.

    LangChain frames each rejection as "User rejected ...", which is wrong when the clock rejected, or when
    somebody else than the user did. The desk's message says who and why, so it stands alone.
    """

    def __init__(self, interrupt_on: Mapping[str, InterruptOnConfig]) -> None:
        super().__init__(interrupt_on=dict(interrupt_on))

    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        update = super().after_model(state, runtime)
        for message in (update or {}).get("messages", []):
            if isinstance(message, ToolMessage) and isinstance(message.content, str):
                framing = f"User rejected the tool call for `{message.name}` with reason: "
                message.content = message.content.removeprefix(framing)
        return update
