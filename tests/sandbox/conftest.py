"""A fresh sandbox for each test, and a bot made of real Bolt that connects to it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.person import Person

Connect = Callable[[AsyncApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def taken_by_slack() -> None:
    """Not looked at: what is refused here is refused on purpose."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(None, retry_delays=(0, 0.01, 0.01), ack_seconds=0.5) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
def app(client: AsyncWebClient, sandbox: Sandbox) -> AsyncApp:
    return AsyncApp(client=client, signing_secret=sandbox.signing_secret)


@pytest.fixture
async def connect(sandbox: Sandbox) -> AsyncIterator[Connect]:
    """Connects an app over Socket Mode until the test ends."""
    handlers: list[AsyncSocketModeHandler] = []

    async def start(app: AsyncApp) -> None:
        handlers.append(AsyncSocketModeHandler(app, sandbox.app_token))
        await handlers[-1].connect_async()

    yield start
    for handler in handlers:
        await handler.close_async()


@pytest.fixture
async def riley(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "U0REQUESTER") as person:
        yield person


@pytest.fixture
async def avery(sandbox: Sandbox) -> AsyncIterator[Person]:
    async with Person(sandbox.url, "U0APPROVER") as person:
        yield person
