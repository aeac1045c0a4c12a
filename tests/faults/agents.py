"""The real graph on the real saver and ledger, with a model that calls one tool and a tool that counts its effects."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel

from agent.factory import build_agent
from agent.fingerprints import fingerprint
from agent.kit import Kit
from bot.approvals import Action, Ask
from bot.canonical import approval_id, canonical
from bot.runs import Paused, Runs, Vanished
from bot.store import Store
from bot.store.checkpoints import open_checkpoints
from tests.bot.records import a_rule, an_ask

TOOL = "act"

Effect = Callable[[str, Any], Awaitable[str]]
"""The thread and the argument that the tool runs with; what it answers."""


class Arguments(BaseModel):
    thread: str
    value: Any = None


class Caller(BaseChatModel):
    """Calls the tool once with the arguments in the user's message (JSON), then says what came of it."""

    @property
    def _llm_type(self) -> str:
        return "caller"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> BaseChatModel:  # type: ignore[override]
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        last = messages[-1]
        if isinstance(last, ToolMessage):
            said = AIMessage(f"Result: {last.text}")
        elif last.text.startswith("{"):
            said = AIMessage("I will act.", tool_calls=[{"name": TOOL, "args": json.loads(last.text), "id": "c1"}])
        else:
            said = AIMessage(f"Refused: {last.text}")
        return ChatResult(generations=[ChatGeneration(message=said)])


@dataclass
class Agent:
    """One replica's graph, and the product's records beside it."""

    store: Store
    runs: Runs
    tool: BaseTool

    async def ask(
        self, thread: str, arguments: Mapping[str, Any], *, timeout: float = 60, turn: str | None = None
    ) -> Ask:
        """Let the agent call the tool, and store what it asks for."""
        outcome = await self.runs.start(thread, turn or thread, json.dumps({"thread": thread, **arguments}))
        assert isinstance(outcome, Paused), outcome
        (question,) = outcome.questions
        (wanted,) = question.calls
        action = Action(
            call=wanted.call,
            tool=wanted.tool,
            arguments=canonical(wanted.arguments),
            rule=a_rule(wanted.tool),
            arguments_schema={},
            fingerprint=fingerprint(self.tool),
        )
        id = approval_id(thread, question.name)
        ask = an_ask(action, id=id, thread=thread, interrupt=question.interrupt, kind=question.kind)
        await self.store.approvals.add(ask, timeout=timeout, votes={})
        stored = await self.store.approvals.get(id)
        assert stored
        return stored.ask

    async def resume(self, thread: str, interrupt: str, answer: Any) -> None:
        """As a worker does, who comes too late now and then."""
        with suppress(Vanished):
            await self.runs.resume(thread, interrupt, answer)


async def an_agent(store: Store, effect: Effect, *, lease: float = 5) -> Agent:
    async def act(thread: str, value: Any = None) -> str:
        return await effect(thread, value)

    tool: BaseTool = StructuredTool.from_function(
        coroutine=act, name=TOOL, description="Changes the world.", args_schema=Arguments
    )
    checkpoints = await open_checkpoints(store.redis)
    kit = Kit(model=Caller(), checkpointer=checkpoints, ledger=store.grants, gates=lambda _: True, lease=lease)
    return Agent(store, Runs(build_agent(kit, tools=[tool], timezone=ZoneInfo("UTC")), checkpoints), tool)
