"""The one place where everything meets."""

import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from agent.factory import build_agent
from agent.model import load_model
from agent.toolbox import ASK_USER, NEEDS, READ_ONLY, Resources, reads, toolbox
from bot import listeners
from bot.background import Background
from bot.desk import Desk
from bot.drawings import Drawings
from bot.electorate import Electorate
from bot.intake import Intake
from bot.listeners.actions import Actions
from bot.listeners.commands import Commands
from bot.listeners.home import Home
from bot.listeners.messages import Messages
from bot.listeners.submissions import Submissions
from bot.policy import EVERY_DECISION, Entry, People, Policy, Rule, Stage
from bot.queue import Handler, Queue, Verb
from bot.runs import Runs
from bot.scheduler import Clock
from bot.settings import Misconfigured, Settings
from bot.slack import Slack, Trouble, clients
from bot.slack.pacing import Pace
from bot.slack.people import Directory
from bot.store import Store
from bot.store.checkpoints import open_checkpoints
from bot.store.server import RedisServer, connect, redis_server
from bot.summaries import Summaries
from bot.tools import Tools
from bot.worker import Workshop

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Product:
    """Everything that runs in one process."""

    settings: Settings
    redis: RedisServer
    bolt: AsyncApp
    queue: Queue
    handlers: Mapping[Verb, Handler]
    clock: Clock
    background: Background
    policy: Policy
    tools: Collection[str]

    def describe(self) -> list[str]:
        """What an operator should read at start-up."""
        settings = self.settings
        gated = sorted(tool for tool in self.tools if self.policy.gates(tool))
        free = sorted(set(self.tools) - set(gated))
        missing = [tool for tool in NEEDS if tool not in self.tools]
        return [
            f"Redis: {self.redis.description}",
            *([f"Redis: {self.redis.warning}"] if self.redis.warning else []),
            f"Model: {settings.model or 'the offline demo planner (no language model)'}",
            f"Tools that wait for a person: {', '.join(gated)}",
            f"Tools that run freely: {', '.join(free) or 'none'}",
            *([f"Tools left out, as nothing is set for them: {', '.join(missing)}"] if missing else []),
            f"Who decides: {self.policy.otherwise.source or 'the policy file'}.",
        ]


@dataclass(frozen=True, kw_only=True)
class _Edges:
    """What the process is connected to."""

    settings: Settings
    server: RedisServer
    redis: Redis
    slack: Slack
    queue: Queue
    bolt: AsyncApp
    background: Background
    review_channel: str
    audit_channel: str | None


@asynccontextmanager
async def open_product(settings: Settings) -> AsyncIterator[Product]:
    """Connect everything; nothing runs yet.

    Raises:
        Misconfigured: something named in the settings is not there or not usable.
    """
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(redis_server(settings.redis_url, settings.data))
        redis = connect(server.url)
        stack.push_async_callback(redis.aclose)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client, poster = clients(settings.slack_bot_token, settings.slack_api_url, session)
        slack = Slack(client, poster, Pace())
        await _known(slack)
        audit = settings.audit_channel and await _channel(slack, settings.audit_channel, "COUNTERSIGN_AUDIT_CHANNEL")
        queue = await stack.enter_async_context(Queue(server.url, lease=_queue_lease(settings)))
        background = Background()
        stack.push_async_callback(background.drain)
        edges = _Edges(
            settings=settings,
            server=server,
            redis=redis,
            slack=slack,
            queue=queue,
            bolt=_bolt(client, settings),
            background=background,
            review_channel=await _channel(slack, settings.review_channel, "COUNTERSIGN_REVIEW_CHANNEL"),
            audit_channel=audit or None,
        )
        yield await _assemble(edges)


async def _assemble(edges: _Edges) -> Product:
    settings, store = edges.settings, Store(edges.redis)
    tools = toolbox(_resources(settings))
    names = [tool.name for tool in tools]
    policy = _policy(edges)
    known = Tools(tools, reads(database_url=settings.database_url))
    directory = Directory(edges.slack)
    electorate = Electorate(store=store, directory=directory)
    desk = Desk(store=store, queue=edges.queue, electorate=electorate, background=edges.background)
    standing = Standing(store=store, directory=directory)
    intake = Intake(
        store=store,
        queue=edges.queue,
        slack=edges.slack,
        directory=directory,
        standing=standing,
        policy=policy,
        tools=known,
    )
    summaries = Summaries(store=store, slack=edges.slack, audit_channel=edges.audit_channel)
    workshop = _workshop(edges, store, intake, await _runs(edges, store, policy, tools))
    _listen(edges, store=store, desk=desk, electorate=electorate, tools=known, summaries=summaries)
    return Product(
        settings=settings,
        redis=edges.server,
        bolt=edges.bolt,
        queue=edges.queue,
        handlers={
            "look": workshop.look,
            "draw": workshop.draw,
            "tidy": workshop.tidy,
            "retire": workshop.retire,
            "summary": summaries.post,
        },
        clock=Clock(store=store, desk=desk, queue=edges.queue, retention=settings.retention.total_seconds()),
        background=edges.background,
        policy=policy,
        tools=names,
    )


