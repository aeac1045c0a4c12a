"""Runs of the agent: start, resume or carry on; what comes back is Finished or Paused."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from langchain.agents.middleware.human_in_the_loop import HITLRequest, HITLResponse
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command, Interrupt, StateSnapshot

from agent.factory import Graph
from bot.approvals import Question

_STEPS = 100
"""Steps a turn may take before it is stopped: a model that loops must not run for ever."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    text: str


@dataclass(frozen=True, kw_only=True)
class Paused:
    questions: Sequence[Question]


Outcome = Finished | Paused
Answer = HITLResponse | Literal["settled"]


class Unreadable(Exception):  # noqa: N818
    """The run stopped at a question this product cannot show."""


class Runs:
    def __init__(self, graph: Graph, checkpoints: BaseCheckpointSaver[Any], gated: Collection[str]) -> None:
        self._graph = graph
        self._checkpoints = checkpoints
        self._gated = frozenset(gated)

    def use(self, graph: Graph, gated: Collection[str]) -> None:
        """Go on with this graph: the policy has changed which tools stop."""
        self._graph = graph
        self._gated = frozenset(gated)

    async def start(self, thread: str, turn: str, text: str) -> Outcome:
        """Answer a message. The turn's id is the message's id, so starting twice adds it once."""
        return await self._go(thread, {"messages": [HumanMessage(text, id=turn)]})

    async def resume(self, thread: str, interrupt: str, response: Answer) -> Outcome:
        """Hand the people's answer to the interrupt it belongs to, by id: never to whatever happens to wait.

        A doubt is settled in the ledger, so its run only hears that it can go on.
        """
        return await self._go(thread, Command(resume={interrupt: response}))

    async def carry_on(self, thread: str, turn: str, text: str) -> Outcome:
        """Continue what another process began and did not finish."""
        state = await self._graph.aget_state(_config(thread))
        messages = _messages(state.values)
        if not any(message.id == turn for message in messages):
            return await self.start(thread, turn, text)
        if state.interrupts:
            return self._paused(state.interrupts, messages)
        # Not `next`: a step whose tasks have all ended, but which is not closed yet, has tasks and nothing next.
        if state.tasks:
            return await self._go(thread, None)
        return Finished(text=_answer(messages))

    async def is_waiting(self, thread: str, interrupt: str) -> bool:
        """Whether this interrupt is still unanswered."""
        state = await self._graph.aget_state(_config(thread))
        return any(waiting.id == interrupt for waiting in state.interrupts)

    async def abandon(self, thread: str, why: str) -> None:
        """End a run that failed: every call without a result is answered, so that the next turn can start."""
        config = _config(thread)
        state: StateSnapshot = await self._graph.aget_state(config)
        answers: list[BaseMessage] = [
            ToolMessage(why, tool_call_id=call["id"], name=call["name"], status="error")
            for call in _unanswered(_messages(state.values))
        ]
        if state.tasks or answers:
            said = {"messages": [*answers, AIMessage(why)]}
            await self._graph.aupdate_state(config, said, as_node="model")

    async def _go(self, thread: str, given: Any) -> Outcome:
        # Sync: a crash after a tool ran must find its result in the checkpoint, not the call.
        result = await self._graph.ainvoke(given, _config(thread), durability="sync")
        messages = _messages(result)
        if waiting := result.get("__interrupt__"):
            return self._paused(waiting, messages)
        return Finished(text=_answer(messages))

    async def tidy(self, thread: str) -> None:
        """Keep only the last checkpoint: each repeats the whole conversation, and no other is ever read again."""
        await self._checkpoints.aprune([thread])

    async def forget(self, thread: str) -> None:
        """Delete everything the run of a thread ever stored."""
        await self._checkpoints.adelete_thread(thread)

    def _paused(self, interrupts: Sequence[Interrupt], messages: Sequence[BaseMessage]) -> Paused:
        return Paused(questions=[self._question(interrupt, messages) for interrupt in interrupts])

    def _question(self, interrupt: Interrupt, messages: Sequence[BaseMessage]) -> Question:
        value = interrupt.value
        asked = next((m for m in reversed(messages) if isinstance(m, AIMessage) and m.tool_calls), None)
        if asked and isinstance(value, dict) and "action_requests" in value:
            return self._review(interrupt.id, cast("HITLRequest", value), asked)
        if asked and isinstance(value, dict) and "in_doubt" in value:
            return _doubt(interrupt.id, value["in_doubt"], asked)
        raise Unreadable(f"interrupt {interrupt.id} is not a request for review of tool calls")

    def _review(self, id: str, request: HITLRequest, asked: AIMessage) -> Question:
        calls = [call for call in asked.tool_calls if call["name"] in self._gated]
        if [call["name"] for call in calls] != [action["name"] for action in request["action_requests"]]:
            raise Unreadable(f"interrupt {id} does not match the calls of the agent's last message")
        # The request's arguments, not the message's: they are what the middleware will run.
        actions = zip(calls, request["action_requests"], strict=True)
        waiting = [(str(call["id"]), action["name"], action["args"]) for call, action in actions]
        return Question("review", interrupt=id, name=id, calls=waiting, reason=asked.text)


def _doubt(id: str, doubt: Mapping[str, Any], asked: AIMessage) -> Question:
    call = (doubt["call"], doubt["tool"], doubt["arguments"])
    name = f"{id}#{doubt['call']}#{doubt['times']}"
    return Question("doubt", interrupt=id, name=name, calls=[call], reason=asked.text)


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}, "recursion_limit": _STEPS}


def _messages(values: Any) -> list[BaseMessage]:
    return list(values.get("messages", [])) if isinstance(values, dict) else []


def _answer(messages: Sequence[BaseMessage]) -> str:
    last = messages[-1] if messages else None
    return last.text if isinstance(last, AIMessage) else ""


def _unanswered(messages: Sequence[BaseMessage]) -> list[Any]:
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    return [
        call
        for message in messages
        if isinstance(message, AIMessage)
        for call in message.tool_calls
        if call["id"] not in answered
    ]
