"""Our own agent as `langgraph dev` has it: built for every run on the server's event loop, with no desk around it."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from agent import studio
from agent.data import DemoData, install
from agent.kit import Graph

CONFIG: Any = {"configurable": {"thread_id": "t"}}


@pytest.fixture
async def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Graph:
    monkeypatch.setattr(studio, "_DATA", tmp_path)
    graph = await studio.graph({"configurable": {}})
    return graph.copy(update={"checkpointer": InMemorySaver()})


async def say(agent: Graph, text: str) -> list[Any]:
    """The requests that wait then."""
    result = await agent.ainvoke({"messages": [HumanMessage(text)]}, CONFIG)
    return [asked.value["action_requests"][0] for asked in result.get("__interrupt__", [])]


async def answer(agent: Graph, **decision: Any) -> str:
    result = await agent.ainvoke(Command(resume={"decisions": [decision]}), CONFIG)
    return str(result["messages"][-1].text)


def payments(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "shop.db")
    try:
        return [amount for (amount,) in connection.execute("SELECT amount FROM payments")]
    except sqlite3.OperationalError:  # the ledger is made with its first entry
        return []
    finally:
        connection.close()


async def test_it_is_built_beside_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def seen(folder: Path) -> DemoData:
        threads.append(threading.get_ident())
        return install(folder)

    monkeypatch.setattr(studio, "_DATA", tmp_path)
    monkeypatch.setattr(studio, "install", seen)
    await studio.graph({"configurable": {}})

    assert len(threads) == 1
    assert threads != [threading.get_ident()]


async def test_a_payment_waits_and_runs_when_it_is_approved(agent: Graph, tmp_path: Path) -> None:
    (asked,) = await say(agent, "Pay 1500 EUR to Northwind for the venue")
    before = payments(tmp_path)
    said = await answer(agent, type="approve")

    assert (asked["name"], asked["args"]["amount"]) == ("make_payment", 1500)
    assert said.startswith("Paid 1500.00 EUR to Northwind: the venue (payment 1).")
    assert (before, payments(tmp_path)) == ([], ["1500.00"])


async def test_a_rejected_payment_does_not_run(agent: Graph, tmp_path: Path) -> None:
    await say(agent, "Pay 1500 EUR to Northwind for the venue")
    said = await answer(agent, type="reject", message="Too much.")

    assert said.startswith("Not done: Pay 1500 EUR to Northwind for the venue. Too much.")
    assert payments(tmp_path) == []


async def test_what_only_reads_waits_too(agent: Graph) -> None:
    (asked,) = await say(agent, "Who is Alice?")

    assert asked["name"] == "search_contacts"
    assert "Alice Nguyen" in await answer(agent, type="approve")
