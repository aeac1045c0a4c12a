"""Lists come in pages: `limit`, `cursor`, `response_metadata.next_cursor`."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments, cursor_to


def page(arguments: Arguments, name: str, items: list[Any], *, most: int = 1000) -> dict[str, Any]:
    """One page of the items under this name."""
    start = arguments.cursor("0")
    if not start.isdigit():
        raise SlackError("invalid_cursor")
    end = int(start) + arguments.number("limit", default=100, most=most)
    following = str(end) if end < len(items) else ""
    return {name: items[int(start) : end], "response_metadata": {"next_cursor": cursor_to(following)}}
