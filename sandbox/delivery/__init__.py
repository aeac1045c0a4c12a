"""How what happens reaches the bot: over Socket Mode or as signed HTTP requests, with acks, and retries of events."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from sandbox.delivery.envelopes import Answer, Envelope, Kind, Transport

__all__ = ["Answer", "Delivery", "Envelope", "Transport"]

log = logging.getLogger(__name__)

REASONS: Final = {
    "http_timeout": "Countersign did not acknowledge {what} within {seconds:g} seconds.",
    "http_error": "Countersign answered {what} with an error.",
    "connection_failed": "Countersign is not connected: {what} was not delivered.",
}


class Delivery:
    """Sends envelopes; says so when one was not acknowledged in time."""

    def __init__(
        self,
        transport: Transport,
        warn: Callable[[str, str], None],
        retry_delays: Sequence[float],
        ack_seconds: float,
    ) -> None:
        self._transport = transport
        self._warn = warn
        self._retry_delays = retry_delays
        self._ack_seconds = ack_seconds
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        return self._transport.connected

    def event(self, payload: dict[str, Any], cause: str) -> None:
        """Deliver an event in the background, and again (by Slack's rules) until it is acknowledged.

        The person who caused it is warned when it is not.
        """
        task = asyncio.create_task(self._deliver(payload, cause))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def interaction(self, kind: Kind, payload: dict[str, Any], what: str) -> Answer:
        """Deliver a click, a submitted view or a command: once, never again."""
        answer = await self._transport.send(Envelope(kind, payload), self._ack_seconds)
        if not answer.acknowledged:
            user = payload["user"]["id"] if "user" in payload else payload["user_id"]
            self._complain(answer, what, user)
        return answer

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._transport.close()

    async def _deliver(self, payload: dict[str, Any], cause: str) -> None:
        envelope = Envelope("events_api", payload)
        for attempt, delay in enumerate([*self._retry_delays, None], start=1):
            answer = await self._transport.send(envelope, self._ack_seconds)
            if answer.acknowledged:
                return
            self._complain(answer, f"the event {payload['event']['type']}", cause)
            if delay is None or not answer.may_retry:
                return
            await asyncio.sleep(delay)
            envelope = Envelope("events_api", payload, retry_attempt=attempt, retry_reason=answer.reason)

    def _complain(self, answer: Answer, what: str, user: str) -> None:
        text = REASONS[answer.reason].format(what=what, seconds=self._ack_seconds)
        log.warning(text, extra={"action": "not_acknowledged", "reason": answer.reason})
        self._warn(text, user)
