"""The sandbox itself: everything put together, served on one local port, until it is stopped."""

import fcntl
import os
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from aiohttp import web

from sandbox.administration import Administration
from sandbox.bot_events import BotEvents
from sandbox.client import Client
from sandbox.delivery import Delivery, Transport
from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.socket_mode import SocketMode
from sandbox.faults import Faults
from sandbox.feed import Feed
from sandbox.files import FILE_BYTES, Files
from sandbox.interactions import Interactions
from sandbox.outbox import Outbox
from sandbox.passes import Clock
from sandbox.persistence import Store
from sandbox.response_urls import ResponseUrls
from sandbox.submissions import Submissions
from sandbox.transfers import Transfers
from sandbox.web_api.calls import WebApi
from sandbox.workspace import Workspace

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"
LONGEST_ADDRESS = 400_000
"""Characters of a request line: blocks.validate takes its blocks there."""


class Sandbox:
    """A local Slack workspace, as an async context manager.

    Port 0 takes any free port. Without a data folder nothing is kept.
    """

    def __init__(
        self,
        data: Path | None,
        port: int = 0,
        *,
        smtp_port: int = 0,
        request_url: str | None = None,
        retry_delays: Sequence[float] = (0, 60, 300),
        ack_seconds: float = 3.0,
        clock: Clock = time.time,
    ) -> None:
        self._port = port
        self._smtp_port = smtp_port
        self._lock = _locked(data) if data else None
        self._store = Store(data)
        self.faults = Faults()
        files = Files(self._store.files(), self._store.add_file)
        self.workspace = Workspace(self._store.messages(), self._store.directory(), files, clock)
        self.administration = Administration(self.workspace)
        self.feed = Feed(self.workspace)
        self.socket_mode = SocketMode(self.workspace.passes, self._connection_changed)
        transport: Transport = HttpMode(self.workspace, request_url) if request_url else self.socket_mode
        self._delivery = Delivery(transport, self._warn, retry_delays, ack_seconds)
        self.outbox = Outbox(self._store.mails(), self._store.add_mail, self._mailed)
        about = {"data": str(data.resolve()) if data else None, "mode": "http" if request_url else "socket"}
        self._runner = web.AppRunner(
            self._application(about), access_log=None, max_line_size=LONGEST_ADDRESS, shutdown_timeout=1.0
        )

    @property
    def url(self) -> str:
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """What the bot takes as `SLACK_API_URL`."""
        return f"{self.url}/api/"

    @property
    def smtp_url(self) -> str:
        return f"smtp://{HOST}:{self.outbox.port}"

    @property
    def bot_token(self) -> str:
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        return self.workspace.app_token

    @property
    def signing_secret(self) -> str:
        return self.workspace.signing_secret

    async def __aenter__(self) -> Self:
        self._exits = AsyncExitStack()
        self._exits.callback(self._release)
        try:
            await self._start()
        except BaseException:
            # Also when start-up is cancelled: what was opened so far must not outlive it.
            await self._exits.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._exits.aclose()

    async def _start(self) -> None:
        await self.outbox.start(self._smtp_port)
        self._exits.push_async_callback(self.outbox.stop)
        await self._runner.setup()
        self._exits.push_async_callback(self._runner.cleanup)
        await web.TCPSite(self._runner, HOST, self._port).start()
        self.workspace.url = f"http://{HOST}:{self._runner.addresses[0][1]}"
        self._exits.push_async_callback(self._delivery.close)
        self._exits.callback(self.feed.close)

    def _release(self) -> None:
        self._store.close()
        if self._lock:
            self._lock.close()

    def _application(self, about: dict[str, Any]) -> web.Application:
        events = BotEvents(self.workspace, self._delivery)
        for observer in (self._store.observe, self.feed.observe, events.observe):
            self.workspace.observe(observer)
        response_urls = ResponseUrls(self.workspace)
        interactions = Interactions(self.workspace, self._delivery, response_urls)
        submissions = Submissions(self.workspace, self._delivery, response_urls, self._warn)
        client = Client(
            self.workspace,
            administration=self.administration,
            interactions=interactions,
            submissions=submissions,
            events=events,
            delivery=self._delivery,
            feed=self.feed,
            outbox=self.outbox,
            about=about,
        )
        web_api = WebApi(self.workspace, self.faults)
        application = web.Application(client_max_size=FILE_BYTES + 1024 * 1024)
        application.on_response_prepare.append(_always_asked_for)
        application.add_routes(
            [
                web.get("/", _page),
                web.get("/archives/{rest:.*}", _page),
                web.static("/page", PAGE),
                web.get("/link/", self.socket_mode.serve),
                web.get("/api/{method}", web_api.answer),
                web.post("/api/{method}", web_api.answer),
                web.post("/response/{team}/{app}/{secret}", response_urls.answer),
                *client.routes(),
                *Transfers(self.workspace, self.faults).routes(),
            ]
        )
        return application

    def _warn(self, text: str, user: str) -> None:
        """Show a warning to one person; the bot, which may have caused it by its own message, sees none."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.feed.publish({"type": "warning", "text": text, "at": at}, user)

    def _mailed(self, mail: dict[str, Any]) -> None:
        self.feed.publish({"type": "mail", "mail": mail})

    def _connection_changed(self, connected: bool) -> None:
        self.feed.publish({"type": "connection", "connected": connected})


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _always_asked_for(_request: web.Request, response: web.StreamResponse) -> None:
    """After an update no part of the page is an old one that a browser kept."""
    if isinstance(response, web.FileResponse):
        response.headers["Cache-Control"] = "no-cache"


def _locked(folder: Path) -> IO[str]:
    """An open lock file; the system lets go of it when the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "sandbox.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise SandboxInUseError(
            f"A sandbox (process {holder}) is already using {folder}. Stop it, or choose another folder with --data."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


class SandboxInUseError(RuntimeError):
    """Two sandboxes in one data folder would overwrite each other's messages."""
