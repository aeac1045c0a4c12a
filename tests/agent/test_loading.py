"""Graphs by name: what can be loaded, what is made of it, and what is said of the rest."""

import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver

from agent.kit import Kit, Unguarded
from agent.loading import build, find
from tests.support.processes import ROOT

GRAPHS = "tests/agent/graphs.py"


@pytest.fixture
def kit() -> Kit:
    return Kit(model=None, checkpointer=InMemorySaver(), ledger=Unguarded(), gates=lambda _: True, lease=5)


def a_file(folder: Path, **written: Any) -> str:
    path = folder / "langgraph.json"
    path.write_text(json.dumps(written), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "name",
    [
        f"{GRAPHS}:plain",
        f"./{GRAPHS}:compiled",
        f"{GRAPHS}:without_argument",
        f"{GRAPHS}:from_config",
        "tests.agent.graphs:plain",
    ],
)
async def test_graphs_and_factories_of_every_kind_are_ready_to_talk(name: str, kit: Kit) -> None:
    graph = await build(find(name), kit)
    config: Any = {"configurable": {"thread_id": "t"}}
    await graph.ainvoke({"messages": [HumanMessage("hi")]}, config)
    after = await graph.ainvoke({"messages": [HumanMessage("again")]}, config)

    assert graph.checkpointer is kit.checkpointer
    assert [message.text for message in after["messages"]] == ["hi", "You said hi", "again", "You said again"]


@pytest.mark.parametrize("name", ["countersign", "orders", "announcement", "trip"])
async def test_the_graphs_of_our_langgraph_json_are_all_there(
    name: str, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.studio._DATA", tmp_path)
    graph = await build(find(f"{ROOT}/langgraph.json#{name}"), kit)

    assert graph.nodes


async def test_a_server_that_brings_no_kit_gets_the_same_graphs(kit: Kit) -> None:
    found = find(f"{ROOT}/langgraph.json#announcement")

    assert found({"configurable": {}}).compile(checkpointer=kit.checkpointer).nodes


def test_a_graph_may_be_described_and_be_the_only_one(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("graph = 'here'", encoding="utf-8")

    assert find(a_file(tmp_path, dependencies=["."], graphs={"one": {"path": "./mine.py:graph"}})) == "here"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("graph", "'graph' names no graph. Expected: package.module:graph, ./file.py:graph or langgraph.json#name."),
        ("nowhere.at.all:graph", "nowhere.at.all cannot be imported: ModuleNotFoundError: No module named 'nowhere'."),
        ("./nowhere.py:graph", "./nowhere.py cannot be imported: FileNotFoundError: "),
        (f"{GRAPHS}:missing", f"{GRAPHS} has nothing of the name missing."),
        ("nowhere.json#graph", "nowhere.json cannot be read as a langgraph.json: FileNotFoundError: "),
        (
            "langgraph.json#other",
            "langgraph.json has no graph 'other'. Expected: langgraph.json# and one of countersign,",
        ),
    ],
)
def test_what_is_not_there_is_told(name: str, said: str) -> None:
    with pytest.raises(ValueError) as told:  # noqa: PT011 - the message is compared
        find(name)

    assert str(told.value).startswith(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "This is no graph but dict. Expected: a StateGraph, compiled or not."),
        ("fails", "The graph could not be built: RuntimeError: the database is closed."),
        ("silent", "Its state has no messages, so nothing can be said to it. Expected: MessagesState or alike."),
        ("stops", "It stops at breakpoints, where nobody can be asked anything. Expected: interrupt() in the node."),
    ],
)
async def test_what_nobody_can_talk_with_is_told(name: str, said: str, kit: Kit) -> None:
    with pytest.raises(ValueError) as told:  # noqa: PT011
        await build(find(f"{GRAPHS}:{name}"), kit)

    assert str(told.value) == said
