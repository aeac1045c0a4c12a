"""Graphs by name: `package.module:name`, `./file.py:name`, or `langgraph.json#name` as LangGraph's servers read it."""

import importlib
import importlib.util
import inspect
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.kit import Graph, Kit


def find(name: str) -> Any:
    """The graph of that name, or the factory that makes it.

    Raises:
        ValueError: with a sentence for people, when there is none or it cannot be imported.
    """
    path, _, entry = name.partition("#")
    return _listed(Path(path), entry) if path.endswith(".json") else _named(name, Path.cwd())


def _listed(path: Path, entry: str) -> Any:
    """What a langgraph.json calls by this name; its only graph, if no name was said."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        graphs = dict(written["graphs"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} cannot be read as a langgraph.json: {_told(error)}.") from None
    wanted = entry or (next(iter(graphs)) if len(graphs) == 1 else "")
    if wanted not in graphs:
        raise ValueError(f"{path} has no graph {wanted!r}. Expected: {path}# and one of {', '.join(graphs)}.")
    for place in written.get("dependencies", []):
        if str(place).startswith("."):
            _importable(path.parent / place)
    found = graphs[wanted]
    return _named(str(found["path"] if isinstance(found, dict) else found), path.parent)


def _named(name: str, folder: Path) -> Any:
    where, _, attribute = name.rpartition(":")
    if not where or not attribute:
        raise ValueError(
            f"{name!r} names no graph. Expected: package.module:graph, ./file.py:graph or langgraph.json#name."
        )
    try:
        module = _file(folder / where) if where.endswith(".py") else _module(where, folder)
    except Exception as error:  # what is imported may fail in any way
        raise ValueError(f"{where} cannot be imported: {_told(error)}.") from error
    if not hasattr(module, attribute):
        raise ValueError(f"{where} has nothing of the name {attribute}.")
    return getattr(module, attribute)


def _module(name: str, folder: Path) -> ModuleType:
    _importable(folder)
    return importlib.import_module(name)


def _file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _importable(folder: Path) -> None:
    place = str(folder.resolve())
    if place not in sys.path:
        sys.path.append(place)


async def build(found: Any, kit: Kit) -> Graph:
    """The graph, ready to run: made if it is a factory, compiled if it is not, with our checkpoints in any case.

    Raises:
        ValueError: with a sentence for people, when no conversation can be had with it.
    """
    try:
        made = await _made(found, kit)
        if isinstance(made, StateGraph):
            made = made.compile(checkpointer=kit.checkpointer)
    except Exception as error:  # a factory may fail in any way
        raise ValueError(f"The graph could not be built: {_told(error)}.") from error
    if not isinstance(made, CompiledStateGraph):
        kind = type(made).__name__
        raise ValueError(f"This is no graph but {kind}. Expected: a StateGraph, compiled or not.")  # noqa: TRY004
    for why in _unfit(made):
        raise ValueError(why)
    return made.copy(update={"checkpointer": kit.checkpointer})


async def _made(found: Any, kit: Kit) -> Any:
    """What a factory makes, which takes nothing or LangGraph's config; anything else is taken as it is."""
    if isinstance(found, StateGraph | CompiledStateGraph) or not callable(found):
        return found
    made = found(kit.config) if inspect.signature(found).parameters else found()
    return await made if inspect.isawaitable(made) else made


def _unfit(graph: Graph) -> list[str]:
    outputs = graph.output_channels
    told = [outputs] if isinstance(outputs, str) else outputs
    problems = []
    if "messages" not in graph.channels or "messages" not in told:
        problems.append("Its state has no messages, so nothing can be said to it. Expected: MessagesState or alike.")
    if graph.interrupt_before_nodes or graph.interrupt_after_nodes:
        problems.append(
            "It stops at breakpoints, where nobody can be asked anything. Expected: interrupt() in the node."
        )
    return problems


def _told(error: Exception) -> str:
    first = next((line for line in str(error).splitlines() if line.strip()), "").rstrip(".")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
