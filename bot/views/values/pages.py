"""All arguments to the last character, page by page: first for reading, then as they run."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.approvals import Action
from bot.language import say
from bot.views import Block
from bot.views.blocks import rich, verbatim
from bot.views.values.passages import Element, Passage, banner, labelled, leads_to, passage, whole
from bot.views.values.pieces import Piece, pieces

_STEP = 2900
_BACK = 300
"""How far a passage may be shortened to end with a line or a word."""
_FRAME = 300
"""Bytes around each passage, about."""
_LARGEST = 140_000
"""Bytes of JSON before anything is escaped, which at most doubles them; Slack takes views of 250 KB."""


class Span(NamedTuple):
    """A part of a piece, from one character to another."""

    piece: Piece
    start: int
    end: int

    @property
    def weight(self) -> int:
        return _FRAME + len(json.dumps([self.piece.label, self.piece.text[self.start : self.end]]))


class Book(NamedTuple):
    pages: Sequence[Sequence[Span]]
    read: int
    """The page on which everything has been shown once; what follows is the exact JSON."""
    exact: Piece

    def blocks(self, page: int) -> list[Block]:
        """One page; only this one is looked through for what is hidden."""
        drawn: list[Block] = []
        elements: list[Element] = []
        passages: list[Passage] = []
        size = 0
        for span in self.pages[page]:
            shown = passage(*span)
            passages += [] if span.piece is self.exact else [shown]
            elements += _elements(span, shown)
            size += len(shown.shown.text)
            if size > _STEP:
                drawn.append(rich(*elements))
                elements, size = [], 0
        return [*banner(passages), *drawn, *([rich(*elements)] if elements else [])]


def book(action: Action) -> Book:
    told = [span for piece in pieces(action, laid_out=False) for span in _spans(piece)]
    exact = Piece(say("As it runs (canonical JSON)"), action.arguments)
    return Book(pages=list(_pages([*told, *_spans(exact)])), read=max(0, len(list(_pages(told))) - 1), exact=exact)


def _spans(piece: Piece) -> Iterator[Span]:
    start = 0
    while True:
        end = _end(piece.text, start)
        yield Span(piece, start, end)
        if end >= len(piece.text):
            return
        start = end


def _end(text: str, start: int) -> int:
    """Where the next passage ends: after a line, else after a word, else somewhere."""
    end = start + _STEP
    if end >= len(text):
        return len(text)
    for sign in "\n ":
        at = text.rfind(sign, end - _BACK, end)
        if at >= 0:
            return at + 1
    return end


def _pages(spans: Sequence[Span]) -> Iterator[list[Span]]:
    page: list[Span] = []
    weight = 0
    for span in spans:
        if page and weight + span.weight > _LARGEST:
            yield page
            page, weight = [], 0
        page.append(span)
        weight += span.weight
    if page:
        yield page


def _elements(span: Span, shown: Passage) -> Iterator[Element]:
    if span.start == 0 and span.end == len(span.piece.text):
        yield from whole(shown)
        return
    if span.start == 0:
        yield labelled(span.piece)
    yield verbatim(shown.shown.text)
    yield from leads_to(shown.hosts)
