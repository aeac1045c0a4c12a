"""Who may post a message: Slack would take it twice, so whoever is about to post it says so first."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Self

from redis.asyncio import Redis

from bot.store import keys
from bot.store.lua import Scripts, text

PATIENCE = 5.0
"""Seconds after which somebody who wanted to post a message, and did not say that they did, may be dead."""
_LONGEST = 60
"""Seconds in which a summary is posted, also where Slack wants some patience; whoever takes longer may be dead."""
_REMEMBER = 2 * 86400
"""Seconds in which it is known that the summary of a day was posted."""


class Posting(NamedTuple):
    """The right to post one message."""

    since: float | None
    """Epoch seconds since when the message may be there; None: nobody meant to post it before."""
    wait: float
    """Seconds in which somebody else may still be posting it; 0: it is ours to post."""

    @classmethod
    def read(cls, found: Sequence[object]) -> Self:
        since, wait = (text(part) for part in found)
        return cls(float(since) if since else None, float(wait))


class Postings:
    """The messages that show approvals, and the summaries of days."""

    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def announce(self, approval: str, place: str, *, instead_of: str = "") -> Posting:
        """This message is about to be posted. `instead_of` is the ts of one that is gone."""
        found = await self._scripts.announce(keys=[keys.approval(approval)], args=[place, instead_of, PATIENCE])
        return Posting.read(found)

    async def announce_summary(self, date: str) -> Literal["ours", "theirs", "posted"]:
        """Whose it is to look for the summary of this day (ISO date) and post it if it is not there."""
        key = keys.summary(date)
        if await self._redis.set(key, "posting", nx=True, ex=_LONGEST):
            return "ours"
        return "posted" if await self.is_summary_posted(date) else "theirs"

    async def summary_posted(self, date: str) -> None:
        await self._redis.set(keys.summary(date), "posted", ex=_REMEMBER)

    async def is_summary_posted(self, date: str) -> bool:
        return await self._redis.get(keys.summary(date)) == b"posted"
