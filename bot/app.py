"""The one place where everything meets."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp

from agent.kit import Graph
from bot import listeners
from bot.absences import Absences
from bot.agents import Agent
from bot.background import Background
from bot.desk import Desk
from bot.drawings import Drawings
from bot.edges import Edges, open_edges
from bot.electorate import Electorate
from bot.intake import Intake
from bot.listeners.actions import Actions
from bot.listeners.approvals import ApprovalsCommand
from bot.listeners.audit import AuditCommand
from bot.listeners.conversation import Conversation
from bot.listeners.home import Home
from bot.listeners.messages import Messages
from bot.listeners.reader import Reader
from bot.listeners.replies import Replies
from bot.listeners.submissions import Submissions
from bot.policies import advice, read_policy
from bot.policy import Policy
from bot.queue import Handler, Queue, Verb
from bot.remarks import Remarks
from bot.reminders import Reminders
from bot.runs import Runs
from bot.scheduler import Clock
from bot.settings import Misconfigured, Settings
from bot.standing import Standing
from bot.store.server import RedisServer
from bot.summaries import Summaries
from bot.worker import Worker

log = logging.getLogger(__name__)


class Product:
    """Everything that runs in one process."""

    def __init__(self, edges: Edges, agent: Agent, policy: Policy, graph: Graph) -> None:
        self._edges = edges
        self._agent = agent
        self._rooms = _Rooms.furnish(edges, agent, policy, graph)
        self._building = asyncio.Lock()
        _listen(edges, agent, self._rooms)

    @property
    def settings(self) -> Settings:
        return self._edges.settings

    @property
    def redis(self) -> RedisServer:
        return self._edges.server

    @property
    def bolt(self) -> AsyncApp:
        return self._edges.bolt

    @property
    def queue(self) -> Queue:
        return self._edges.queue

    @property
    def background(self) -> Background:
        return self._edges.background

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        worker = self._rooms.worker
        return {
            "look": worker.look,
            "draw": worker.draw,
            "tidy": worker.tidy,
            "retire": worker.retire,
            "ring": self._rooms.reminders.ring,
            "summary": self._rooms.summaries.post,
        }

    @property
    def clock(self) -> Clock:
        edges = self._edges
        retention = edges.settings.retention.total_seconds()
        return Clock(
            store=edges.store,
            desk=self._rooms.desk,
            queue=edges.queue,
            retention=retention,
            refresh=self.refresh,
            is_summary_owed=self._rooms.summaries.is_owed,
        )

    async def reload(self) -> None:
        """Read the policy again; a broken one changes nothing. Open requests keep the rules they were asked under."""
        try:
            async with self._building:
                await self._use(await read_policy(self._edges))
        except Misconfigured as error:
            log.error("The policy was not reloaded, the one before still holds:\n%s", error)  # noqa: TRY400
            return
        log.warning("The policy was reloaded. It holds for what is asked from now on.")
        for sentence in await self.advise():
            log.warning("%s", sentence)

    async def refresh(self) -> None:
        """Take up the tools that MCP servers have now. What was asked about one that has changed does not run."""
        async with self._building:
            if not await self._agent.is_outdated():
                return
            try:
                await self._use(self._rooms.intake.policy)
            except Misconfigured as error:
                log.error("MCP servers have other tools now, which cannot be used:\n%s", error)  # noqa: TRY400
                return
        log.warning("MCP servers have other tools now. They hold for what is asked from now on.")

    async def _use(self, policy: Policy) -> None:
        """Raises Misconfigured: everything stays as it was."""
        graph = await self._agent.graph(policy)
        self._rooms.runs.use(graph)
        self._rooms.intake.policy = policy

    async def advise(self) -> list[str]:
        """What an operator should know of the policy in this workspace: rules that nobody can satisfy."""
        return await advice(self._edges, self._rooms.intake.policy)

    def describe(self) -> list[str]:
        """What an operator should read at start-up."""
        return [
            f"Redis: {self.redis.description}",
            *([f"Redis: {self.redis.warning}"] if self.redis.warning else []),
            f"Policy: {self.settings.policy or 'built in'}",
            *self._agent.describe(self._rooms.intake.policy),
        ]


@asynccontextmanager
async def open_product(settings: Settings) -> AsyncIterator[Product]:
    """Connect everything; nothing runs yet.

    Raises:
        Misconfigured: something named in the settings is not there or not usable.
    """
    async with open_edges(settings) as edges:
        agent = await Agent.load(edges)
        try:
            policy = await read_policy(edges)
            yield Product(edges, agent, policy, await agent.graph(policy))
        finally:
            await agent.close()


@dataclass(frozen=True, kw_only=True)
class _Rooms:
    """The flow."""

    electorate: Electorate
    standing: Standing
    absences: Absences
    desk: Desk
    remarks: Remarks
    reminders: Reminders
    intake: Intake
    runs: Runs
    summaries: Summaries
    worker: Worker

    @classmethod
    def furnish(cls, edges: Edges, agent: Agent, policy: Policy, graph: Graph) -> "_Rooms":
        store, slack, directory, queue = edges.store, edges.slack, edges.directory, edges.queue
        electorate = Electorate(store=store, directory=directory)
        standing = Standing(store=store, directory=directory)
        intake = Intake(
            store=store,
            queue=queue,
            slack=slack,
            background=edges.background,
            directory=directory,
            standing=standing,
            policy=policy,
            tools=agent.tools,
        )
        desk = Desk(store=store, queue=queue, electorate=electorate, background=edges.background)
        runs = Runs(graph, agent.checkpoints)
        remarks = Remarks(store=store, desk=desk, electorate=electorate, queue=queue, background=edges.background)
        reminders = Reminders(
            store=store,
            desk=desk,
            electorate=electorate,
            directory=directory,
            slack=slack,
            languages=edges.languages,
            queue=queue,
            background=edges.background,
        )
        return cls(
            electorate=electorate,
            standing=standing,
            absences=Absences(
                store=store,
                directory=directory,
                slack=slack,
                languages=edges.languages,
                background=edges.background,
            ),
            desk=desk,
            remarks=remarks,
            reminders=reminders,
            intake=intake,
            runs=runs,
            summaries=Summaries(store=store, slack=slack, languages=edges.languages, audit_channel=edges.audit_channel),
            worker=Worker(
                store=store,
                runs=runs,
                desk=desk,
                intake=intake,
                drawings=_drawings(edges),
                slack=slack,
                languages=edges.languages,
                queue=queue,
                background=edges.background,
                retention=edges.settings.retention.total_seconds(),
            ),
        )


def _drawings(edges: Edges) -> Drawings:
    return Drawings(
        store=edges.store,
        slack=edges.slack,
        languages=edges.languages,
        review_channel=edges.review_channel,
        fallbacks=[edges.audit_channel] if edges.audit_channel else [],
    )


def _listen(edges: Edges, agent: Agent, rooms: _Rooms) -> None:
    slack, background, review_channel = edges.slack, edges.background, edges.review_channel
    replies = Replies(
        store=edges.store,
        desk=rooms.desk,
        remarks=rooms.remarks,
        slack=slack,
        languages=edges.languages,
        background=background,
    )
    listeners.register(
        edges.bolt,
        reader=Reader(edges.languages),
        messages=Messages(
            store=edges.store,
            queue=edges.queue,
            replies=replies,
            slack=slack,
            languages=edges.languages,
            background=background,
            review_channel=review_channel,
        ),
        home=Home(electorate=rooms.electorate, slack=slack, review_channel=review_channel),
        actions=Actions(desk=rooms.desk, slack=slack, background=background),
        submissions=Submissions(desk=rooms.desk, tools=agent.tools),
        audit=AuditCommand(summaries=rooms.summaries),
        approvals=ApprovalsCommand(
            desk=rooms.desk,
            electorate=rooms.electorate,
            standing=rooms.standing,
            absences=rooms.absences,
            directory=edges.directory,
            slack=slack,
        ),
        conversation=Conversation(remarks=rooms.remarks, reminders=rooms.reminders, slack=slack, background=background),
    )
