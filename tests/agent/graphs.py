"""Graphs that are loaded by name."""

from typing import Any, TypedDict

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, MessagesState, StateGraph

from agent.kit import Kit


async def _answer(state: MessagesState) -> dict[str, Any]:
    return {"messages": [AIMessage(f"You said {state['messages'][-1].text}")]}


plain = StateGraph(MessagesState).add_node("answer", _answer).add_edge(START, "answer").add_edge("answer", END)
compiled = plain.compile()
stops = plain.compile(interrupt_before=["answer"])
nothing = {"no": "graph"}


def without_argument() -> Any:
    return plain


async def from_config(config: RunnableConfig) -> Any:
    assert isinstance(Kit.of(config), Kit)
    return compiled


def fails() -> Any:
    raise RuntimeError("the database is closed.\nFor ever.")


class Silent(TypedDict):
    count: int


async def _count(state: Silent) -> dict[str, Any]:
    return {"count": state["count"] + 1}


silent = StateGraph(Silent).add_node("count", _count).add_edge(START, "count").add_edge("count", END)
