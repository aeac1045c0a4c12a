"""Conversations in Redis: an inbox per thread, and the turn that is under way."""

import json
import time
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from uuid import uuid4

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from bot.approvals import Approval
from bot.store import keys
from bot.store.approvals import KEEP, approval_from
from bot.store.lua import Scripts, text
from bot.store.postings import PATIENCE, Posting

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
    """How often it was taken up since it last made progress."""
    answered: Approval | None
    """The open approval that nobody has to decide any more, as it was before this worker took it up."""
    attempt: str
    """Tells this worker from another who takes the turn up."""
    taken_at: float
    """Epoch seconds by the clock of this process, before it took the turn up."""

    @property
    def id(self) -> str:
        return f"{self.place.thread}:{self.message.ts}"


class Accepted(NamedTuple):
    result: Literal["accepted", "duplicate", "unknown"]
    busy: bool
    """A turn is under way already."""


class Waiting(NamedTuple):
    """What a run that waits has to know."""

    decided: bool
    """One of the approvals is decided already."""
    orphans: Sequence[str]
    """Open approvals that no run waits for: two workers took each other for dead, and each asked the model."""

    @classmethod
    def read(cls, found: Sequence[Any]) -> "Waiting":
        decided, *orphans = found
        return cls(bool(decided), [text(id) for id in orphans])


class Answering(NamedTuple):
    """The end of a run, of which only the answer has to be posted."""

    posting: Posting
    orphans: Sequence[str]
    """Open approvals that no run waits for: a worker that was thought dead knew what they ask."""

    @classmethod
    def read(cls, found: Sequence[Any]) -> "Answering":
        since, wait, *orphans = found
        return cls(Posting.read((since, wait)), [text(id) for id in orphans])


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
        """Take up the turn under way, or the next message; None when there is no work until somebody writes or decides.

        What was decided is being resumed from then on.
        """
        attempt, taken_at = uuid4().hex, time.time()
        found = await self._scripts.open_turn(
            keys=[keys.thread(thread), keys.inbox(thread), keys.DUE_LOOK], args=[thread, keys.approval(""), attempt]
        )
        if not found:
            return None
        message, started, waiting, answering, attempts = (text(part) for part in found[:5])
        fields = [text(part) for part in found[5]]
        team, channel, thread_ts = thread.split(":", 2)
        return Turn(
            place=Place(team=team, channel=channel, thread_ts=thread_ts),
            message=Message.model_validate_json(message),
            started=bool(started),
            open=json.loads(waiting),
            answering_since=float(answering) if answering else None,
            attempts=int(attempts),
            answered=approval_from(dict(zip(fields[::2], fields[1::2], strict=True))) if fields else None,
            attempt=attempt,
            taken_at=taken_at,
        )

    async def is_ours(self, turn: Turn) -> bool:
        """Whether the turn is under way, and nobody else has taken it up since."""
        found = await self._redis.hget(keys.thread(turn.place.thread), "attempt")
        return found is not None and text(found) == turn.attempt

    async def waiting_for(self, thread: str) -> list[str]:
        """Ids of the approvals the current turn waits for."""
        waiting = await self._redis.hget(keys.thread(thread), "open")
        return json.loads(waiting) if waiting else []

    async def is_known(self, place: Place, ts: str) -> bool:
        """Whether this message was taken before."""
        return bool(await self._redis.exists(keys.seen(f"{place.channel}:{ts}")))

    async def remember(self, place: Place, ts: str) -> bool:
        """This message was dealt with outside of the inbox; False when it was known already."""
        return bool(await self._redis.set(keys.seen(f"{place.channel}:{ts}"), 1, nx=True, ex=_REMEMBER))

    async def kept(self, thread: str, ts: str) -> Message | None:
        """A message that waits for the current turn to end; None when it was taken up."""
        waiting = [Message.model_validate_json(kept) for kept in await self._redis.lrange(keys.inbox(thread), 0, -1)]
        return next((message for message in waiting if message.ts == ts), None)

    async def drop(self, thread: str, message: Message) -> None:
        """This message needs no turn of its own any more."""
        await self._redis.lrem(keys.inbox(thread), 1, message.model_dump_json())

    async def wait(self, turn: Turn, approvals: Sequence[str], *, step: Pipeline | None = None) -> Waiting:
        """The run waits for these approvals, and for no others that it asked for before.

        Does nothing when the turn is over. As part of a larger `step`, that answers, to be read by `Waiting.read`.
        """
        found = await self._scripts.wait(
            keys=[keys.thread(turn.place.thread), keys.DUE_LOOK],
            args=[turn.place.thread, turn.message.ts, json.dumps(list(approvals)), keys.approval(""), KEEP],
            client=step,
        )
        return Waiting(decided=False, orphans=[]) if step else Waiting.read(found)

    async def answer(self, turn: Turn) -> Answering | None:
        """The answer is about to be posted, and what the run was granted and did not use is taken away.

        None when the turn is over, so that nobody may post it any more.
        """
        thread = turn.place.thread
        found = await self._scripts.answer(
            keys=[keys.thread(thread), keys.granted(thread)], args=[turn.message.ts, PATIENCE, KEEP, keys.approval("")]
        )
        return Answering.read(found) if found else None

    async def close_turn(self, turn: Turn) -> bool:
        """End the turn; True when the next message waits. Does nothing when it is over."""
        thread = turn.place.thread
        places = [keys.thread(thread), keys.inbox(thread), keys.DUE_LOOK, keys.QUIET]
        return bool(await self._scripts.close_turn(keys=places, args=[thread, turn.message.ts]))

    async def retire(self, thread: str, *, before: float) -> bool:
        """Forget a conversation that has been quiet since before this epoch second; False when it has not."""
        places = [keys.thread(thread), keys.inbox(thread), keys.granted(thread), keys.QUIET]
        return bool(await self._scripts.retire(keys=places, args=[thread, before]))
