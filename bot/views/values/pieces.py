"""The arguments of a call, piece by piece, in the order and with the notes of the tool's own presentation."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.approvals import Action
from bot.language import say
from bot.presentations import Part
from bot.views.values.texts import exact, text_of
from bot.views.values.told import noted, translated

_SHORT = 120
"""Longer values, and those of several lines, stand in a block of their own."""


class Piece(NamedTuple):
    """One argument on its way to the card."""

    label: str
    text: str
    """The value; none of our words."""
    said: str = ""
    """Our words in place of a value that has no text."""
    note: str = ""
    at: datetime | None = None
    """The moment that the value names."""
    raw: bool = True
    """Name and value stand there as the call has them."""

    @property
    def short(self) -> bool:
        return len(self.text) <= _SHORT and "\n" not in self.text


def pieces(action: Action, *, laid_out: bool = True) -> Sequence[Piece]:
    """All arguments; those that the tool's presentation leaves out stand at the end."""
    values = action.values
    parts = [part for part in action.parts() if part.argument in values]
    told = {part.argument for part in parts}
    parts += [Part(argument=name) for name in values if name not in told]
    return [_piece(part, values[part.argument], laid_out=laid_out) for part in parts]


def _piece(part: Part, value: Any, *, laid_out: bool) -> Piece:
    label, named = translated(part.label) or part.argument, part.label in {"", part.argument}
    note = noted(part.notes)
    if part.hidden:
        return Piece(label, "", said=say("(hidden)"))
    if value is None or value == "":
        return Piece(label, "", said=say("(none)") if value is None else say("(empty)"), note=note, raw=named)
    if laid_out and part.reading and _says_the_same(part.reading, value):
        notes = [note, say("laid out for reading")]
        return Piece(label, part.reading, note=say("; ").join(filter(None, notes)), raw=False)
    text = text_of(value)
    if isinstance(value, str) and len(value) <= _SHORT:
        text = value if "\n" in value else exact(value)
    raw = named and (isinstance(value, str) or "\n" not in text)
    return Piece(label, text, note=note, at=_moment(value), raw=raw)


def _says_the_same(reading: str, value: Any) -> bool:
    """Whether a reading differs from the value in nothing but case and white space, or names all that is in it."""
    if isinstance(value, str):
        return _squeezed(reading) == _squeezed(value)
    return all(leaf in reading for leaf in _leaves(value))


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value if isinstance(value, str) else json.dumps(value)


def _moment(value: Any) -> datetime | None:
    """The moment that a text names, if it says of which time zone."""
    if not isinstance(value, str) or not 16 <= len(value) <= 40 or value[4:5] != "-":  # noqa: PLR2004
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo and at.year >= 1970 else None  # noqa: PLR2004
