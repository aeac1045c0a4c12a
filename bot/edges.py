"""What a process is connected to: Redis, Slack, the queue."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.background import Background
from bot.queue import Queue
from bot.settings import Misconfigured, Settings
from bot.slack import Slack, Trouble, clients, told, unfit
from bot.slack.languages import Languages
from bot.slack.pacing import Pace
from bot.slack.people import Directory
from bot.store import Store
from bot.store.server import RedisServer, connect, redis_server

log = logging.getLogger(__name__)

BOT_TOKEN = "the Bot User OAuth Token of the installed app, xoxb-..."  # noqa: S105 - what it is, not one
APP_TOKEN = "an app-level token, xapp-..., with the scope connections:write"  # noqa: S105


@dataclass(frozen=True, kw_only=True)
class Edges:
    settings: Settings
    server: RedisServer
    redis: Redis
    store: Store
    slack: Slack
    directory: Directory
    languages: Languages
    queue: Queue
    bolt: AsyncApp
    background: Background
    review_channel: str
    audit_channel: str | None


@asynccontextmanager
async def open_edges(settings: Settings) -> AsyncIterator[Edges]:
    """Connect to everything.

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
        directory = Directory(slack)
        await _known(slack)
        audit = settings.audit_channel and await _channel(slack, settings.audit_channel, "COUNTERSIGN_AUDIT_CHANNEL")
        queue = await stack.enter_async_context(Queue(server.url, lease=_queue_lease(settings)))
        background = Background()
        stack.push_async_callback(background.drain)
        yield Edges(
            settings=settings,
            server=server,
            redis=redis,
            store=Store(redis),
            slack=slack,
            directory=directory,
            languages=Languages(directory, channels=settings.language),
            queue=queue,
            bolt=_bolt(client, settings),
            background=background,
            review_channel=await _channel(slack, settings.review_channel, "COUNTERSIGN_REVIEW_CHANNEL"),
            audit_channel=audit or None,
        )


def _bolt(client: AsyncWebClient, settings: Settings) -> AsyncApp:
    # Bolt warns of every event nobody listens to, and gives its loggers levels of their own.
    quiet = logging.getLogger("bot.bolt")
    quiet.setLevel(logging.ERROR)
    # Slack gets its answer when the listener is done: what was decided is stored by then.
    secret = settings.slack_signing_secret or ""
    return AsyncApp(
        name="countersign",  # without one Bolt reads the whole stack to find one, longer than all else takes to start
        client=client,
        signing_secret=secret,
        process_before_response=True,
        raise_error_for_unhandled_request=True,  # bot.listeners.errors answers it
        logger=quiet,
    )


def _queue_lease(settings: Settings) -> timedelta:
    """Shorter than the lease of a call, so that a doubt is noticed soon after it is one."""
    return max(settings.lease / 2, timedelta(seconds=2))


async def _known(slack: Slack) -> None:
    try:
        await slack.client.auth_test()
    except Trouble as error:
        raise Misconfigured(f"SLACK_BOT_TOKEN: {told(error, expected=BOT_TOKEN)}") from None


async def _channel(slack: Slack, name: str, setting: str) -> str:
    """Its id. A channel that takes no cards is told of: it can be mended while the bot runs."""
    try:
        channel = await slack.channel(name)
    except LookupError as error:
        raise Misconfigured(f"{setting}: {error}") from None
    except Trouble as error:
        raise Misconfigured(f"{setting}: {name}: {told(error)}") from None
    if why := unfit(channel):
        log.warning("%s: %s", setting, why)
    return str(channel["id"])
