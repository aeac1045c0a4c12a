"""Values that are picked from choices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.language import say
from bot.views.blocks import cut, plain
from bot.views.forms.controls import ABSENT, NONE, Control, Element, Invalid, Typed, json_text, key

_FEW, _SOME, _MANY, _MOST = 5, 10, 100, 1000
"""Radio buttons, checkboxes, one list, and groups of lists."""
_LABEL = 75
_LONGEST = 2 * _LABEL
"""Characters: what a label cannot hold stands in the line below it."""


def _labels(choices: Sequence[Any]) -> list[str]:
    """Texts as they are and everything else as JSON; all as JSON where that would not tell them apart."""
    quoted = [json_text(each) for each in choices]
    plainly = [each if _is_plain(each) else text for each, text in zip(choices, quoted, strict=True)]
    return plainly if len({*plainly}) == len(plainly) else quoted


def _is_plain(choice: Any) -> bool:
    return isinstance(choice, str) and choice.isprintable() and choice == choice.strip() != ""


def _unlike(choices: Sequence[Any]) -> list[Any]:
    """Each choice once."""
    return [*{key(each): each for each in choices}.values()]


def _options(labels: Sequence[str]) -> list[Element]:
    return [_option(label, str(number)) for number, label in enumerate(labels)]


def _option(label: str, value: str) -> Element:
    """A long label goes on in the line below it, whole: what is cut could not be told apart."""
    if len(label) <= _LABEL:
        return {"text": plain(label), "value": value}
    end = label.rfind(" ", len(label) - _LABEL - 1, _LABEL + 1)
    head, rest = (label[:end], label[end + 1 :]) if end > 0 else (label[:_LABEL], label[_LABEL:])
    return {"text": plain(head), "description": plain(rest), "value": value}


def _grouped(options: list[Element]) -> Element:
    """Options as a select takes them: in groups where there are too many for one list."""
    if len(options) <= _MANY:
        return {"options": options}
    pages = [options[first : first + _MANY] for first in range(0, len(options), _MANY)]
    return {"option_groups": [{"label": plain(_range(page)), "options": page} for page in pages]}


def _range(options: list[Element]) -> str:
    first, last = (cut(options[at]["text"]["text"], _LABEL // 2 - 2) for at in (0, -1))
    return f"{first} … {last}"


@dataclass(frozen=True)
class Choice(Control):
    """One of several values. What stands there without being one of them is offered too, so that it can be seen."""

    choices: tuple[Any, ...]
    labels: tuple[str, ...]
    shown: str | None

    @classmethod
    def of(cls, choices: Sequence[Any], value: Any, labels: Sequence[str] = ()) -> Self | None:
        offered = _unlike(choices if value is ABSENT else [*choices, value])
        names = tuple(labels) if len(labels) == len(offered) else tuple(_labels(offered))
        if not 0 < len(offered) <= _MOST or max(map(len, names)) > _LONGEST:
            return None
        keys = [*map(key, offered)]
        shown = None if value is ABSENT else str(keys.index(key(value)))
        return cls(tuple(offered), names, shown)

    def with_null(self, *, shown: bool) -> Self:
        """The same with null as a choice of its own, which may be what is there."""
        choices, labels = self.choices, self.labels
        if None not in choices:
            choices = (*choices, None)
            labels = (*labels, "null") if "null" not in labels else tuple(map(json_text, choices))
        return replace(self, choices=choices, labels=labels, shown=str(choices.index(None)) if shown else self.shown)

    def element(self, shown: Typed, *, emptiable: bool) -> Element:
        options = _options(self.labels)
        if emptiable:
            options.append(_option(say("(not given)"), NONE))
        few = len(options) <= (_SOME if max(map(len, self.labels)) > _LABEL else _FEW)
        kind = {"type": "radio_buttons" if few else "static_select"} | _grouped(options)
        initial = [option for option in options if option["value"] == (shown or NONE)]
        return kind | ({"initial_option": initial[0]} if initial else {})

    def value(self, typed: Any) -> Any:
        return _picked(self.choices, typed)


@dataclass(frozen=True)
class Choices(Control):
    """Several of several values. Order is kept: what was there first, then what was added."""

    choices: tuple[Any, ...]
    before: tuple[int, ...]
    shown: tuple[str, ...] | None

    @classmethod
    def of(cls, choices: Sequence[Any], value: Any) -> Self | None:
        offered = _unlike(choices)
        keys = [*map(key, offered)]
        given = [] if value is ABSENT else [*map(key, value)]
        if not 0 < len(offered) <= _MOST or max(map(len, _labels(offered))) > _LONGEST:
            return None
        if len({*given}) < len(given) or not {*given} <= {*keys}:
            return None
        before = tuple(keys.index(each) for each in given)
        return cls(tuple(offered), before, tuple(sorted(map(str, before))) or None)

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        options = _options(_labels(self.choices))
        kind = "checkboxes" if len(options) <= _SOME else "multi_static_select"
        initial = [option for option in options if option["value"] in (shown or ())]
        return {"type": kind} | _grouped(options) | ({"initial_options": initial} if initial else {})

    def value(self, typed: Any) -> list[Any]:
        picked = {int(each): _picked(self.choices, each) for each in typed if each.isascii() and each.isdecimal()}
        if len(picked) < len(typed):
            raise Invalid(say("Pick from the choices."))
        order = [*self.before, *sorted(picked)]
        return [picked[number] for number in dict.fromkeys(order) if number in picked]


def _picked(choices: Sequence[Any], typed: Any) -> Any:
    number = str(typed)
    if number.isascii() and number.isdecimal() and int(number) < len(choices):
        return choices[int(number)]
    raise Invalid(say("Pick one of the choices."))
