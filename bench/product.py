"""The product as `bot.app` wires it, with the bench's model and tool in it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from redis.asyncio import Redis

from bench import agent
from bench.slack import CHANNEL, REQUESTER, REVIEW_CHANNEL, REVIEWER, TEAM, instant_clients
from bot import app
from bot.approvals import Approval, Vote
from bot.ballots import cast
from bot.settings import Settings
from bot.slack.pacing import Pace, Rate
from bot.store import Store
from bot.store.approvals import Change
from bot.store.server import connect
from bot.store.threads import Message, Place

SECRET = "bench-signing-secret"
_UNPACED = Rate(calls=1e6, seconds=1)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The product, and a client of our own to its Redis."""

    product: app.Product
    redis: Redis
    store: Store

    async def write(self, thread_ts: str, text: str, ts: str | None = None) -> str:
        """A person's message, accepted and not yet looked at; gives its thread."""
        place = Place(team=TEAM, channel=CHANNEL, thread_ts=thread_ts)
        await self.store.threads.accept(place, Message(ts=ts or thread_ts, user=REQUESTER, text=text))
        return place.thread

    async def look(self, thread: str) -> None:
        """What the worker does when the queue names this thread."""
        await self.product.handlers["look"](thread)

    async def waiting(self, thread: str) -> Approval:
        """The approval the thread waits for."""
        (id,) = await self.store.threads.waiting_for(thread)
        approval = await self.store.approvals.get(id)
        if approval is None:
            raise LookupError(f"Thread {thread} waits for approval {id}, which is not there.")
        return approval

    async def approve(self, thread: str) -> None:
        approval = await self.waiting(thread)
        vote = Vote(type="approve", person=REVIEWER)
        await self.store.approvals.change(approval.ask.id, lambda found, now: Change(cast(found, 0, _at(vote, now))))


def _at(vote: Vote, now: float) -> Vote:
    return vote.model_copy(update={"at": now})


@asynccontextmanager
async def open_bench(*, slack_url: str | None = None, **replaced: Callable[..., Any]) -> AsyncIterator[Bench]:
    """Wire the product over a new Redis of its own; without a `slack_url` Slack answers at once, in the process.

    `replaced` are names in `bot`, such as `edges.Pace`, that stand for something else in this product.
    """
    parts: Mapping[str, Any] = {
        "agents.load_model": agent.load_model,
        "agents.toolbox": agent.toolbox,
        # One review channel takes one message a second: that is Slack's speed, not ours.
        "edges.Pace": lambda: Pace(per_channel=_UNPACED, updates=_UNPACED),
        **({} if slack_url else {"edges.clients": instant_clients}),
        **replaced,
    }
    with TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        for name, part in parts.items():
            stack.enter_context(patch(f"bot.{name}", part))
        async with app.open_product(_settings(Path(folder), slack_url)) as product, connect(product.redis.url) as redis:
            stack.close()
            yield Bench(product=product, redis=redis, store=Store(redis))


def _settings(folder: Path, slack_url: str | None) -> Settings:
    return Settings.model_validate(
        {
            "REDIS_URL": None,
            "COUNTERSIGN_DATA": folder,
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack_url or "http://127.0.0.1:9/api/",
            "COUNTERSIGN_REVIEW_CHANNEL": REVIEW_CHANNEL,
            "COUNTERSIGN_MODEL": "bench:clerk",
        }
    )
