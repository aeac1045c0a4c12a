"""What stands in blocks, and which of it Slack would make something of."""

import re
from collections.abc import Iterator
from typing import Any

LIVE = {"link", "user", "usergroup", "channel", "broadcast", "emoji", "color", "team", "image", "markdown"}
"""Nodes that nobody may be able to write into an argument."""


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, dict):
        yield value
        yield from nodes([each for each in value.values() if isinstance(each, dict | list)])


def texts(blocks: Any) -> str:
    """All text of the rich text in it, one after another."""
    return "".join(node["text"] for node in nodes(blocks) if node.get("type") == "text")


def plain_words(blocks: Any) -> list[str]:
    """What stands in lines, neither in code nor as a label."""
    lines = [node for node in nodes(blocks) if node.get("type") == "rich_text_section"]
    runs = [run for line in lines for run in line["elements"] if run["type"] == "text"]
    return [run["text"] for run in runs if not {"code", "bold"} & {*run.get("style", {})}]


def blocks_of_text(blocks: Any) -> list[str]:
    """What stands in preformatted blocks."""
    return [texts(node) for node in nodes(blocks) if node.get("type") == "rich_text_preformatted"]


def live(blocks: Any) -> list[dict[str, Any]]:
    return [node for node in nodes(blocks) if node.get("type") in LIVE]


def unescaped(text: str) -> str:
    """The text that was written out as this."""
    return re.sub(r"\\u\{([0-9A-F]+)\}", lambda found: chr(int(found[1], 16)), text)
