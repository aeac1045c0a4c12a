"""A desk, or several of them on one Redis, with all they decide by: the local workspace, the queue, Slack's answers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.approvals import Action, Approval, Ask
from bot.background import Background
from bot.desk import Desk
from bot.electorate import Electorate
from bot.invariants import violations
from bot.queue import Queue
from bot.slack import Slack, clients
from bot.slack.pacing import Pace
from bot.slack.people import Directory
from bot.store import Store
from bot.store.census import census
from bot.store.server import RedisServer, connect, redis_server
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.records import an_ask
from tests.bot.workspace import AT_ONCE


@dataclass
class Office:
    sandbox: Sandbox
    store: Store
    desks: list[Desk]
    backgrounds: list[Background]
    asked: int = 0

    @property
    def desk(self) -> Desk:
        return self.desks[0]

    async def asks(self, *actions: Action, requester: str, timeout: float = 3600, **changes: Any) -> Ask:
        """Store an approval of its own thread."""
        self.asked += 1
        thread = {"thread": f"{TEAM_ID}:C0GENERAL:{self.asked}.000001", "thread_ts": f"{self.asked}.000001"}
        place = {"id": f"a{self.asked}", "team": TEAM_ID, "channel": "C0GENERAL", "requester": requester}
        ask = an_ask(*actions, **thread | place | changes)
        await self.store.approvals.add(ask, timeout=timeout, votes={})
        return ask

    async def approval(self, id: str) -> Approval:
        approval = await self.store.approvals.get(id)
        assert approval
        return approval

    async def broken_promises(self) -> list[str]:
        """No worker follows here, so nobody moves approvals on."""
        found = violations(await census(self.store.redis))
        return [sentence for sentence in found if "nobody will resume" not in sentence]


@asynccontextmanager
async def an_office(folder: Path, *, replicas: int = 1) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(None))
        server = await stack.enter_async_context(redis_server(None, folder))
        store = Store(await stack.enter_async_context(connect(server.url)))
        office = Office(sandbox, store, [], [])
        for _ in range(replicas):
            office.backgrounds.append(Background())
            office.desks.append(await _desk(stack, sandbox, server, office.backgrounds[-1]))
        yield office
        for background in office.backgrounds:
            await background.drain()


async def _desk(stack: AsyncExitStack, sandbox: Sandbox, server: RedisServer, background: Background) -> Desk:
    """A replica: connections and memory of its own."""
    session = await stack.enter_async_context(aiohttp.ClientSession())
    client, poster = clients(sandbox.bot_token, sandbox.api_url, session)
    for each in (client, poster):
        # What goes wrong here is meant to, so nothing is tried again after a pause.
        each.retry_handlers.clear()
    slack = Slack(client, poster, Pace(per_channel=AT_ONCE, updates=AT_ONCE))
    store = Store(await stack.enter_async_context(connect(server.url)))
    queue = await stack.enter_async_context(Queue(server.url, lease=timedelta(seconds=15)))
    electorate = Electorate(store=store, directory=Directory(slack))
    return Desk(store=store, queue=queue, electorate=electorate, background=background)
