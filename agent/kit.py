"""What the author of a graph gets from Countersign: the model, the checkpoints, and the gate around tools.

A factory takes LangGraph's own config, and finds the kit in it:

    def graph(config: RunnableConfig) -> StateGraph:
        kit = Kit.of(config)

So one factory serves Countersign and LangGraph's own servers, where there is no desk and the kit only asks.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.human_in_the_loop import InterruptMode, InterruptOnConfig
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph
from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from agent.calls import Calls
from agent.gate import Claimed, Gate, Ledger
from agent.gated import Gated
from agent.misfits import Described
from agent.model import load_model
from agent.review import Review

Graph = CompiledStateGraph[Any, Any, Any, Any]

_KEY = "countersign"


class Kit:
    """For one build of a graph; the policy may have changed at the next."""

    def __init__(
        self,
        *,
        model: BaseChatModel | None,
        checkpointer: BaseCheckpointSaver[Any] | None,
        ledger: Ledger,
        gates: Callable[[str], bool],
        lease: float,
        remote: Sequence[BaseTool] = (),
        described: Described = lambda _schema, _arguments: (),
    ) -> None:
        """`gates`: whether calls of the tool of this name wait for people. `lease`: seconds, see `agent.gate`.

        `described`: what does not fit a JSON Schema, of tools that have no model; without it they have to say it.
        """
        self.model = model
        """What `COUNTERSIGN_MODEL` names; None without it."""
        self.checkpointer = checkpointer
        """Whatever is built gets this one anyway; None on a server that brings its own."""
        self.gates = gates
        self.remote = remote
        """Tools of the MCP servers that the policy names, to be passed on with your own."""
        self.tools: dict[str, BaseTool] = {}
        """Those that went through this kit, by name: people are shown what they take."""
        self._gate = Gate(ledger, gates, lease=lease)
        self._described = described

    @classmethod
    def of(cls, config: RunnableConfig) -> Self:
        """The kit that came with the config.

        Without one this is no process of Countersign: every tool waits for whoever answers its interrupt, and whatever
        comes back as approved runs.
        """
        found: Self | None = config.get("configurable", {}).get(_KEY)
        return found or cls(model=_model(), checkpointer=None, ledger=Unguarded(), gates=lambda _: True, lease=30)

    @property
    def config(self) -> RunnableConfig:
        """What a factory is called with."""
        return {"configurable": {_KEY: self}}

    def middleware(
        self, tools: Sequence[BaseTool], *, interrupt_mode: InterruptMode = "batched"
    ) -> list[AgentMiddleware[Any, Any, Any]]:
        """For `create_agent`, as the last of its middleware: these tools wait wherever the policy says so.

        A tool of the agent that is not named here never runs, unless the policy declares that it only reads.
        """
        for tool in tools:
            self._know(tool)
        waiting = {tool.name: _every_decision() for tool in tools if self.gates(tool.name)}
        return [Calls(self._described), Review(waiting, interrupt_mode=interrupt_mode), self._gate]

    def gate(self, tool: BaseTool) -> BaseTool:
        """The tool for your own nodes and for `ToolNode`: awaiting a call asks people, and runs what they decided."""
        self._know(tool)
        return Gated.of(tool, self._gate, self._described, waits=self.gates(tool.name))

    def _know(self, tool: BaseTool) -> None:
        if self.tools.setdefault(tool.name, tool) is not tool:
            raise ValueError(f"Two different tools are named {tool.name}: rename one, or people could mistake them.")
        if unheard := _unheard(tool):
            raise ValueError(
                f"{tool.name} takes {unheard} by another name than the one a model is told, so LangChain would leave "
                "out what people approved: give its arguments `model_config = ConfigDict(populate_by_name=True)`."
            )


def _unheard(tool: BaseTool) -> str:
    """An argument that the tool would not take by its own name; empty when there is none."""
    model = tool.args_schema
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ""
    if model.model_config.get("populate_by_name") or model.model_config.get("validate_by_name"):
        return ""
    return next((name for name, field in model.model_fields.items() if not _hears(field, name)), "")


def _hears(field: FieldInfo, name: str) -> bool:
    aliases = field.validation_alias
    return aliases is None or name in (aliases.choices if isinstance(aliases, AliasChoices) else [aliases])


def _every_decision() -> InterruptOnConfig:
    """The policy narrows what may be decided; the graph takes whatever a rule allows, now or after a change."""
    return InterruptOnConfig(allowed_decisions=["approve", "edit", "reject", "respond"])


def _model() -> BaseChatModel | None:
    name = os.environ.get("COUNTERSIGN_MODEL")
    return load_model(name) if name else None


class Unguarded:
    """The ledger where nobody keeps one: what was answered to an interrupt is taken at its word."""

    async def claim(self, *, arguments: Mapping[str, Any], **_: Any) -> tuple[Claimed, str]:
        return "run", json.dumps(arguments)

    async def beat(self, **_: Any) -> bool:
        return True

    async def doubt(self, **_: Any) -> bool:
        return True

    async def hand_back(self, **_: Any) -> bool:
        return True

    async def record(self, **_: Any) -> bool:
        return True
