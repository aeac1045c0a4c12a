"""Long texts: Slack's inputs take 3,000 characters, so they are spread over several and joined again."""

from collections.abc import Sequence
from typing import NamedTuple

ROOM = 2500
"""Characters in one input, so that some more can be typed into each."""


class Part(NamedTuple):
    text: str
    separator: str
    """What stood between this part and the next. It is not shown, so nothing an input does to its ends can lose it."""


def parts(text: str) -> list[Part]:
    """The text in pieces that an input holds, broken between lines or words where that is possible."""
    found = []
    while len(text) > ROOM:
        end, separator = _break(text)
        found.append(Part(text[:end], separator))
        text = text[end + len(separator) :]
    return [*found, Part(text, "")]


def _break(text: str) -> tuple[int, str]:
    """Where to break, and what stands there; never between the two characters of a line end."""
    for separator in ("\n", " "):
        at = text.rfind(separator, ROOM // 2, ROOM)
        if at > 0:
            return (at - 1, "\r\n") if separator == "\n" and text[at - 1] == "\r" else (at, separator)
    return ROOM - (text[ROOM - 1] == "\r"), ""


def joined(given: Sequence[Part]) -> str:
    """The whole text; a part that was emptied takes its separator along."""
    return "".join(part.text + part.separator for part in given if part.text)


def located(given: Sequence[Part], at: int) -> tuple[int, int, int]:
    """Part, line and column, each counted from 1, of a place in the whole text."""
    number = 1
    for part in given[:-1]:
        length = len(part.text + part.separator) if part.text else 0
        if at < length:
            break
        at, number = at - length, number + 1
    before = given[number - 1].text[:at]
    return number, before.count("\n") + 1, at - before.rfind("\n")
