"""An agent with tools of its own: it looks orders up by itself, and a refund waits for people."""

import re
from collections.abc import Sequence

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool

from agent.kit import Graph, Kit
from examples.offline import Offline, asked, calls, results

_ORDERS = {"1001": ("a lamp", 49.5), "1002": ("two chairs", 180.0)}


@tool
async def find_order(number: str) -> str:
    """What was ordered, and for how much."""
    if number not in _ORDERS:
        return f"There is no order {number}."
    what, price = _ORDERS[number]
    return f"Order {number}: {what}, {price:.2f} EUR"


@tool
async def refund(order: str, amount: float, reason: str) -> str:
    """Pay money back to a customer."""
    return f"Refunded {amount:.2f} EUR for order {order} ({reason})."


def graph(config: RunnableConfig) -> Graph:
    kit = Kit.of(config)
    tools = [find_order, refund]
    return create_agent(kit.model or Offline(plan=_plan), tools=tools, middleware=kit.middleware(tools))


def _plan(messages: Sequence[BaseMessage]) -> AIMessage:
    number = re.search(r"\d+", asked(messages))
    if number is None:
        return AIMessage("Tell me which order to refund: 1001 or 1002.")
    match results(messages):
        case []:
            return calls("I look the order up.", find_order={"number": number[0]})
        case [found] if price := re.search(r"([\d.]+) EUR", found):
            given = {"order": number[0], "amount": float(price[1]), "reason": "asked for by the customer"}
            return calls(f"I will refund all of it: {found}.", refund=given)
        case done:
            return AIMessage(done[-1])
