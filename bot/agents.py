"""The agent as the settings ask for it: its graph, which stops where the policy says, and its tools."""

from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.factory import build_agent
from agent.kit import Graph, Kit
from agent.loading import build, find
from agent.model import load_model
from agent.toolbox import NEEDS, Resources, Unusable, reads, toolbox
from agent.tracing import spare_threads
from bot.edges import Edges
from bot.policy import Policy
from bot.servers import RemoteTools
from bot.settings import Misconfigured, Settings, variable
from bot.store.checkpoints import open_checkpoints
from bot.tools import Tools, described

_OWN = "Countersign's own"
_UNGATED = (
    "Nothing of this graph goes through Countersign's gate: its questions are asked, but what it does by itself is "
    "neither bound to what people saw nor kept from running twice. docs/agents.md says how to change that."
)


class Agent:
    """What stays the same when the policy changes, and the graph, which is built anew then."""

    def __init__(self, edges: Edges, checkpoints: BaseCheckpointSaver[str]) -> None:
        settings = edges.settings
        self._edges = edges
        self.checkpoints = checkpoints
        self._model = _model(settings.model)
        self._toolbox = own_tools(settings)
        self._found = named_agent(settings.agent) if settings.agent else self._own
        self._remote = RemoteTools()
        self.tools = Tools([], reads(database_url=settings.database_url) if not settings.agent else {})

    @classmethod
    async def load(cls, edges: Edges) -> "Agent":
        """Raises Misconfigured when the settings name what is not there."""
        spare_threads()
        return cls(edges, await open_checkpoints(edges.redis))

    async def graph(self, policy: Policy) -> Graph:
        """Build the graph for this policy; from then on its tools are the ones that people decide about.

        Raises:
            Misconfigured: it cannot be built.
        """
        settings = self._edges.settings
        remote = await self._remote.of(policy.servers)
        kit = Kit(
            model=self._model,
            checkpointer=self.checkpoints,
            ledger=self._edges.store.grants,
            gates=policy.gates,
            lease=settings.lease.total_seconds(),
            remote=remote.tools,
            described=described,
        )
        try:
            graph = await build(self._found, kit)
        except ValueError as error:
            await remote.close(but=self._remote)
            which = f"COUNTERSIGN_AGENT: {settings.agent}: " if settings.agent else ""
            raise Misconfigured(f"{which}{error}") from None
        # From here to where the graph is used nothing waits: what people are asked about is what it runs.
        self._edges.background.start(self._remote.close(but=remote))
        self._remote = remote
        self.tools.use(kit.tools.values())
        return graph

    async def is_outdated(self) -> bool:
        """Whether MCP servers have other tools than when the graph was built."""
        return await self._remote.changed()

    async def close(self) -> None:
        await self._remote.close()

    def describe(self, policy: Policy) -> list[str]:
        """What an operator should read at start-up."""
        settings = self._edges.settings
        names = self.tools.names
        gated = sorted(name for name in names if policy.gates(name))
        free = ", ".join(sorted({*names} - {*gated}))
        missing = ", ".join(tool for tool in NEEDS if tool not in names) if not settings.agent else ""
        planner = "the offline demo planner (no language model)" if not settings.agent else "none is set"
        return [
            f"Agent: {settings.agent or _OWN}",
            f"Model: {settings.model or planner}",
            *([f"Tools that wait for a person: {', '.join(gated) or 'none'}"] if names else [_UNGATED]),
            *([f"Tools that run freely: {free or 'none'}"] if names else []),
            *([f"Tools left out, as nothing is set for them: {missing}"] if missing else []),
        ]

    def _own(self, config: RunnableConfig) -> Graph:
        kit = Kit.of(config)
        return build_agent(kit, tools=[*self._toolbox, *kit.remote], timezone=self._edges.settings.timezone)


def own_tools(settings: Settings) -> Sequence[BaseTool]:
    """The tools that the settings ask for.

    Raises:
        Misconfigured: names every setting that is wrong.
    """
    try:
        return toolbox(_resources(settings))
    except Unusable as error:
        told = [f"{variable(resource)}: {' '.join(why.split())}" for resource, why in error.wrong.items()]
        raise Misconfigured("\n".join(told)) from None


def named_agent(name: str) -> Any:
    """The graph or factory that `COUNTERSIGN_AGENT` names.

    Raises:
        Misconfigured: there is none, or it cannot be imported.
    """
    try:
        return find(name)
    except ValueError as error:
        raise Misconfigured(f"COUNTERSIGN_AGENT: {error}") from None


def _model(name: str | None) -> BaseChatModel | None:
    """None: our own agent then has its demo planner, and any other is told that there is none."""
    try:
        return load_model(name) if name else None
    except ValueError as error:
        raise Misconfigured(f"COUNTERSIGN_MODEL: {error}") from None


def _resources(settings: Settings) -> Resources:
    return Resources(
        contacts=settings.contacts,
        calendar=settings.calendar,
        timezone=settings.timezone.key,
        smtp_url=settings.smtp_url,
        email_from=settings.email_from,
        imap_url=settings.imap_url,
        database_url=settings.database_url,
    )
