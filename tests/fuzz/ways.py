"""How a payload comes to the bot: straight to Bolt, as signed HTTP, or through Socket Mode."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.serve import _http, _socket_mode
from sandbox.delivery import Envelope
from tests.fuzz.campaign import Way
from tests.fuzz.stage import Stage, encoded, signed, wrong

MOST, TOO_LARGE = 1024**2, 413
"""Bytes of a request that are read, and the answer to one of more: Slack sends none such."""
PATIENCE = 30.0
"""Seconds; Slack waits for three, which is not what is tried here."""


@asynccontextmanager
async def over_http(place: Stage) -> AsyncIterator[Way]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/slack/events"
    place.neighbors.add(url)
    async with _http(place.product.bolt, port, lambda _: None), aiohttp.ClientSession() as session:

        async def deliver(envelope: Envelope) -> str:
            body, headers = encoded(envelope)
            async with session.post(url, data=body.encode(), headers=headers | signed(body)) as answer:
                said = await answer.text()
                return "" if answer.status == TOO_LARGE and len(body) > MOST else wrong(answer.status, said)

        yield deliver


@asynccontextmanager
async def over_socket_mode(place: Stage) -> AsyncIterator[Way]:
    sandbox = place.sandbox
    async with _socket_mode(place.product.bolt, sandbox.app_token, lambda _: None, asyncio.Event()):

        async def deliver(envelope: Envelope) -> str:
            answer = await sandbox.socket_mode.send(envelope, PATIENCE)
            return answer.reason

        yield deliver
