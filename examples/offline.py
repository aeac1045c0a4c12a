"""What the examples think with when no model is set: rules, no language model, the same answer every time."""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

Plan = Callable[[Sequence[BaseMessage]], AIMessage]


class Offline(BaseChatModel):
    """A chat model whose answers are a function of the conversation."""

    plan: Plan

    @property
    def _llm_type(self) -> str:
        return "offline"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Runnable[LanguageModelInput, AIMessage]:  # noqa: ARG002
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.plan(messages))])


def asked(messages: Sequence[BaseMessage]) -> str:
    """The last thing a person said."""
    return next((message.text for message in reversed(messages) if isinstance(message, HumanMessage)), "")


def results(messages: Sequence[BaseMessage]) -> list[str]:
    """What tools answered since then."""
    found: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            found.insert(0, message.text)
    return found


def calls(said: str, **tools: dict[str, Any]) -> AIMessage:
    """An answer that calls each of these tools once."""
    return AIMessage(said, tool_calls=[ToolCall(name=name, args=given, id=name) for name, given in tools.items()])
