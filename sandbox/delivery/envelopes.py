"""One thing on its way to the bot, and what came back."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal["events_api", "interactive", "slash_commands"]
Reason = Literal["", "http_timeout", "http_error", "connection_failed"]


@dataclass(frozen=True)
class Envelope:
    kind: Kind
    payload: dict[str, Any]
    retry_attempt: int = 0
    """0 is the first delivery; 1 to 3 say which retry this is."""
    retry_reason: str = ""


@dataclass(frozen=True)
class Answer:
    reason: Reason = ""
    """Why it does not count as acknowledged; empty when it does."""
    body: dict[str, Any] = field(default_factory=dict)
    may_retry: bool = True

    @property
    def acknowledged(self) -> bool:
        return not self.reason


class Transport(Protocol):
    @property
    def connected(self) -> bool: ...

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        """Deliver it once and wait this many seconds for the acknowledgement."""

    async def close(self) -> None: ...
