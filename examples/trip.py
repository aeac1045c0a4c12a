"""Branches side by side: two questions wait at once, and then two bookings, each decided by itself."""

from collections.abc import Sequence
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import interrupt

from agent.kit import Kit
from examples.offline import Offline, asked, calls, results


class State(MessagesState):
    flight: str
    hotel: str


@tool
async def book_flight(flight: str) -> str:
    """Book a flight."""
    return f"Booked: {flight}."


@tool
async def book_hotel(hotel: str) -> str:
    """Book a hotel."""
    return f"Booked: {hotel}."


def graph(config: RunnableConfig) -> StateGraph[State]:
    kit = Kit.of(config)
    tools = [book_flight, book_hotel]
    clerk = create_agent(
        kit.model or Offline(plan=_plan), tools=tools, middleware=kit.middleware(tools, interrupt_mode="per_call")
    )
    return (
        StateGraph(State)
        .add_node("flight", _flight)
        .add_node("hotel", _hotel)
        .add_node("order", _order)
        .add_node("book", clerk)
        .add_edge(START, "flight")
        .add_edge(START, "hotel")
        .add_edge(["flight", "hotel"], "order")
        .add_edge("order", "book")
        .add_edge("book", END)
    )


async def _flight(state: State) -> dict[str, Any]:
    trip = asked(state["messages"])
    return {"flight": interrupt({"question": "Which flight?", "trip": trip, "options": ["the 07:10", "the 11:45"]})}


async def _hotel(state: State) -> dict[str, Any]:
    return {"hotel": interrupt(f"Which hotel shall it be? ({asked(state['messages'])})")}


async def _order(state: State) -> dict[str, Any]:
    return {"messages": [AIMessage(f"To book: {state['flight']} | {state['hotel']}")]}


def _plan(messages: Sequence[BaseMessage]) -> AIMessage:
    if done := results(messages):
        return AIMessage(" ".join(done))
    flight, _, hotel = messages[-1].text.removeprefix("To book: ").partition(" | ")
    return calls("I book both.", book_flight={"flight": flight}, book_hotel={"hotel": hotel})