async def _runs(edges: _Edges, store: Store, policy: Policy, tools: Sequence[BaseTool]) -> Runs:
    checkpoints = await open_checkpoints(edges.redis)
    # The policy narrows what may be decided; the graph takes whatever a rule allows, now or after the next change.
    gated = {tool.name: EVERY_DECISION for tool in tools if policy.gates(tool.name)}
    graph = build_agent(
        model=_model(edges.settings.model),
        tools=tools,
        gated=gated,
        ledger=store.grants,
        checkpointer=checkpoints,
        timezone=edges.settings.timezone,
        lease=edges.settings.lease.total_seconds(),
    )
    return Runs(graph, checkpoints, gated)


def _workshop(edges: _Edges, store: Store, intake: Intake, runs: Runs) -> Workshop:
    drawings = Drawings(
        store=store,
        slack=edges.slack,
        review_channel=edges.review_channel,
        fallbacks=[edges.audit_channel] if edges.audit_channel else [],
    )
    return Workshop(
        store=store,
        runs=runs,
        intake=intake,
        drawings=drawings,
        slack=edges.slack,
        queue=edges.queue,
        background=edges.background,
        retention=edges.settings.retention.total_seconds(),
    )


def _listen(
    edges: _Edges, *, store: Store, desk: Desk, electorate: Electorate, tools: Tools, summaries: Summaries
) -> None:
    slack, background = edges.slack, edges.background
    listeners.register(
        edges.bolt,
        messages=Messages(
            store=store, queue=edges.queue, slack=slack, background=background, review_channel=edges.review_channel
        ),
        home=Home(electorate=electorate, slack=slack, review_channel=edges.review_channel),
        actions=Actions(desk=desk, slack=slack, background=background),
        submissions=Submissions(desk=desk, tools=tools),
        commands=Commands(summaries=summaries),
    )


def _bolt(client: AsyncWebClient, settings: Settings) -> AsyncApp:
    # Bolt warns of every event nobody listens to, and gives its loggers levels of their own.
    quiet = logging.getLogger("bot.bolt")
    quiet.setLevel(logging.ERROR)
    # Slack gets its answer when the listener is done: what was decided is stored by then.
    secret = settings.slack_signing_secret or ""
    return AsyncApp(client=client, signing_secret=secret, process_before_response=True, logger=quiet)


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


def _policy(edges: _Edges) -> Policy:
    """Without a policy file: what is not declared to read only asks the review channel, small payments pass."""
    timeout = edges.settings.approval_timeout.total_seconds()
    stage = Stage(approvers=People(channels=(edges.review_channel,)))
    question = Rule(tool=ASK_USER, decisions=("respond",), asks="requester", timeout=timeout)
    return Policy(
        entries=[
            Entry(tool=ASK_USER, rule=question),
            Entry(tool="run_sql", when=lambda call: call.only_reads is not None, passes="the query only reads"),
            Entry(
                tool="make_payment",
                when=lambda call: 0 < float(call.arguments["amount"]) <= 1000,  # noqa: PLR2004
                passes="payments up to 1000 need no approval",
            ),
        ],
        otherwise=Rule(tool="*", stages=(stage,), timeout=timeout),
        free=READ_ONLY,
    )


def _queue_lease(settings: Settings) -> timedelta:
    """Shorter than the lease of a call, so that a doubt is noticed soon after it is one."""
    return max(settings.lease / 2, timedelta(seconds=2))


def _model(name: str | None) -> BaseChatModel:
    try:
        return load_model(name)
    except ValueError as error:
        raise Misconfigured(f"COUNTERSIGN_MODEL: {error}") from None


async def _known(slack: Slack) -> None:
    try:
        await slack.client.auth_test()
    except Trouble as error:
        raise Misconfigured(f"SLACK_BOT_TOKEN: Slack refuses it or cannot be reached: {error}") from None


async def _channel(slack: Slack, name: str, setting: str) -> str:
    try:
        return await slack.channel(name)
    except (LookupError, *Trouble) as error:
        raise Misconfigured(f"{setting}: {error}") from None
