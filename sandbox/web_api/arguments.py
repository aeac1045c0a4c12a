"""The arguments of one call, whether they came as JSON, as a form or in the address."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Any

from sandbox.errors import SlackError


class Arguments:
    def __init__(self, given: dict[str, Any]) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str) -> str:
        """Empty when it was not given."""
        return str(self._given.get(name, ""))

    def required(self, *names: str) -> list[str]:
        missing = [name for name in names if self.text(name) == ""]
        if missing:
            raise SlackError.explained("invalid_arguments", [f"missing required field: {name}" for name in missing])
        return [self.text(name) for name in names]

    def flag(self, name: str) -> bool:
        return self._given.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, *, default: int, most: int) -> int:
        try:
            number = int(self._given.get(name, default))
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments") from None
        if not 1 <= number <= most:
            raise SlackError("invalid_limit")
        return number

    def structure(self, name: str, *, error: str) -> Any:
        """A JSON value: as it is in a JSON body, written out as text in a form. None when it was not given."""
        given = self._given.get(name)
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given) if given else None
        except ValueError:
            raise SlackError(error) from None

    def cursor(self, default: str) -> str:
        """Where the page before this one ended."""
        if not self.text("cursor"):
            return default
        try:
            return urlsafe_b64decode(self.text("cursor")).decode().removeprefix("next:")
        except (NotBase64, UnicodeDecodeError):
            raise SlackError("invalid_cursor") from None


def cursor_to(place: str) -> str:
    return urlsafe_b64encode(f"next:{place}".encode()).decode() if place else ""
