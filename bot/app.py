"""The one place where everything meets."""

import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from langchain.agents.middleware.human_in_the_loop import DecisionType
from langchain_core.language_models import BaseChatModel
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp

from agent.factory import build_agent
from agent.model import load_model
from agent.toolbox import ASK_USER, NEEDS, Resources, passes, toolbox
from bot import listeners
from bot.desk import Desk
from bot.drawings import Drawings
from bot.listeners.actions import Actions
from bot.listeners.background import Background
from bot.listeners.commands import Commands
from bot.listeners.home import Home
from bot.listeners.messages import Messages
from bot.listeners.submissions import Submissions
from bot.policy import Policy, Rule
from bot.queue import Handler, Queue, Verb
from bot.runs import Runs
from bot.scheduler import Clock
from bot.settings import Misconfigured, Settings
from bot.slack import Slack, Trouble, clients
from bot.slack.pacing import Pace
from bot.store import Store
from bot.store.checkpoints import open_checkpoints
from bot.store.server import RedisServer, connect, redis_server
from bot.summaries import Summaries
from bot.tools import Tools
from bot.worker import Workshop

log = logging.getLogger(__name__)

EVERY_DECISION: tuple[DecisionType, ...] = ("approve", "edit", "reject", "respond")


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
        own = "may" if settings.requester_may_approve else "may not"
        free = sorted(set(self.tools) - set(self.policy.rules))
        missing = [tool for tool in NEEDS if tool not in self.tools]
        return [
            f"Redis: {self.redis.description}",
            *([f"Redis: {self.redis.warning}"] if self.redis.warning else []),
            f"Model: {settings.model or 'the offline demo planner (no language model)'}",
            f"Tools that wait for a person: {', '.join(sorted(self.policy.rules))}",
            f"Tools that run freely: {', '.join(free) or 'none'}",
            *([f"Tools left out, as nothing is set for them: {', '.join(missing)}"] if missing else []),
            f"Any full member of {settings.review_channel} may decide; the requester {own} decide their own request.",
        ]


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
        queue = await stack.enter_async_context(Queue(server.url, lease=_queue_lease(settings)))
        background = Background()
        stack.push_async_callback(background.drain)
        await _known(slack)
        review = await _channel(slack, settings.review_channel, "COUNTERSIGN_REVIEW_CHANNEL")
        audit = settings.audit_channel and await _channel(slack, settings.audit_channel, "COUNTERSIGN_AUDIT_CHANNEL")
        # Slack gets its answer when the listener is done: what was decided is stored by then.
        bolt = AsyncApp(
            client=client,
            signing_secret=settings.slack_signing_secret or "",
            process_before_response=True,
            logger=_bolt_log(),
        )
        yield await _assemble(
            settings,
            redis=redis,
            server=server,
            slack=slack,
            queue=queue,
            background=background,
            bolt=bolt,
            review_channel=review,
            audit_channel=audit,
        )


async def _assemble(
    settings: Settings,
    *,
    redis: Redis,
    server: RedisServer,
    slack: Slack,
    queue: Queue,
    background: Background,
    bolt: AsyncApp,
    review_channel: str,
    audit_channel: str | None,
) -> Product:
    store = Store(redis)
    tools = toolbox(_resources(settings))
    names = [tool.name for tool in tools]
    policy = _policy(settings, names)
    checkpoints = await open_checkpoints(redis)
    graph = build_agent(
        model=_model(settings.model),
        tools=tools,
        gated={name: rule.decisions for name, rule in policy.rules.items()},
        ledger=store.grants,
        checkpointer=checkpoints,
        timezone=settings.timezone,
        lease=settings.lease.total_seconds(),
    )
    known = Tools(tools)
    desk = Desk(store=store, queue=queue, slack=slack, policy=policy, tools=known, review_channel=review_channel)
    summaries = Summaries(store=store, slack=slack, audit_channel=audit_channel)
    workshop = Workshop(
        store=store,
        runs=Runs(graph, checkpoints, policy.rules),
        desk=desk,
        drawings=Drawings(
            store=store, slack=slack, review_channel=review_channel, fallbacks=[audit_channel] if audit_channel else []
        ),
        slack=slack,
        queue=queue,
        retention=settings.retention.total_seconds(),
    )
    listeners.register(
        bolt,
        messages=Messages(store=store, queue=queue, slack=slack, background=background, review_channel=review_channel),
        home=Home(desk=desk, slack=slack),
        actions=Actions(desk=desk, slack=slack, background=background),
        submissions=Submissions(desk=desk, tools=known),
        commands=Commands(summaries=summaries),
    )
    return Product(
        settings=settings,
        redis=server,
        bolt=bolt,
        queue=queue,
        handlers={
            "look": workshop.look,
            "draw": workshop.draw,
            "tidy": workshop.tidy,
            "retire": workshop.retire,
            "summary": summaries.post,
        },
        clock=Clock(store=store, desk=desk, queue=queue, retention=settings.retention.total_seconds()),
        background=background,
        policy=policy,
        tools=names,
    )


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


def _policy(settings: Settings, tools: Collection[str]) -> Policy:
    """Without a policy file: the gated tools ask the review channel, and `ask_user` asks the requester."""
    if unknown := sorted(set(settings.gated_tools) - set(NEEDS)):
        raise Misconfigured(f"COUNTERSIGN_GATED_TOOLS names {', '.join(unknown)}. Expected: {', '.join(NEEDS)}")
    timeout = settings.approval_timeout.total_seconds()
    own = settings.requester_may_approve
    rules = {
        tool: Rule(tool=tool, decisions=EVERY_DECISION, requester_may_decide=own, timeout=timeout)
        for tool in tools
        if settings.gate_every_tool or tool in settings.gated_tools
    }
    rules[ASK_USER] = Rule(tool=ASK_USER, decisions=("respond",), asks="requester", timeout=timeout)
    harmless = passes(database_url=settings.database_url, payment_limit=settings.payment_limit)
    return Policy(rules=rules, passes={} if settings.gate_every_tool else harmless)


def _queue_lease(settings: Settings) -> timedelta:
    """Shorter than the lease of a call, so that a doubt is noticed soon after it is one."""
    return max(settings.lease / 2, timedelta(seconds=2))


def _model(name: str | None) -> BaseChatModel:
    try:
        return load_model(name)
    except ValueError as error:
        raise Misconfigured(f"COUNTERSIGN_MODEL: {error}") from None


def _bolt_log() -> logging.Logger:
    """Bolt warns of every event nobody listens to, and gives its loggers levels of their own."""
    quiet = logging.getLogger("bot.bolt")
    quiet.setLevel(logging.ERROR)
    return quiet


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
