"""What a change makes of one argument: before and after, and in longer texts only the words that differ."""

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import regex

from bot.language import lead, say
from bot.views.blocks import cut, line, words
from bot.views.values.passages import Element
from bot.views.values.texts import exact, text_of
from bot.views.values.visible import seen

_SHORT = 80
_CONTEXT = 30
"""Unchanged characters around a change."""
_MOST_COMPARED = 250_000
"""Words before, times words after; what is more than that is not compared word by word."""
_WORD = regex.compile(r"\s+|\w+|[^\w\s]")


class Run(NamedTuple):
    """A stretch of text that stayed, or what stood there before and after."""

    kept: str = ""
    before: str = ""
    after: str = ""


def difference(name: str, before: Any, after: Any, *, room: int) -> Element:
    """One argument, before and after, in about so many characters."""
    label = words(lead(cut(seen(name[:room]), room)), bold=True)
    old, new = _text(before), _text(after)
    if max(len(old), len(new)) <= _SHORT or not (before and after):
        return line(label, *_struck(before, room // 2), _changed_to(), *_bold(after, room // 2), words("\n"))
    return line(label, *_compared(runs(old, new), room), words("\n"))


def runs(before: str, after: str) -> Sequence[Run]:
    """The texts word by word; together the runs are exactly the two texts."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [Run(kept="".join(old[:head])), *_between(*middle), Run(kept="".join(old[len(old) - tail :]))]
    return [run for run in found if any(run)]


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words are the same at the beginning."""
    pairs = zip(old, new, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if len(old) * len(new) > _MOST_COMPARED:
        yield Run(before="".join(old), after="".join(new))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        yield Run(kept=gone) if kind == "equal" else Run(before=gone, after=come)


def _compared(found: Sequence[Run], room: int) -> Iterator[Element]:
    changes = sum(not run.kept for run in found)
    told = 0
    for run in found:
        if room <= 0:
            yield words(say(" … and {count} more", count=changes - told), italic=True)
            return
        shown = _kept(run.kept, first=run is found[0], last=run is found[-1]) if run.kept else _replaced(run, room)
        told += not run.kept
        room -= sum(len(each["text"]) for each in shown)
        yield from shown


def _replaced(run: Run, room: int) -> list[Element]:
    gone = _struck(run.before, room) if run.before else []
    come = _bold(run.after, room) if run.after else []
    return [*gone, *([_changed_to()] if gone and come else []), *come]


def _changed_to() -> Element:
    return words(say("  changed to  "))


def _kept(text: str, *, first: bool, last: bool) -> list[Element]:
    """What stands beside the changes, as far as their lines go and not much more."""
    if len(text) <= 2 * _CONTEXT and "\n" not in text:
        return _code(text)
    left_out = words(" … ", italic=True)
    head = [] if first else _code(_first_words(text, _CONTEXT).partition("\n")[0].rstrip())
    tail = [] if last else _code(_first_words(text[::-1], _CONTEXT).partition("\n")[0].rstrip()[::-1])
    return [*head, left_out, *tail]


def _struck(value: Any, room: int) -> list[Element]:
    return _value(value, room, strike=True)


def _bold(value: Any, room: int) -> list[Element]:
    return _value(value, room, bold=True)


def _value(value: Any, room: int, **style: bool) -> list[Element]:
    if value is None or value == "":
        return [words(say("(none)") if value is None else say("(empty)"), italic=True)]
    text = _text(value)
    told = text if len(text) <= room else _first_words(text, room - 1) + "…"
    return _code(told, most=room, **style)


def _first_words(text: str, most: int) -> str:
    """The beginning, up to the end of a word where one ends in its second half."""
    ends = [found.end() for found in regex.finditer(r"\s+", text[:most]) if found.end() > most // 2]
    return text[: ends[-1] if ends else most]


def _code(text: str, *, most: int | None = None, **style: bool) -> list[Element]:
    """Line by line: one run over several lines would be drawn as a broken box."""
    told = seen(text) if most is None else cut(seen(text), most)
    return [run for each in told.splitlines(keepends=True) for run in _one_line(each, **style)]


def _one_line(text: str, **style: bool) -> Iterator[Element]:
    bare = text.rstrip("\r\n")
    if bare:
        yield words(bare, code=True, **style)
    if bare != text:
        yield words("\n")


def _text(value: Any) -> str:
    if isinstance(value, str) and not value.strip():
        return json.dumps(value)
    return exact(value) if isinstance(value, str) and len(value) <= _SHORT else text_of(value)
