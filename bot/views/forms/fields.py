"""One argument of a tool: its input, or several where it is long, and what was typed over what stood there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.language import lead, say, sentences
from bot.views import Block
from bot.views.blocks import cut, line, plain, rich, words
from bot.views.forms.controls import ABSENT, KEPT, NULL, Control, Invalid, Typed, typed_in
from bot.views.forms.examples import FORMATS
from bot.views.forms.nulls import box, is_ticked
from bot.views.forms.parsing import place
from bot.views.forms.parts import Part, joined, located, parts
from bot.views.forms.pickers import Choices
from bot.views.forms.schemas import Schema, listed
from bot.views.forms.texts import Json, Lines, Secret
from bot.views.values.told import translated
from bot.views.values.visible import seen, visible, warning

ENTRY = "value"
"""The action id of every input; `argument:<name>` is its block id."""
_LABEL, _HINT, _DESCRIPTION, _PLACEHOLDER, _FACT, _DEFAULT = 2000, 2000, 1000, 150, 2500, 200
_TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})

State = Mapping[str, Any]
"""A view's `state.values`: by block id and action id."""


def block_id(path: Sequence[str], part: int = 1) -> str:
    """`argument:to`, `argument:address/street`; `argument.2:body` is the second input of a long text."""
    number = "" if part == 1 else f".{part}"
    return f"argument{number}:{'/'.join(step.replace('~', '~0').replace('/', '~1') for step in path)}"


def label(path: Sequence[str], title: str = "") -> str:
    """`title` stands for the argument's own name."""
    steps = [title or path[0], *path[1:]] if path else [say("Arguments")]
    return cut(" › ".join(steps), _LABEL)  # noqa: RUF001 - as in a trail of steps


@dataclass(frozen=True)
class Fact:
    """An argument that is shown and stays as it is."""

    path: tuple[str, ...]
    value: Any
    title: str = ""

    @property
    def blocks(self) -> list[Block]:
        text = seen(cut(_told(self.value), _FACT))
        return [rich(line(words(lead(label(self.path, self.title)), bold=True), words(text), words(say(" (fixed)"))))]


