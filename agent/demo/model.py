"""The demo planner as a chat model: LangChain cannot tell it from another."""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.demo.history import fingerprint, read_history
from agent.demo.planner import plan
from agent.demo.steps import Turn

_ID_LENGTH = 24


class DemoModel(BaseChatModel):
    """Plans the demo's tasks by rules, in English and Chinese, and says that it is no language model.

    Deterministic: the same messages give the same answer with the same tool call ids.
    """

    tools: frozenset[str] = frozenset()
    """Names of the tools it may call."""

    @property
    def _llm_type(self) -> str:
        return "countersign-demo"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,  # noqa: ARG002 - part of LangChain's signature
        **kwargs: Any,  # noqa: ARG002
    ) -> Runnable[Any, AIMessage]:
        names = frozenset(convert_to_openai_tool(tool)["function"]["name"] for tool in tools)
        return self.model_copy(update={"tools": names})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - part of LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        step = plan(read_history(messages), self.tools)
        message = _with_calls(step, fingerprint(messages)) if isinstance(step, Turn) else AIMessage(step)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        """Planning takes no time worth a thread."""
        return self._generate(messages, stop, **kwargs)


def _with_calls(turn: Turn, history: str) -> AIMessage:
    calls = [
        ToolCall(name=call.tool, args=dict(call.arguments), id=f"call_{history[:_ID_LENGTH]}_{number}")
        for number, call in enumerate(turn.calls, start=1)
    ]
    return AIMessage(turn.words, tool_calls=calls)
