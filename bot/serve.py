"""One running process: the door to Slack, the worker and the clock, until it is told to stop."""

import asyncio
import json
import logging
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import Product, open_product
from bot.edges import APP_TOKEN
from bot.listeners import shapes
from bot.scheduler import start_clock
from bot.settings import Misconfigured, Settings
from bot.slack import Trouble, told
from bot.watchdog import watch

log = logging.getLogger(__name__)

Say = Callable[[str], None]

_UNAUTHORIZED = 401
_UNSIGNED = (
    "A request was refused: it is older than five minutes or not signed with SLACK_SIGNING_SECRET. It says that it "
    "was sent at %s, and here it is %.0f. If it came from Slack: is the secret that of this app, and the clock right?"
)


async def serve(settings: Settings, *, door: bool, worker: bool, say: Say, ready: str = "Ready.") -> None:
    """Run until SIGTERM or SIGINT. `door`: talk to Slack; `worker`: run agents and draw cards.

    The clock ticks in every process: what it does may be done twice.
    """
    stop, reload = asyncio.Event(), asyncio.Event()
    _set_on_signals({signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: reload})
    async with open_product(settings) as product, AsyncExitStack() as stack:
        for line in [*product.describe(), *await product.advise()]:
            say(line)
        stack.callback(asyncio.create_task(_reload_on(reload, product)).cancel)
        if door:
            await stack.enter_async_context(_open_door(product, say, stop))
        clock = start_clock(product.clock, zone=settings.timezone, summary_time=settings.summary_time)
        stack.callback(clock.shutdown, wait=False)
        say(ready)
        if worker:
            await product.queue.serve(product.handlers, stop)
        else:
            await stop.wait()
        say("Stopping.")


def _set_on_signals(events: Mapping[signal.Signals, asyncio.Event]) -> None:
    for name, event in events.items():
        asyncio.get_running_loop().add_signal_handler(name, event.set)


async def _reload_on(reload: asyncio.Event, product: Product) -> None:
    """A signal that came while the product was being opened counts too: it may have read the policy before."""
    while await reload.wait():
        reload.clear()
        product.background.start(product.reload())


def _open_door(product: Product, say: Say, stop: asyncio.Event) -> AbstractAsyncContextManager[None]:
    settings = product.settings
    if settings.slack_app_token:
        return _socket_mode(product.bolt, settings.slack_app_token, say, stop)
    return _http(product.bolt, settings.port, say)


@asynccontextmanager
async def _socket_mode(bolt: AsyncApp, app_token: str, say: Say, stop: asyncio.Event) -> AsyncIterator[None]:
    try:
        # The handler would try a wrong token for ever.
        await bolt.client.apps_connections_open(app_token=app_token)
    except Trouble as error:
        raise Misconfigured(f"SLACK_APP_TOKEN: {told(error, expected=APP_TOKEN)}") from None
    handler = _SocketMode(bolt, app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    say("Slack: connected by Socket Mode")
    watchdog = asyncio.create_task(watch(handler.client))
    watchdog.add_done_callback(lambda _: stop.set())
    try:
        yield
        if watchdog.done():
            watchdog.result()
    finally:
        watchdog.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]


class _SocketMode(AsyncSocketModeHandler):
    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        req.payload = shapes.known(req.payload)
        await super().handle(client, req)  # type: ignore[arg-type]


@asynccontextmanager
async def _http(bolt: AsyncApp, port: int, say: Say) -> AsyncIterator[None]:
    async def events(request: web.Request) -> web.Response:
        if not _plausible(request):
            return web.Response(status=401)
        try:
            body = await request.text()
        except (ValueError, LookupError):
            return web.Response(status=400)
        answer = await bolt.async_dispatch(for_bolt(body, request.headers))
        if answer.status == _UNAUTHORIZED:
            log.warning(_UNSIGNED, request.headers["x-slack-request-timestamp"], time.time())
        return await to_aiohttp_response(answer)

    async def healthy(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    server = web.Application(client_max_size=1024**2)
    server.add_routes([web.post("/slack/events", events), web.get("/healthz", healthy)])
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, port=port).start()
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise Misconfigured(f"COUNTERSIGN_PORT: the port {port} cannot be used: {why}.") from None
        say(f"Slack: waiting for HTTP requests at port {port}, path /slack/events")
        yield
    finally:
        await runner.cleanup()


def for_bolt(body: str, headers: Mapping[str, str]) -> AsyncBoltRequest:
    """What we read of a request, as Bolt takes it; its signature is that of the whole body."""
    request = AsyncBoltRequest(body=json.dumps(shapes.read(body)), headers={**headers})
    request.raw_body = body
    return request


def _plausible(request: web.Request) -> bool:
    """Whether the signature headers look like Slack's; Bolt's own check trips over some that do not."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    return bool(re.fullmatch(r"[0-9]{1,12}", timestamp) and re.fullmatch(r"v0=[0-9a-f]{64}", signature))
