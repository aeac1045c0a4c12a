r"""Text as people can check it: what could not be seen, or not be told apart, stands there as `\u{202E}`."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from bot.language import both, listed, say
from bot.views.values.hidden import hidden, name
from bot.views.values.lookalikes import lookalikes

_TOLD = 3
_AROUND = 64
"""Characters before and after a passage that are looked at to tell what belongs: half a picture is no picture."""


class Visible(NamedTuple):
    """A text as it is shown, and which of its characters are shown as escapes, how often, and where first."""

    text: str
    found: Mapping[str, int]
    first: int


def visible(text: str, start: int = 0, end: int | None = None) -> Visible:
    """A passage with its hidden and confusable characters escaped.

    Two different texts never look the same by this, and ordinary text stays as it is.
    """
    end = len(text) if end is None else min(end, len(text))
    before = max(0, start - _AROUND)
    looked_at = text[before : end + _AROUND]
    places = sorted({before + at for at in (*hidden(looked_at), *lookalikes(looked_at)) if start <= before + at < end})
    parts, done = [], start
    for place in places:
        parts += [text[done:place], f"\\u{{{ord(text[place]):X}}}"]
        done = place + 1
    shown = "".join([*parts, text[done:end]])
    return Visible(shown, Counter(text[place] for place in places), places[0] if places else -1)


def seen(text: str) -> str:
    """The whole text with its hidden and confusable characters escaped."""
    return visible(text).text


def warning(found: Visible) -> str:
    """What was found, in words; empty when nothing was."""
    if not found.found:
        return ""
    told = [_counted(f"{name(each)} U+{ord(each):04X}", times) for each, times in found.found.items()]
    others = len(told) - _TOLD
    kinds = both([*told[:_TOLD], _others(others)]) if others > 0 else listed(told)
    return say("{kinds}; first at character {place:,}", kinds=kinds, place=found.first + 1)


def _counted(kind: str, times: int) -> str:
    return say("{kind} ({count} times)", kind=kind, count=times) if times > 1 else kind


def _others(count: int) -> str:
    return say("{count} other kinds", count=count) if count > 1 else say("{count} other kind", count=count)
