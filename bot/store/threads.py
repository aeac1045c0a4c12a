"""Conversations in Redis: an inbox per thread, and the turn that is under way."""

import json
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis

from bot.store import keys
from bot.store.lua import Scripts, text

_REMEMBER = 26 * 3600
"""Seconds a delivery is remembered: Slack may repeat one for 24 hours (Delayed Events)."""


class Place(BaseModel):
    """Where a conversation is. `thread_ts` is Slack's own string."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    thread_ts: str

    @property
    def thread(self) -> str:
        """The LangGraph thread: one per Slack thread. No commas: the saver cannot delete ids that hold one."""
        return f"{self.team}:{self.channel}:{self.thread_ts}"


class Message(BaseModel):
    """What somebody wrote to the bot."""

    model_config = ConfigDict(frozen=True)

    ts: str
    user: str
    text: str


class Turn(NamedTuple):
    """One message being answered."""

    place: Place
    message: Message
    started: bool
    """The run was started before; a process may have died since."""
    open: Sequence[str]
    """Approvals the run waits for."""
    answering_since: float | None
    """Epoch seconds since when an answer may have been posted already."""
    attempts: int
    due: str
    """The mark of the due set, for `rest`."""

    @property
    def id(self) -> str:
        return f"{self.place.thread}:{self.message.ts}"


class Accepted(NamedTuple):
    result: Literal["accepted", "duplicate", "unknown"]
    busy: bool
    """A turn is under way already."""


class Threads:
    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def accept(self, place: Place, message: Message, *, only_known: bool = False) -> Accepted:
        """Take a message into the inbox, once. `only_known`: not into a thread the bot was never asked in."""
        thread = place.thread
        result, busy = await self._scripts.accept(
            keys=[
                keys.seen(f"{place.channel}:{message.ts}"),
                keys.thread(thread),
                keys.inbox(thread),
                keys.DUE_LOOK,
                keys.QUIET,
            ],
            args=[
                thread,
                message.model_dump_json(),
                place.model_dump_json(),
                _REMEMBER,
                "known" if only_known else "",
            ],
        )
        return Accepted(text(result), bool(busy))  # type: ignore[arg-type]

    async def open_turn(self, thread: str) -> Turn | None:
        """The turn under way, or the next message as a new one; None when nobody waits for an answer."""
        found = await self._scripts.open_turn(
            keys=[keys.thread(thread), keys.inbox(thread), keys.DUE_LOOK], args=[thread]
        )
        if not found:
            return None
        message, started, waiting, answering, attempts, due = (text(part) for part in found)
        team, channel, thread_ts = thread.split(":", 2)
        return Turn(
            place=Place(team=team, channel=channel, thread_ts=thread_ts),
            message=Message.model_validate_json(message),
            started=bool(started),
            open=json.loads(waiting) if waiting else [],
            answering_since=float(answering) if answering else None,
            attempts=int(attempts),
            due=due,
        )

    async def waiting_for(self, thread: str) -> list[str]:
        """Ids of the approvals the current turn waits for."""
        waiting = await self._redis.hget(keys.thread(thread), "open")
        return json.loads(waiting) if waiting else []

    async def start(self, thread: str) -> None:
        """The run is about to be started or continued."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(keys.thread(thread), "started", "1")
            pipe.hincrby(keys.thread(thread), "attempts", 1)
            await pipe.execute()

    async def wait(self, thread: str, approvals: Sequence[str]) -> None:
        """The run waits for these approvals; the turn made progress, so attempts count anew."""
        waiting = json.dumps(list(approvals))
        await self._redis.hset(keys.thread(thread), mapping={"open": waiting, "attempts": "0"})

    async def answer(self, thread: str) -> None:
        """The answer is about to be posted."""
        await self._scripts.answer(keys=[keys.thread(thread)])

    async def close_turn(self, thread: str, ts: str) -> None:
        """End the turn that answers the message with this `ts`; does nothing when another one is under way."""
        places = [keys.thread(thread), keys.inbox(thread), keys.DUE_LOOK, keys.QUIET]
        await self._scripts.close_turn(keys=places, args=[thread, ts])

    async def retire(self, thread: str, *, before: float) -> bool:
        """Forget a conversation that has been quiet since before this epoch second; False when it has not."""
        places = [keys.thread(thread), keys.inbox(thread), keys.QUIET]
        return bool(await self._scripts.retire(keys=places, args=[thread, before]))
