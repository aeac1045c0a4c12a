"""A graph written by hand, with two approvals: somebody of the lawyers answers a question, then the sending waits."""

from typing import Any, Literal

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel, Field

from agent.kit import Kit
from examples.offline import asked


class Verdict(BaseModel):
    """What the lawyers say; their form is made of this."""

    decision: Literal["publish", "drop"]
    wording: str | None = Field(None, description="Other words, where the draft will not do.")


class State(MessagesState):
    draft: str
    publish: bool


@tool
async def announce(audience: str, text: str) -> str:
    """Send an announcement to many people."""
    return f"Announced to {audience}: {text}"


def graph(config: RunnableConfig) -> StateGraph[State]:
    send_out = Kit.of(config).gate(announce)

    async def send(state: State) -> dict[str, Any]:
        # Nothing stands before the call that could not be done again: the node begins anew when people have decided.
        outcome = await send_out.ainvoke({"audience": "everybody", "text": state["draft"]})
        return {"messages": [AIMessage(outcome.text)]}

    return (
        StateGraph(State)
        .add_node("draft", _draft)
        .add_node("legal", _legal)
        .add_node("send", send)
        .add_edge(START, "draft")
        .add_edge("draft", "legal")
        .add_conditional_edges("legal", _next, ["send", END])
        .add_edge("send", END)
    )


async def _draft(state: State) -> dict[str, Any]:
    return {"draft": f"Dear all, {asked(state['messages'])}"}


async def _legal(state: State) -> dict[str, Any]:
    verdict = interrupt({"question": "May this be announced?", "draft": state["draft"]}, response_schema=Verdict)
    if verdict.decision == "drop":
        return {"publish": False, "messages": [AIMessage("The lawyers dropped it, so nothing was announced.")]}
    return {"publish": True, "draft": verdict.wording or state["draft"]}


def _next(state: State) -> str:
    return "send" if state["publish"] else END