@dataclass(frozen=True)
class Field:
    """An argument that people may change."""

    path: tuple[str, ...]
    schema: Schema
    control: Control
    value: Any
    """What is there now: a JSON value, or ABSENT."""
    required: bool
    nullable: bool
    goes_with_last: bool = False
    """It is part of an object that is left out once all its parts are."""
    null_apart: bool = False
    """Null says something else than an empty input, and has a box of its own."""
    example: str = ""
    """What could be typed, as the schema tells it."""
    title: str = ""
    """What the card calls it."""

    @property
    def id(self) -> str:
        """Where what is said about the argument as a whole belongs."""
        return block_id(self.path)

    @cached_property
    def _parts(self) -> list[Part]:
        return parts(str(self.control.shown or "")) if self.control.splits else []

    @property
    def _shown(self) -> Sequence[Typed]:
        """What stands in each input at first."""
        return [part.text or None for part in self._parts] if self._parts else [self.control.shown]

    @property
    def blocks(self) -> list[Block]:
        inputs = [self._input(number, shown) for number, shown in enumerate(self._shown, 1)]
        null = [box(self._null, label(self.path, self.title), ticked=self.value is None)] if self.null_apart else []
        return [*inputs, *null]

    @property
    def _null(self) -> str:
        return self.id.replace("argument", "null", 1)

    def _input(self, number: int, shown: Typed) -> Block:
        emptiable = len(self._shown) > 1 or self._may_be_empty
        element = self.control.element(shown, emptiable=emptiable) | {"action_id": ENTRY}
        if element["type"] in _TYPED and (example := self._example):
            element = {"placeholder": plain(example)} | element
        name = label(self.path, self.title) + (" (JSON)" if isinstance(self.control, Json) else "")
        count = say(" ({number} of {count})", number=number, count=len(self._shown)) if len(self._shown) > 1 else ""
        hint = self._hint if number == 1 else ""
        return {
            "type": "input",
            "block_id": block_id(self.path, number),
            "label": plain(cut(name, _LABEL - len(count)) + count),
            "element": element,
            "optional": emptiable,
        } | ({"hint": plain(cut(hint, _HINT))} if hint else {})

    @property
    def _may_be_empty(self) -> bool:
        """Whether Slack lets people submit it empty; what stands there empty has to pass untouched."""
        untouched = self.value is not ABSENT and self.control.shown is None
        return untouched or not self.required or self.nullable or self._many

    @property
    def _example(self) -> str:
        given = next(iter(listed(self.schema.get("examples"))), None)
        known = FORMATS.get(str(self.schema.get("format")), "") or self.example
        example = known if given is None else _told(given)
        return cut(say("Such as {example}", example=example), _PLACEHOLDER) if example else ""

    @property
    def _hint(self) -> str:
        said = [
            self._warning,
            cut(translated(str(self.schema.get("description") or "").strip()), _DESCRIPTION),
            self.control.hint(),
            say("Long: it goes on in the next fields.") if len(self._shown) > 1 else "",
            self._default,
        ]
        return sentences(*said)

    @property
    def _warning(self) -> str:
        """What hides in a text: an input shows it as it is."""
        shown = self.control.shown
        found = warning(visible(shown)) if self.control.splits and isinstance(shown, str) else ""
        return say("Look closely: {found}.", found=found) if found else ""

    @property
    def _default(self) -> str:
        """What comes of nothing; a secret that is left alone stays."""
        if self.required or isinstance(self.control, Secret):
            return say("Left empty, it is null.") if self.required and self.nullable and not self.null_apart else ""
        if self._many and self.control.shown is not None:
            return say("Not given: the tool takes what stands here.") if self.value is ABSENT else ""
        default = self.schema.get("default")
        told = cut(_told(default), _DEFAULT)
        return "" if default in (None, "", []) else say("Not given, the tool takes {default}.", default=told)

    @property
    def _many(self) -> bool:
        return isinstance(self.control, Lines | Choices)

    def read(self, state: State) -> Any:
        """The new value; ABSENT when it was emptied, KEPT when nobody touched it.

        Raises:
            Fault: what was typed does not fit.
        """
        if not self.null_apart:
            return self._entered(state)
        if is_ticked(_typed(state, self._null, NULL, (NULL,) if self.value is None else None)):
            return KEPT if self.value is None else None
        found = self._entered(state)
        return self._emptied() if found is KEPT and self.value is None else found

    def _entered(self, state: State) -> Any:
        shown = enumerate(self._shown, 1)
        typed = [_typed(state, block_id(self.path, number), ENTRY, each) for number, each in shown]
        touched = [not self.control.same(*pair) for pair in zip(typed, self._shown, strict=True)]
        if not any(touched):
            return KEPT
        now = self._now(typed, touched)
        try:
            return self._read(joined(now) or None if now else typed[0])
        except Invalid as invalid:
            raise self._fault(invalid, now) from None

    def _now(self, typed: Sequence[Typed], touched: Sequence[bool]) -> list[Part]:
        """The parts of a text as they are now: what nobody touched stays to the letter."""
        each = zip(self._parts, typed, touched, strict=False)
        return [part._replace(text=str(text or "")) if new else part for part, text, new in each]

    def _read(self, typed: Typed) -> Any:
        if typed is None:
            return self._emptied()
        if isinstance(typed, tuple) != isinstance(self.control, Choices):
            raise Invalid(say("This cannot be read."))
        return self.control.value(typed)

    def _emptied(self) -> Any:
        """A list that is emptied is an empty one, where the tool takes such."""
        if self._many and (self.required or not self.schema.get("minItems")):
            return []
        if not self.required:
            return ABSENT
        if self.nullable:
            return None
        raise Invalid(say("This cannot be left empty."))

    def _fault(self, invalid: Invalid, now: Sequence[Part]) -> "Fault":
        """The error beside the input it lies in."""
        if invalid.at is None:
            return Fault(self.id, str(invalid))
        number, row, column = located(now, invalid.at)
        return Fault(block_id(self.path, number), place(invalid, row, column))


class Fault(Exception):  # noqa: N818
    """What was typed into one input does not fit; the message stands beside it."""

    def __init__(self, block: str, message: str) -> None:
        super().__init__(message)
        self.block = block


def _typed(state: State, block: str, action: str, shown: Typed) -> Typed:
    """What stands in an input now; what the view lacks is as it was."""
    inputs = state.get(block)
    entry = inputs.get(action) if isinstance(inputs, Mapping) else None
    return typed_in(entry) if isinstance(entry, Mapping) else shown


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
