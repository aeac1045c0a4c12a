"""The agent as the settings ask for it: its model, its tools, and the graph that stops where the policy says."""

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.factory import Graph, build_agent
from agent.model import load_model
from agent.toolbox import NEEDS, Resources, reads, toolbox
from bot.edges import Edges
from bot.policy import EVERY_DECISION, Policy
from bot.settings import Misconfigured, Settings
from bot.store.checkpoints import open_checkpoints
from bot.tools import Tools


class Agent:
    """What stays the same when the policy changes, and the graph, which is built anew then."""

    def __init__(self, edges: Edges, checkpoints: BaseCheckpointSaver[str]) -> None:
        self._edges = edges
        self.checkpoints = checkpoints
        self._model = _model(edges.settings.model)
        self._tools: Sequence[BaseTool] = toolbox(_resources(edges.settings))
        self.tools = Tools(self._tools, reads(database_url=edges.settings.database_url))

    @classmethod
    async def load(cls, edges: Edges) -> "Agent":
        """Raises Misconfigured when the settings name what is not there."""
        return cls(edges, await open_checkpoints(edges.redis))

    @property
    def names(self) -> list[str]:
        return [tool.name for tool in self._tools]

    @property
    def missing(self) -> list[str]:
        """Tools that are left out, as nothing is set for them."""
        return [tool for tool in NEEDS if tool not in self.names]

    def gated(self, policy: Policy) -> list[str]:
        return [name for name in self.names if policy.gates(name)]

    def graph(self, policy: Policy) -> Graph:
        settings = self._edges.settings
        return build_agent(
            model=self._model,
            tools=self._tools,
            # The policy narrows what may be decided; the graph takes whatever a rule allows, now or after a change.
            gated=dict.fromkeys(self.gated(policy), EVERY_DECISION),
            ledger=self._edges.store.grants,
            checkpointer=self.checkpoints,
            timezone=settings.timezone,
            lease=settings.lease.total_seconds(),
        )


def _model(name: str | None) -> BaseChatModel:
    try:
        return load_model(name)
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
