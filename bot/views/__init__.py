"""Block Kit: a record in, blocks out. No client, no store, no clock."""

from typing import Any, NamedTuple

Block = dict[str, Any]


class Drawn(NamedTuple):
    """A message as `chat.postMessage` takes it."""

    text: str
    """What is asked or said, for notifications and screen readers."""
    blocks: list[Block]
