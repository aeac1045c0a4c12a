"""Live updates for the page: what each person may see, as Server-Sent Events."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.changes import (
    Change,
    HomePublished,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    Reacted,
    StatusSet,
    ViewClosed,
    ViewOpened,
    ViewUpdated,
)
from sandbox.workspace import Workspace

WAITING = 2000
"""Events kept for a page that does not read; then it is cut off, comes back, and loads everything anew."""
HEARTBEAT_SECONDS = 15.0

Queue = asyncio.Queue[str | None]


class Feed:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._readers: dict[Queue, str] = {}

    def publish(self, event: dict[str, Any], to: str | None = None, channel: str | None = None) -> None:
        """To everybody; to one person only; or to those who may read a channel."""
        text = json.dumps(event)
        for queue, user in self._readers.items():
            if to not in (None, user) or (channel and not self._workspace.may_read(user, channel)):
                continue
            if queue.qsize() < WAITING:
                queue.put_nowait(text)
            elif queue.qsize() == WAITING:
                queue.put_nowait(None)

    def observe(self, change: Change) -> None:
        match change:
            case MessagePosted(message) | MessageChanged(message, _) | Reacted(message):
                self._publish_message(message)
            case MessageDeleted(message):
                event = {"type": "message_deleted", "channel": message["channel"], "ts": message["ts"]}
                self.publish(event, message.get("ephemeral_to"), message["channel"])
            case ViewOpened(user, view):
                self.publish({"type": "view_opened", "view": view}, user)
            case ViewUpdated(user, view):
                self.publish({"type": "view_updated", "view": view}, user)
            case ViewClosed(user, view):
                self.publish({"type": "view_closed", "view_id": view["id"]}, user)
            case HomePublished(user, view):
                self.publish({"type": "home", "view": view}, user)
            case StatusSet(channel, thread_ts, status):
                event = {"type": "status", "channel": channel, "thread_ts": thread_ts, "status": status}
                self.publish(event, channel=channel)
            case _:  # people, groups or channels are not what they were: whoever shows them asks anew
                self.publish({"type": "directory"})

    async def serve(self, request: web.Request, user: str, first: dict[str, Any]) -> web.StreamResponse:
        """GET /client/events: until the page goes away or we do."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        queue: Queue = asyncio.Queue()
        queue.put_nowait(json.dumps(first))
        # Before the page hears that it is connected: it then asks what there is, and would miss what comes meanwhile.
        self._readers[queue] = user
        try:
            with suppress(ConnectionError):
                await response.prepare(request)
                await self._write(response, queue)
        finally:
            del self._readers[queue]
        return response

    def close(self) -> None:
        for queue in self._readers:
            queue.put_nowait(None)

    def _publish_message(self, message: dict[str, Any]) -> None:
        """The message, and its parent too, whose count of replies may have changed."""
        messages, channel = self._workspace.messages, message["channel"]
        self.publish({"type": "message", "message": messages.shown(message)}, message.get("ephemeral_to"), channel)
        parent = messages.find(channel, message.get("thread_ts", ""))
        if parent is not None and parent["ts"] != message["ts"] and "ephemeral_to" not in message:
            self.publish({"type": "message", "message": messages.shown(parent)}, channel=channel)

    @staticmethod
    async def _write(response: web.StreamResponse, queue: Queue) -> None:
        while True:
            try:
                text = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if text is None:
                return
            await response.write(f"data: {text}\n\n".encode())
