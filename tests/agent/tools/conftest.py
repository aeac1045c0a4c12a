"""Tools are called as LangGraph calls them: in a graph, by a tool call with an id, in a thread."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.graph import MessagesState, StateGraph
from langgraph.prebuilt import ToolNode

Call = Callable[..., Awaitable[ToolMessage]]


@pytest.fixture
def call() -> Call:
    async def run(tool: BaseTool, *, call_id: str = "call_1", thread: str = "thread", **args: Any) -> ToolMessage:
        graph = StateGraph(MessagesState)
        graph.add_node("tools", ToolNode([tool], handle_tool_errors=True))
        graph.set_entry_point("tools")
        request = AIMessage("", tool_calls=[{"name": tool.name, "args": args, "id": call_id}])
        state = await graph.compile().ainvoke({"messages": [request]}, {"configurable": {"thread_id": thread}})
        answer = state["messages"][-1]
        assert isinstance(answer, ToolMessage)
        return answer

    return run


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/test.db"
