"""Socket Mode: the bot opens connections; each envelope goes to any one of them and is acknowledged by its id."""

import asyncio
import json
import uuid
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.delivery.envelopes import Answer, Envelope
from sandbox.directory import APP_ID
from sandbox.passes import Passes

CONNECTIONS = 10
DEBUG_INFO = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600}


class SocketMode:
    def __init__(self, passes: Passes, tell_connected: Callable[[bool], None]) -> None:
        self._passes = passes
        self._tell_connected = tell_connected
        self._connections: deque[web.WebSocketResponse] = deque()
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Answer]]] = {}

    @property
    def connected(self) -> bool:
        return bool(self._connections)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /link/: one connection, for as long as it lives."""
        if not self._passes.use_socket_ticket(request.query.get("ticket", "")):
            raise web.HTTPForbidden(text="This ticket is unknown or was used; ask apps.connections.open for another.")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._connections) >= CONNECTIONS:
            await self._send_off(socket, "too_many_websockets")
            return socket
        await self._hello(socket)
        try:
            await self._receive(socket)
        finally:
            self._forget(socket)
        return socket

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        if not self._connections:
            return Answer("connection_failed")
        self._connections.rotate(-1)
        socket, envelope_id = self._connections[-1], str(uuid.uuid4())
        acknowledged: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, acknowledged)
        try:
            await socket.send_json(_wired(envelope, envelope_id))
            return await asyncio.wait_for(acknowledged, seconds)
        except TimeoutError:
            return Answer("http_timeout")
        except ConnectionError:
            return Answer("connection_failed")
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send every connection away, as Slack does now and then; the bot is expected to come back."""
        for socket in [*self._connections]:
            await self._send_off(socket, reason)

    async def close(self) -> None:
        for socket in [*self._connections]:
            await socket.close()

    async def _hello(self, socket: web.WebSocketResponse) -> None:
        self._connections.append(socket)
        hello = {"type": "hello", "num_connections": len(self._connections), "debug_info": DEBUG_INFO}
        with suppress(ConnectionError):
            await socket.send_json({**hello, "connection_info": {"app_id": APP_ID}})
        if len(self._connections) == 1:
            self._tell_connected(True)

    async def _receive(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledge(message.data)

    def _acknowledge(self, text: str) -> None:
        with suppress(ValueError):
            given = json.loads(text)
            _, acknowledged = self._waiting.get(given.get("envelope_id"), (None, None))
            if acknowledged is not None and not acknowledged.done():
                acknowledged.set_result(Answer(body=given.get("payload") or {}))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        """What this connection had not acknowledged is lost with it."""
        self._connections.remove(socket)
        for waiting_for, acknowledged in self._waiting.values():
            if waiting_for is socket and not acknowledged.done():
                acknowledged.set_result(Answer("connection_failed"))
        if not self._connections:
            self._tell_connected(False)

    @staticmethod
    async def _send_off(socket: web.WebSocketResponse, reason: str) -> None:
        with suppress(ConnectionError):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": DEBUG_INFO})
        await socket.close()


def _wired(envelope: Envelope, envelope_id: str) -> dict[str, Any]:
    wired: dict[str, Any] = {
        "type": envelope.kind,
        "envelope_id": envelope_id,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind != "events_api",
    }
    if envelope.kind == "events_api":
        wired |= {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
    return wired
