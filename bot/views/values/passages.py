"""A passage of a value as rich text, with what a reader has to know of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import partial
from typing import Any, NamedTuple

from bot.language import lead, say
from bot.views import Block
from bot.views.blocks import date_and_time, line, rich, verbatim, words
from bot.views.values.links import hosts
from bot.views.values.pieces import Piece
from bot.views.values.visible import Visible, seen, visible, warning

LONGEST_NAME = 100
LINE = 40
"""A line takes as much room as so many characters."""
_HOSTS = 10
_LONGEST_HOST = 100
"""Of a longer one the end is shown: that is the part somebody owns."""
_LONGEST_NOTE = 300
_WARNINGS = 3
_LONGEST_WARNING = 200
_LOOK = partial(say, "Look closely: characters that are hidden, or pass for others, are written out as \\u{{…}}.")

Element = dict[str, Any]


class Passage(NamedTuple):
    """A piece, or a part of it."""

    piece: Piece
    shown: Visible
    hosts: Sequence[str]

    @property
    def cost(self) -> int:
        """Characters of room it takes on a card, about."""
        beside = len(self.piece.note) + (60 if self.piece.at else 0)
        links = sum(len(host) + 2 for host in self.hosts[:_HOSTS])
        found = _LONGEST_WARNING if self.shown.found else 0
        lines = LINE * (1 + self.shown.text.count("\n"))
        return len(self.piece.label) + len(self.shown.text) + lines + beside + links + found

    @property
    def warning(self) -> str:
        found = warning(self.shown)
        return f"{lead(name(self.piece))}{found}"[:_LONGEST_WARNING] if found else ""


def passage(piece: Piece, start: int = 0, end: int | None = None) -> Passage:
    return Passage(piece, visible(piece.text, start, end), hosts(piece.text[start:end]))


def name(piece: Piece) -> str:
    label = seen(piece.label[:LONGEST_NAME])
    return label if len(piece.label) <= LONGEST_NAME else f"{label}…"


def whole(shown: Passage) -> Iterator[Element]:
    """The label, the value and the notes."""
    piece = shown.piece
    if piece.short:
        value = words(piece.said, italic=True) if piece.said else words(shown.shown.text, code=True)
        yield line(words(lead(name(piece)), bold=True), value, *_beside(piece), words("\n"))
    else:
        yield labelled(piece)
        yield verbatim(shown.shown.text)
    yield from leads_to(shown.hosts)


def labelled(piece: Piece) -> Element:
    return line(words(lead(name(piece)).rstrip(), bold=True), *_beside(piece))


def leads_to(found: Sequence[str]) -> Iterator[Element]:
    """The real hosts of links."""
    if not found:
        return
    told = [run for host in found[:_HOSTS] for run in (words(seen(host)[-_LONGEST_HOST:], code=True), words(" "))]
    more = len(found) - _HOSTS
    rest = [words(say("and to {count} more", count=more), italic=True)] if more > 0 else []
    yield line(words(say("Links lead to "), italic=True), *told, *rest, words("\n"))


def banner(passages: Sequence[Passage]) -> list[Block]:
    """What was found in these passages; nothing when nothing was."""
    found = [shown.warning for shown in passages if shown.warning]
    if not found:
        return []
    told = "\n".join(found[:_WARNINGS])
    if (more := len(found) - _WARNINGS) > 0:
        told += "\n" + say("… and in {count} more", count=more)
    return [rich({"type": "rich_text_quote", "elements": [words(f"{_LOOK()}\n", bold=True), words(told)]})]


def _beside(piece: Piece) -> Iterator[Element]:
    if piece.note:
        yield words(f"  {seen(piece.note[:_LONGEST_NOTE])}", italic=True)
    if piece.at:
        yield words(say("  for you: "), italic=True)
        yield {
            "type": "date",
            "timestamp": int(piece.at.timestamp()),
            "format": date_and_time("{date_long_pretty}"),
            "fallback": piece.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        }
