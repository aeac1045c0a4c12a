"""Refusals in Slack's words."""

from typing import Any


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
