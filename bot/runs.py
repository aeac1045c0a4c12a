"""Runs of the agent: start, resume or carry on; what comes back is Finished or Paused."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.errors import UnknownInterruptError
from langgraph.graph import END
from langgraph.types import Command, Interrupt, StateSnapshot

from agent.kit import Graph
from bot.interrupts import Question, is_own, read
from bot.store import StoreDown

log = logging.getLogger(__name__)

_STEPS = 100
"""Steps a turn may take before it is stopped: a model that loops must not run for ever."""
_STRICT = "__pregel_strict_resume"
"""LangGraph's name for refusing an answer to what does not wait for one."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    text: str


@dataclass(frozen=True, kw_only=True)
class Paused:
    questions: Sequence[Question]


Outcome = Finished | Paused


class Vanished(Exception):  # noqa: N818
    """What was answered is not asked any more."""


class Runs:
    def __init__(self, graph: Graph, checkpoints: BaseCheckpointSaver[Any]) -> None:
        self._graph = graph
        self._checkpoints = checkpoints

    def use(self, graph: Graph) -> None:
        """Go on with this graph: the policy has changed which tools stop."""
        self._graph = graph

    async def start(self, thread: str, turn: str, text: str) -> Outcome:
        """Answer a message. The turn's id is the message's id, so starting twice adds it once."""
        return await self._go(thread, {"messages": [HumanMessage(text, id=turn)]})

    async def resume(self, thread: str, interrupt: str, response: Any) -> Outcome:
        """Hand the people's answer to the interrupt it belongs to, by id: never to whatever happens to wait.

        Raises:
            Vanished: it has been answered already, or is not asked any more.
        """
        try:
            return await self._go(thread, Command(resume={interrupt: response}))
        except UnknownInterruptError:
            raise Vanished(f"interrupt {interrupt} of thread {thread} does not wait for an answer") from None

    async def carry_on(self, thread: str, turn: str, text: str) -> Outcome:
        """Continue what another process began and did not finish."""
        state = await self._graph.aget_state(_config(thread))
        # Not `next`: a step whose tasks have all ended, but which is not closed yet, has tasks and nothing next.
        # What waits for an answer asks it again, as what it had declared of the answer is not kept.
        if state.tasks:
            return await self._go(thread, None)
        messages = _messages(state.values)
        if not any(message.id == turn for message in messages):
            return await self.start(thread, turn, text)
        return Finished(text=_answer(messages))

    async def is_waiting(self, thread: str, interrupt: str) -> bool:
        """Whether this interrupt is still unanswered."""
        state = await self._graph.aget_state(_config(thread))
        return any(waiting.id == interrupt for waiting in state.interrupts)

    async def abandon(self, thread: str, why: str) -> None:
        """End a run that failed: every call without a result is answered, so that the next turn can start.

        A thread that cannot even be read is forgotten, or nothing in it would ever be answered again.
        """
        try:
            await self._end(thread, why)
        except StoreDown:
            raise
        except Exception:  # what a foreign graph keeps may break whatever reads it
            log.exception("The run of %s could not be ended, so its conversation is forgotten", thread)
            await self.forget(thread)

    async def _end(self, thread: str, why: str) -> None:
        config = _config(thread)
        state: StateSnapshot = await self._graph.aget_state(config)
        answers: list[BaseMessage] = [
            ToolMessage(why, tool_call_id=call["id"], name=call["name"], status="error")
            for call in _unanswered(_messages(state.values))
        ]
        if not (state.tasks or answers):
            return
        # Said in the name of some node; whatever would follow on it is then cleared like all else.
        await self._graph.aupdate_state(config, None, as_node=END)
        await self._graph.aupdate_state(config, {"messages": [*answers, AIMessage(why)]}, as_node=self._speaker)
        await self._graph.aupdate_state(config, None, as_node=END)

    @property
    def _speaker(self) -> str:
        """A node after which no code of the graph chooses what comes next, if there is one."""
        builder = self._graph.builder
        return next((node for node in builder.nodes if node not in builder.branches), next(iter(builder.nodes)))

    async def _go(self, thread: str, given: Any) -> Outcome:
        # Sync: a crash after a tool ran must find its result in the checkpoint, not the call.
        result = await self._graph.ainvoke(given, _config(thread), durability="sync")
        messages = _messages(result)
        if waiting := result.get("__interrupt__"):
            return await self._paused(thread, waiting, messages)
        return Finished(text=_answer(messages))

    async def tidy(self, thread: str) -> None:
        """Keep only the last checkpoint: each repeats the whole conversation, and no other is ever read again."""
        await self._checkpoints.aprune([thread])

    async def forget(self, thread: str) -> None:
        """Delete everything the run of a thread ever stored."""
        await self._checkpoints.adelete_thread(thread)

    async def _paused(self, thread: str, interrupts: Sequence[Interrupt], messages: Sequence[BaseMessage]) -> Paused:
        nodes: dict[str, str] = {}
        if any(map(is_own, interrupts)):
            nodes = dict(_nodes(await self._graph.aget_state(_config(thread), subgraphs=True)))
        said = next((m.text for m in reversed(messages) if isinstance(m, AIMessage) and m.tool_calls), "")
        return Paused(questions=[read(each, node=nodes.get(each.id, "graph"), said=said) for each in interrupts])


def _nodes(state: StateSnapshot) -> Iterator[tuple[str, str]]:
    """By interrupt: the node that asks; of a subgraph, its own node."""
    for task in state.tasks:
        yield from ((interrupt.id, task.name) for interrupt in task.interrupts)
        if isinstance(task.state, StateSnapshot):
            yield from _nodes(task.state)


def _config(thread: str) -> RunnableConfig:
    # Strict: an answer that comes again must not answer what is asked next.
    return {"configurable": {"thread_id": thread, _STRICT: True}, "recursion_limit": _STEPS}


def _messages(values: Any) -> list[BaseMessage]:
    return list(values.get("messages", [])) if isinstance(values, dict) else []


def _answer(messages: Sequence[BaseMessage]) -> str:
    """The last thing the agent said in this turn; where results of calls end it (`return_direct`), those."""
    results: list[str] = []
    for message in reversed(messages):
        match message:
            case ToolMessage():
                results.insert(0, message.text)
            case AIMessage():
                return "\n\n".join(results) if any(results) else message.text
            case HumanMessage():
                break
    return ""


def _unanswered(messages: Sequence[BaseMessage]) -> list[Any]:
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    return [
        call
        for message in messages
        if isinstance(message, AIMessage)
        for call in message.tool_calls
        if call["id"] not in answered
    ]
