"""Over Socket Mode each envelope goes to one connection; events are retried by Slack's rules, clicks never."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.person import Person

Connect = Callable[[AsyncApp], Awaitable[None]]
Json = dict[str, Any]
GENERAL = "C0GENERAL"
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
CARD = [{"type": "actions", "elements": [BUTTON]}]


class Listener:
    """A socket client of slack_sdk that does not acknowledge the first `deaf` envelopes."""

    def __init__(self, sandbox: Sandbox, deaf: int) -> None:
        self.heard: list[SocketModeRequest] = []
        self._deaf = deaf
        self._more = asyncio.Condition()
        self.client = SocketModeClient(sandbox.app_token, web_client=AsyncWebClient(base_url=sandbox.api_url))
        self.client.socket_mode_request_listeners.append(self._listen)

    async def hear(self, count: int) -> list[SocketModeRequest]:
        """Wait for this many envelopes."""
        async with asyncio.timeout(30), self._more:
            await self._more.wait_for(lambda: len(self.heard) >= count)
        return self.heard

    async def _listen(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if len(self.heard) > self._deaf:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        async with self._more:
            self._more.notify_all()


Listen = Callable[[int], Awaitable[Listener]]


@pytest.fixture
async def listen(sandbox: Sandbox) -> AsyncIterator[Listen]:
    listeners: list[Listener] = []

    async def start(deaf: int) -> Listener:
        listeners.append(Listener(sandbox, deaf))
        await listeners[-1].client.connect()
        return listeners[-1]

    yield start
    for listener in listeners:
        await listener.client.close()


async def test_an_event_nobody_acknowledges_comes_three_times_more(listen: Listen, riley: Person) -> None:
    listener = await listen(9)

    await riley.say("hello")
    heard = await listener.hear(4)

    attempts = [(request.retry_attempt, request.retry_reason) for request in heard]
    assert attempts == [(0, ""), (1, "http_timeout"), (2, "http_timeout"), (3, "http_timeout")]
    assert len({request.payload["event_id"] for request in heard}) == 1
    assert len({request.envelope_id for request in heard}) == 4


async def test_an_event_acknowledged_at_last_comes_no_more(listen: Listen, riley: Person) -> None:
    listener = await listen(1)

    await riley.say("hello")
    await listener.hear(2)
    await riley.say("again")
    heard = await listener.hear(3)

    assert [request.payload["event"]["text"] for request in heard] == ["hello", "hello", "again"]


async def test_bolt_sees_a_retry_in_its_headers(app: AsyncApp, connect: Connect, riley: Person) -> None:
    tries: list[tuple[list[str], list[str]]] = []

    @app.middleware
    async def fail_once(req: Any, next_: Any) -> Any:
        tries.append((req.headers.get("x-slack-retry-num", []), req.headers.get("x-slack-retry-reason", [])))
        if len(tries) == 1:
            raise RuntimeError("a bad start")
        return await next_()

    @app.event("message")
    async def hear(say: Any) -> None:
        await say("heard")

    await connect(app)

    await riley.say("hello")
    await riley.see("heard")

    assert tries[1] == (["1"], ["http_timeout"])


async def test_a_click_is_never_delivered_twice(listen: Listen, client: AsyncWebClient, avery: Person) -> None:
    await client.chat_postMessage(channel=GENERAL, text="card", blocks=CARD)
    card = await avery.see("Go")
    listener = await listen(1)

    assert await avery.click("Go", card) == {"ok": False, "error": "not_acknowledged"}
    await avery.say("hello")
    heard = await listener.hear(2)

    assert [request.type for request in heard] == ["interactive", "events_api"]


async def test_each_envelope_goes_to_one_connection_in_turn(listen: Listen, riley: Person) -> None:
    listeners = [await listen(0), await listen(0)]

    for number in range(4):
        await riley.say(str(number))

    assert [len(await listener.hear(2)) for listener in listeners] == [2, 2]


async def test_what_a_lost_connection_had_not_acknowledged_goes_to_the_next(
    listen: Listen, sandbox: Sandbox, riley: Person
) -> None:
    first = await listen(9)
    await riley.say("hello")
    await first.hear(1)
    second = await listen(0)

    await first.client.close()
    (request,) = await second.hear(1)

    assert (request.retry_attempt, request.retry_reason) == (1, "connection_failed")


async def test_bolt_comes_back_after_it_was_sent_away(
    app: AsyncApp, connect: Connect, sandbox: Sandbox, riley: Person
) -> None:
    @app.event("message")
    async def hear(say: Any, event: Json) -> None:
        await say(f"heard {event['text']}")

    await connect(app)
    await riley.until(lambda: riley.sight.connected, what="the bot")

    await sandbox.socket_mode.disconnect()
    await riley.until(lambda: not riley.sight.connected, what="the bot gone")
    await riley.until(lambda: riley.sight.connected, what="the bot back")
    await riley.say("hello")

    await riley.see("heard hello")


async def test_an_eleventh_connection_is_one_too_many(sandbox: Sandbox) -> None:
    client = AsyncWebClient(base_url=sandbox.api_url)
    async with aiohttp.ClientSession() as session:
        addresses = [(await client.apps_connections_open(app_token=sandbox.app_token))["url"] for _ in range(11)]
        sockets = [await session.ws_connect(address) for address in addresses]
        frames = [await socket.receive_json() for socket in sockets]

    assert [frame["type"] for frame in frames] == ["hello"] * 10 + ["disconnect"]
    assert frames[-1]["reason"] == "too_many_websockets"


async def test_a_ticket_opens_one_connection(sandbox: Sandbox) -> None:
    opened = await AsyncWebClient(base_url=sandbox.api_url).apps_connections_open(app_token=sandbox.app_token)
    async with aiohttp.ClientSession() as session:
        await session.ws_connect(opened["url"])

        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(opened["url"])
