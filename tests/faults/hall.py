"""A place where stories can be told one after the other: workspace, model, Redis, people, and bots that may die."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.data import install
from bot.store import Store
from bot.store.server import connect, redis_server
from sandbox.app import Sandbox
from sandbox.person import Person
from tests.faults.doom import Doom
from tests.faults.waiting import until
from tests.support.nursery import Bot, begin
from tests.support.openai_stub import Message, call, openai_stub, results, say

LEASE = 8
"""Seconds until a call whose process fell silent is in doubt: a busy machine must not take a slow one for dead."""
RETRY_DELAYS = (0.3, 0.5, 1, 2, 4, 8)
"""Seconds until Slack delivers an event again; the real one takes 0, 60 and 300."""
NEWEST = 30
"""Cards that people still look at."""
GENERAL, APPROVALS = "C0GENERAL", "C0APPROVALS"


def model(messages: list[Message]) -> Message:
    """Does what it is told in two words: `mail x1` or `pay x1`."""
    if done := results(messages):
        return say(f"Result: {done[-1]}")
    verb, name = str(messages[-1]["content"]).split()
    if verb == "pay":
        payment = {"payee": name, "amount": 2000.0, "currency": "EUR", "reason": "for the test"}
        return call(f"I will pay {name}.", make_payment=payment)
    return call(f"I will mail {name}.", send_email={"to": "alice@example.com", "subject": name, "body": "Hello."})


@dataclass
class Clock:
    """Slack's clock."""

    slow: float = 0
    """Seconds by which it is behind."""

    def now(self) -> float:
        return time.time() - self.slow


@dataclass
class Hall:
    sandbox: Sandbox
    clock: Clock
    store: Store
    riley: Person
    avery: Person
    settings: dict[str, str]
    folder: Path
    _shift: AsyncExitStack = field(default_factory=AsyncExitStack)
    _staff: tuple[int, dict[str, str]] | None = None

    @asynccontextmanager
    async def bots(
        self, log: Path, *, replicas: int = 1, doom: Path | None = None, **settings: str
    ) -> AsyncIterator[None]:
        """Bots that may die; a supervisor starts another in the place of each that did."""

        def start() -> Bot:
            with log.open("a") as output:
                first = Doom(doom).arm if doom else None
                return begin("run", settings=self.settings | settings, output=output.fileno(), first=first)

        async def supervise() -> None:
            while True:
                await asyncio.wait([bot.ended for bot in running], return_when=asyncio.FIRST_COMPLETED)
                running[:] = [start() if bot.ended.done() else bot for bot in running]

        running = [start() for _ in range(replicas)]
        supervisor = asyncio.create_task(supervise())
        try:
            await self._connected(replicas)
            yield
            if supervisor.done():
                supervisor.result()
        finally:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
            await asyncio.gather(*[bot.kill() for bot in running])
            await until(lambda: not self.sandbox.socket_mode.connected, "the workspace noticed the end")

    async def staff(self, *, replicas: int, **settings: str) -> None:
        """Bots that stay from story to story, and begin anew only when others are wanted than before."""
        wanted = (replicas, settings)
        if self._staff != wanted:
            await self.dismiss()
            await self._shift.enter_async_context(self.bots(self.log, replicas=replicas, doom=self.doom, **settings))
            self._staff = wanted
        await self._connected(replicas)

    async def dismiss(self) -> None:
        self._staff = None
        await self._shift.aclose()

    async def _connected(self, replicas: int) -> None:
        await until(lambda: len(self.sandbox.socket_mode._connections) == replicas, "every bot is connected")

    @property
    def doom(self) -> Path:
        """The file that says what the staff is to die of."""
        return self.folder / "doom"

    @property
    def log(self) -> Path:
        """What the staff says."""
        return self.folder / "staff.log"

    def cards(self, text: str, *, newest: int = NEWEST) -> list[Message]:
        """Messages in the review channel that show this, newest first, among so many."""
        among = self.sandbox.workspace.messages.top_level(APPROVALS)[-newest:]
        return [message for message in reversed(among) if text in str(message.get("blocks"))]

    def thread(self, channel: str, ts: str) -> list[Message]:
        return self.sandbox.workspace.messages.thread(channel, ts)[1:]

    def mails(self, name: str) -> list[dict[str, Any]]:
        return [mail for mail in self.sandbox.outbox.newest_first() if mail["subject"].startswith(name)]

    def payments(self, name: str) -> int:
        database = self.settings["COUNTERSIGN_DATABASE_URL"].removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(database)) as connection:
            try:
                found = connection.execute("SELECT count(*) FROM payments WHERE payee = ?", [name]).fetchone()
            except sqlite3.OperationalError:
                return 0  # nobody has paid anything yet
        return int(found[0])


@asynccontextmanager
async def hall(folder: Path, *, redis_url: str | None = None) -> AsyncIterator[Hall]:
    """Without an address it has a Redis of its own."""
    clock = Clock()
    demo = install(folder / "demo")
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(openai_stub(model))
        sandbox = await stack.enter_async_context(Sandbox(None, retry_delays=RETRY_DELAYS, clock=clock.now))
        riley = await stack.enter_async_context(Person(sandbox.url, "U0REQUESTER"))
        avery = await stack.enter_async_context(Person(sandbox.url, "U0APPROVER"))
        server = await stack.enter_async_context(redis_server(redis_url, folder))
        redis = await stack.enter_async_context(connect(server.url))
        settings = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "REDIS_URL": server.url,
            "COUNTERSIGN_REVIEW_CHANNEL": APPROVALS,
            "COUNTERSIGN_DATA": str(folder),
            "COUNTERSIGN_LEASE": f"{LEASE}s",
            "COUNTERSIGN_MODEL": "openai:stub",
            "COUNTERSIGN_SMTP_URL": sandbox.smtp_url,
            "COUNTERSIGN_DATABASE_URL": demo.database_url,
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": base,
            # Nothing here speaks TLS, so no start reads the certificates of the world.
            "SSL_CERT_DIR": str(folder),
        }
        place = Hall(sandbox, clock, Store(redis), riley, avery, settings, folder)
        stack.push_async_callback(place.dismiss)
        yield place
