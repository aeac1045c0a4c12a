"""An agent whose tools take every kind of argument, for the pictures of forms; it thinks by one word of a request."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Literal

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool, tool
from pydantic import BaseModel, Field, HttpUrl, SecretStr

from agent.kit import Graph, Kit
from agent.recovery import InDoubt
from examples.offline import Offline, asked, calls, results


class Venue(BaseModel):
    name: str
    street: str | None = None


class Event(BaseModel):
    title: str = Field(max_length=60)
    version: Literal["v2"]
    kind: Literal["workshop", "talk", "dinner"] = Field(description="What the invitation says.")
    city: Literal["Berlin", "Hamburg", "Lisbon", "London", "Madrid", "Oslo", "Paris", "Rome", "Vienna"]
    day: date
    begins: time
    sign_up_until: datetime
    seats: int = Field(ge=1, le=300)
    price: float | None = Field(None, ge=0, description="For each guest.")
    public: bool
    food: list[Literal["vegan", "vegetarian", "gluten-free"]]
    guests: list[str]
    page: HttpUrl
    venue: Venue
    door_code: SecretStr
    notes: str = ""
    extras: dict[str, Any] = Field(default_factory=dict, description="Whatever the venue wants to know.")


EVENT = {
    "title": "Countersigning in practice",
    "version": "v2",
    "kind": "workshop",
    "city": "Oslo",
    "day": "2030-05-14",
    "begins": "10:30:00Z",
    "sign_up_until": "2030-05-01T12:00:00Z",
    "seats": 40,
    "public": False,
    "food": ["vegan"],
    "guests": ["Alice Nguyen", "Bob Marsh"],
    "page": "https://example.com/workshop",
    "venue": {"name": "Northwind", "street": "Harbour Road 3"},
    "door_code": "4711",
    "notes": "Coffee at ten.\nNo slides, please.",
    "extras": {"microphones": 2, "stage": {"width": 6}},
}
LIGHT = {"device": "lamp-3", "set": {"on": True, "colour": [255, 180, 90]}, "after": "PT10M"}


@tool(args_schema=Event)
async def plan_event(**event: object) -> str:
    """Book a venue and invite the guests."""
    return f"Planned: {event['title']}."


@tool
async def book_taxi(pick_up: str, passenger: str) -> str:
    """Order a taxi."""
    raise InDoubt(f"The taxi company hung up before it confirmed {passenger}, {pick_up}.")


async def _set_device(**state: object) -> str:
    return f"Set: {state['device']}."


set_device = StructuredTool.from_function(
    coroutine=_set_device,
    name="set_device",
    description="Set a device in the building; what it takes depends on the device.",
    args_schema={"type": "object", "additionalProperties": True},
)


def graph(config: RunnableConfig) -> Graph:
    tools = [plan_event, book_taxi, set_device]
    return create_agent(Offline(plan=_plan), tools=tools, middleware=Kit.of(config).middleware(tools))


def _plan(messages: Sequence[BaseMessage]) -> AIMessage:
    request = asked(messages)
    if done := results(messages):
        return AIMessage(done[-1])
    if "workshop" in request:
        return calls("I plan the workshop as you described it.", plan_event=EVENT)
    if "taxi" in request:
        return calls("I order the taxi.", book_taxi={"pick_up": "tomorrow, 07:30", "passenger": "Alice Nguyen"})
    return calls("I dim the lamp.", set_device=LIGHT)
