"""The local workspace and the bot's own rooms around it, without a graph and without a process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest
from langchain_core.tools import BaseTool, tool
from pydantic import BaseModel, field_validator
from redis.asyncio import Redis

from bot.approvals import Ask
from bot.desk import Desk
from bot.drawings import Drawings
from bot.policy import Policy
from bot.queue import Queue
from bot.slack import Slack, clients
from bot.slack.pacing import Pace, Rate
from bot.store import Store, keys
from bot.store.server import RedisServer
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.records import a_rule, an_ask

REVIEW_CHANNEL = "C0APPROVALS"
AVERY, MORGAN, RILEY = "U0APPROVER", "U0MANAGER", "U0REQUESTER"
AT_ONCE = Rate(calls=1000, seconds=1)


class MailArguments(BaseModel):
    to: str
    subject: str
    body: str

    @field_validator("to")
    @classmethod
    def _address(cls, to: str) -> str:
        if "@" not in to:
            raise ValueError("This is not an address.")
        return to


@tool(args_schema=MailArguments)
async def send_email(to: str, subject: str, body: str) -> str:
    """Send a mail."""
    raise AssertionError("no test of these rooms runs a tool")


@tool
async def pay(amount: float) -> str:
    """Pay."""
    raise AssertionError("no test of these rooms runs a tool")


@tool
async def ask_user(question: str) -> str:
    """Ask the requester."""
    raise AssertionError("no test of these rooms runs a tool")


TOOLS: list[BaseTool] = [send_email, pay, ask_user]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(None) as sandbox:
        yield sandbox


@pytest.fixture
async def slack(sandbox: Sandbox) -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as session:
        client, poster = clients(sandbox.bot_token, sandbox.api_url, session)
        for each in (client, poster):
            # What goes wrong here is meant to, so nothing is tried again after a pause.
            each.retry_handlers.clear()
        yield Slack(client, poster, Pace(per_channel=AT_ONCE, updates=AT_ONCE))


@pytest.fixture
async def queue(server: RedisServer) -> AsyncIterator[Queue]:
    async with Queue(server.url, lease=timedelta(seconds=15)) as queue:
        yield queue


@pytest.fixture
def policy() -> Policy:
    rules = {
        "send_email": a_rule("send_email", timeout=3600.0),
        "pay": a_rule("pay", decisions=("approve", "reject"), timeout=3600.0),
        "ask_user": a_rule("ask_user", decisions=("respond",), asks="requester", timeout=3600.0),
    }
    return Policy(rules=rules, passes={"pay": lambda a: "it is small" if a["amount"] < 10 else None})


@pytest.fixture
def desk(store: Store, queue: Queue, slack: Slack, policy: Policy) -> Desk:
    return Desk(store=store, queue=queue, slack=slack, policy=policy, tools=TOOLS, review_channel=REVIEW_CHANNEL)


@pytest.fixture
def drawings(store: Store, slack: Slack) -> Drawings:
    return Drawings(store=store, slack=slack, review_channel=REVIEW_CHANNEL, fallbacks=["C0AUDIT"])


@dataclass(frozen=True)
class Request:
    """A requester's message in the workspace, about which approvals are asked."""

    ts: str
    store: Store

    async def asks(self, *actions: object, timeout: float = 3600, **changes: object) -> Ask:
        """Store an approval of this request and give what was asked."""
        thread = f"{TEAM_ID}:C0GENERAL:{self.ts}"
        place = {"team": TEAM_ID, "channel": "C0GENERAL", "thread_ts": self.ts, "thread": thread}
        ask = an_ask(*actions, **place | {"requester": RILEY, "turn": f"{thread}:{self.ts}"} | changes)  # type: ignore[arg-type]
        await self.store.approvals.add(ask, timeout=timeout, votes={})
        return ask


@pytest.fixture
async def request_(sandbox: Sandbox, store: Store) -> Request:
    return Request(sandbox.workspace.say(RILEY, "C0GENERAL", "mail Alice")["ts"], store)


async def pass_deadline(redis: Redis, id: str = "a1", *, after: float = 60) -> None:
    """As if so many seconds had passed: Redis' clock cannot be turned, but the deadline can."""
    deadline = (await redis.time())[0] - 1
    await redis.hset(keys.approval(id), mapping={"asked_at": f"{deadline - after:.6f}", "deadline": f"{deadline:.6f}"})
    await redis.zadd(keys.DEADLINES, {id: deadline})
