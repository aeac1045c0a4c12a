"""Slack's rate limits, kept before Slack has to enforce them."""

from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter


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

    async def post(self, channel: str) -> None:
        if channel not in self._channels:
            self._channels[channel] = self.per_channel.limiter()
        await self._channels[channel].acquire()

    async def update(self) -> None:
        self._updates = self._updates or self.updates.limiter()
        await self._updates.acquire()
