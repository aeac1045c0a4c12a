"""People, tools and requests in the local workspace."""

from collections.abc import Callable
from dataclasses import dataclass

from langchain_core.tools import BaseTool, tool
from pydantic import BaseModel, field_validator
from redis.asyncio import Redis

from bot.approvals import Ask
from bot.slack.pacing import Rate
from bot.store import Store, keys
from bot.store.threads import Message, Place
from bot.worker import Worker
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.records import an_ask

REVIEW_CHANNEL = "C0APPROVALS"
AVERY, MORGAN, RILEY = "U0APPROVER", "U0MANAGER", "U0REQUESTER"
Employ = Callable[..., Worker]
"""Makes a worker; `runs` are the runs it makes go on."""
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


async def riley_says_hello(sandbox: Sandbox, store: Store) -> Place:
    """Where Riley said it, and the bot has heard it."""
    ts = sandbox.workspace.say(RILEY, "C0GENERAL", "hello")["ts"]
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=ts)
    await store.threads.accept(place, Message(ts=ts, user=RILEY, text="hello"))
    return place


async def pass_deadline(redis: Redis, id: str = "a1", *, after: float = 60) -> None:
    """As if so many seconds had passed: Redis' clock cannot be turned, but the deadline can."""
    deadline = (await redis.time())[0] - 1
    await redis.hset(keys.approval(id), mapping={"asked_at": f"{deadline - after:.6f}", "deadline": f"{deadline:.6f}"})
    await redis.zadd(keys.DEADLINES, {id: deadline})


async def pass_time(redis: Redis, seconds: float, id: str = "a1") -> None:
    """As if so many seconds more had passed since the ask."""
    name = keys.approval(id)
    for field in ("asked_at", "deadline"):
        await redis.hset(name, field, f"{float(await redis.hget(name, field)) - seconds:.6f}")
    for schedule in (keys.DEADLINES, keys.ALARMS):
        if await redis.zscore(schedule, id) is not None:
            await redis.zincrby(schedule, -seconds, id)
