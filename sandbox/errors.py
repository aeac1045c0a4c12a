"""Refusals in Slack's words."""

import logging
from typing import Any

log = logging.getLogger(__name__)


class SlackError(Exception):
    """`{"ok": false, "error": code, ...}`, with whatever Slack adds for this code."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @classmethod
    def explained(cls, code: str, messages: list[str]) -> "SlackError":
        """A refusal whose reasons stand in `response_metadata.messages`, the only useful part of it."""
        details: dict[str, Any] = {"response_metadata": {"messages": [f"[ERROR] {text}" for text in messages]}}
        if code == "invalid_blocks":
            details["errors"] = messages
        return cls(code, **details)

    def body(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.details}


def malformed(code: str, messages: list[str]) -> SlackError:
    """The refusal of blocks or a view. The log says so too: whoever sent them may try again, or go on without."""
    log.warning("Slack would not take this (%s): %s", code, "; ".join(messages), extra={"action": "malformed"})
    return SlackError.explained(code, messages)


def mute() -> None:
    """Blocks without a text. Slack takes them, and its notifications and screen readers have nothing to say."""
    log.warning("Slack would take this, but nobody would hear it: blocks without a text", extra={"action": "malformed"})
