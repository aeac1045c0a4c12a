"""What is handed out and expires: trigger ids (once, three seconds), response URLs (five uses, thirty minutes)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.changes import Message
from sandbox.errors import SlackError

Clock = Callable[[], float]
"""Seconds since 1970, UTC."""

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 1800.0
RESPONSE_URL_USES = 5
KEPT = 1000


@dataclass
class Trigger:
    user: str
    issued: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where the bot may answer one interaction; `source` is the message it came from, if it came from one."""

    user: str
    channel: str
    issued: float
    thread_ts: str | None = None
    source: Message | None = None
    left: int = RESPONSE_URL_USES


@dataclass
class Passes:
    clock: Clock
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    _socket_tickets: dict[str, bool] = field(default_factory=dict)

    def trigger(self, user: str) -> str:
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        _remember(self._triggers, trigger_id, Trigger(user, self.clock()))
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """The person whose interaction this trigger came from; the trigger is spent."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def socket_ticket(self) -> str:
        """Opens one Socket Mode connection."""
        ticket = secrets.token_hex(16)
        _remember(self._socket_tickets, ticket, True)
        return ticket

    def use_socket_ticket(self, ticket: str) -> bool:
        """Whether it was a ticket; it is none any more."""
        return self._socket_tickets.pop(ticket, False)

    def response_url(self, response: ResponseUrl) -> str:
        """The secret end of a new response URL."""
        secret = secrets.token_urlsafe(18)
        _remember(self._response_urls, secret, response)
        return secret

    def use_response_url(self, secret: str) -> ResponseUrl:
        response = self._response_urls.get(secret)
        if response is None or self.clock() - response.issued > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if response.left == 0:
            raise SlackError("used_url")
        response.left -= 1
        return response


def _remember(passes: dict[str, Any], key: str, value: Any) -> None:
    """Keep it, and let the oldest go when there are too many."""
    passes[key] = value
    if len(passes) > KEPT:
        del passes[next(iter(passes))]
