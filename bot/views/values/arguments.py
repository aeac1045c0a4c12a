"""The arguments of a call on a card: whole, or with what is left out said."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.approvals import Action
from bot.language import say
from bot.views import Block
from bot.views.blocks import line, rich, verbatim, words
from bot.views.values.cutting import beginning, ending
from bot.views.values.passages import (
    LINE,
    LONGEST_NAME,
    Element,
    Passage,
    banner,
    labelled,
    leads_to,
    passage,
    whole,
)
from bot.views.values.pieces import Piece, pieces

_LEAST = 160
"""With less room than this for each, only the first arguments are shown."""
_LOOKED_AT = 3000


class Shown(NamedTuple):
    blocks: list[Block]
    whole: bool
    """Whether every character of the arguments stands in the blocks."""
    raw: bool = True
    """Whether they stand there as the call has them: under its names, and not laid out."""


def arguments(action: Action, *, budget: int) -> Shown:
    """The arguments in about so many characters."""
    told = pieces(action)
    first = _first(told, budget)
    left_out = len(told) - len(first)
    room = _room([shown.cost for shown in first], budget)
    looked_at: list[Passage] = []
    elements: list[Element] = []
    for shown in first:
        parts = [shown] if shown.cost <= room else _ends(shown.piece, room)
        looked_at += parts
        elements += whole(shown) if len(parts) == 1 else _cut(*parts)
    if left_out or not told:
        said = say("… and {count:,} more arguments …", count=left_out) if told else say("No arguments.")
        elements.append(line(words(said, italic=True)))
    complete = not left_out and len(looked_at) == len(told)
    named = all(len(piece.label) <= LONGEST_NAME for piece in told)
    raw = all(piece.raw for piece in told)
    return Shown([*banner(looked_at), rich(*elements)], whole=complete and named, raw=raw)


def size(action: Action, *, most: int) -> int:
    """About how many characters the arguments need to stand there whole; over `most`, no more is counted."""
    total = 0
    for piece in pieces(action):
        total += passage(piece, 0, most + 1).cost
        if total > most:
            break
    return total


def suspicious(action: Action) -> list[Block]:
    """A banner for what is hidden in the arguments, as far as a form takes them: it shows them as they are."""
    return banner([passage(piece, 0, _LOOKED_AT) for piece in pieces(action, laid_out=False)])


def _first(told: Sequence[Piece], budget: int) -> list[Passage]:
    """All pieces, or so many that something can be read of each."""
    found = [passage(piece, 0, budget + 1) for piece in told[: budget // LINE + 1]]
    fits = len(found) == len(told) and sum(shown.cost for shown in found) <= budget
    return found if fits else found[: max(1, budget // _LEAST)]


def _room(costs: Sequence[int], budget: int) -> int:
    """The most that each may take, so that short ones leave their room to the long."""
    left = budget
    for done, cost in enumerate(sorted(costs)):
        share = left // (len(costs) - done)
        if cost > share:
            return share
        left -= cost
    return budget


def _ends(piece: Piece, room: int) -> list[Passage]:
    """The beginning and the end of a value."""
    middle = len(piece.text) // 2
    head = passage(piece, 0, len(beginning(piece.text, min(room // 2, middle))))
    tail = passage(piece, len(piece.text) - len(ending(piece.text, min(room // 4, middle))))
    head_lines = head.shown.text[: room // 2].splitlines(keepends=True)[: max(1, room // 2 // LINE)]
    tail_lines = tail.shown.text[-room // 4 :].splitlines(keepends=True)[-max(1, room // 4 // LINE) :]
    return [
        head._replace(shown=head.shown._replace(text="".join(head_lines))),
        tail._replace(shown=tail.shown._replace(text="".join(tail_lines))),
    ]


def _cut(head: Passage, tail: Passage) -> Iterator[Element]:
    text = head.piece.text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    yield labelled(head.piece)
    yield verbatim(head.shown.text)
    cut = say("… cut here: {count:,} characters in all, SHA-256 {digest} …", count=len(text), digest=digest)
    yield line(words(cut, italic=True))
    yield verbatim(tail.shown.text)
    yield from leads_to(list(dict.fromkeys([*head.hosts, *tail.hosts])))
