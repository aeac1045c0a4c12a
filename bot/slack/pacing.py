"""Slack's rate limits, kept before Slack has to enforce them."""

from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter


class Crowded(Exception):  # noqa: N818
    """Slack takes no more of these calls right now; whoever can do something else should come back later."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """So many calls in so many seconds; all of them may come at once."""

    calls: float
    seconds: float

    def limiter(self) -> AsyncLimiter:
        return AsyncLimiter(self.calls, self.seconds)


PER_CHANNEL = Rate(calls=5, seconds=5)
"""One message a second in each channel, with short bursts."""
UPDATES = Rate(calls=45, seconds=60)
"""`chat.update` is tier 3: about fifty a minute."""


@dataclass(kw_only=True)
class Pace:
    """Waits until a call may go out. One for all calls of a process."""

    per_channel: Rate = PER_CHANNEL
    updates: Rate = UPDATES
    _channels: dict[str, AsyncLimiter] = field(default_factory=dict)
    _updates: AsyncLimiter | None = None

    async def post(self, channel: str, *, wait: bool) -> None:
        """Raises Crowded instead of waiting unless told to wait."""
        if channel not in self._channels:
            self._channels[channel] = self.per_channel.limiter()
        await _pass(self._channels[channel], wait=wait)

    async def update(self) -> None:
        """Raises Crowded instead of waiting."""
        self._updates = self._updates or self.updates.limiter()
        await _pass(self._updates, wait=False)


async def _pass(limiter: AsyncLimiter, *, wait: bool) -> None:
    if not wait and not limiter.has_capacity():
        raise Crowded(Crowded.__doc__)
    await limiter.acquire()
