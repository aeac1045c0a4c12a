"""The smallest agent with human review: a model that costs nothing and a tool that does nothing."""

from typing import Any
from uuid import uuid4

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool, tool
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph

TOOL = "keep_note"


@tool
async def keep_note(text: str) -> str:
    """Keep a note."""
    return f"Kept {len(text)} characters."


class Clerk(BaseChatModel):
    """Calls the tool with what the person wrote, and is done when it has the result."""

    @property
    def _llm_type(self) -> str:
        return "bench-clerk"

    def bind_tools(self, *_: Any, **__: Any) -> BaseChatModel:
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=_next(messages[-1]))])

    async def _agenerate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        # Not in a thread, as LangChain would do by itself: a real model waits for the network instead.
        return self._generate(messages)


def _next(last: BaseMessage) -> AIMessage:
    if not isinstance(last, HumanMessage):
        return AIMessage("Done.")
    call = {"name": TOOL, "args": {"text": last.text}, "id": f"call_{uuid4().hex}"}
    return AIMessage("I will keep this note.", tool_calls=[call])


def toolbox(_: object) -> list[BaseTool]:
    """In place of the product's tools."""
    return [keep_note]


def load_model(_: str | None) -> BaseChatModel:
    """In place of the product's model."""
    return Clerk()


def bare_graph(saver: BaseCheckpointSaver[Any]) -> CompiledStateGraph[Any, Any, Any, Any]:
    """What LangChain gives without us: the same model, tool and pause."""
    return create_agent(
        Clerk(), tools=[keep_note], middleware=[HumanInTheLoopMiddleware({TOOL: True})], checkpointer=saver
    )
