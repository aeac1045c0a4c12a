"""A form for the arguments of any tool: JSON Schema to inputs, and what was typed back to values.

What nobody touches stays to the letter: a field is compared with what it was filled with, and only what differs is
read. So a form can be plain about the many ways in which JSON says nearly the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Any, Self

from bot.language import lead, say
from bot.views import Block
from bot.views.blocks import cut
from bot.views.forms.arguments import arguments, whole
from bot.views.forms.controls import ABSENT, KEPT
from bot.views.forms.fields import Fact, Fault, Field, State
from bot.views.forms.schemas import mapped

Path = tuple[str | int, ...]

NO_TITLES: Mapping[str, str] = MappingProxyType({})
_MOST = 90
"""Blocks; Slack takes 100 in a view."""
_LARGEST = 200_000
"""Bytes of them; Slack takes 250 KB."""
_LONGEST_ID = 255
_LONGEST_ERROR = 300


class Form:
    def __init__(self, fields: Sequence[Field | Fact], values: Mapping[str, Any]) -> None:
        self._fields = [field for field in fields if isinstance(field, Field)]
        self._values = values
        self.blocks: list[Block] = [block for field in fields for block in field.blocks]

    @classmethod
    def of(cls, schema: Any, values: Mapping[str, Any], titles: Mapping[str, str] = NO_TITLES) -> Self | None:
        """A field for each argument; all of them as JSON where these do not fit; None where that does not either.

        `titles` are what the card calls arguments.
        """
        if len(json.dumps(values)) > _LARGEST:
            return None
        try:
            named = arguments(schema, values)
            titled = [replace(each, title=titles.get(each.path[0], "")) for each in named or ()]
            if named is not None and (form := cls(titled, values)).fits:
                return form
            form = cls([whole(schema, values)], values)
        except RecursionError:
            return None
        return form if form.fits else None

    @property
    def fits(self) -> bool:
        """Whether Slack takes a view of these blocks, and each of them has a name."""
        named = all(all(field.path) for field in self._fields)
        ids = all(len(block.get("block_id", "")) <= _LONGEST_ID for block in self.blocks)
        return named and ids and len(self.blocks) <= _MOST and len(json.dumps(self.blocks)) <= _LARGEST

    def read(self, state: State) -> tuple[dict[str, Any], dict[str, str]]:
        """The arguments as they were typed, and the errors by block id. `state` is the view's `state.values`."""
        after, errors = dict(self._values), {}
        for field in self._fields:
            try:
                value = field.read(state)
                if value is not KEPT:
                    after = _with(after, field, value)
            except Fault as fault:
                errors[fault.block] = str(fault)
        return after, errors

    def beside(self, problems: Mapping[Path, str]) -> dict[str, str]:
        """The same problems by block id, each under the field that it is about."""
        found: dict[str, str] = {}
        for path, problem in problems.items():
            if field := self._about(path):
                inside = path[len(field.path) :]
                text = f"{lead(_place(inside))}{problem}" if inside else problem
                found[field.id] = cut(f"{found.get(field.id, '')} {text}".strip(), _LONGEST_ERROR)
        return found

    def _about(self, path: Path) -> Field | None:
        """The field that holds this place, or is held by it; the first one for what is about all of them."""
        holding = (field for field in self._fields if path[: len(field.path)] == field.path)
        held = (field for field in self._fields if field.path[: len(path)] == path)
        return next(chain(holding, held, self._fields), None)


def _with(values: Mapping[str, Any], field: Field, value: Any) -> dict[str, Any]:
    """The arguments with one of them changed; an object that may be left out goes with the last of its parts."""
    if not field.path:
        return _object(value, field)
    name, *inside = field.path
    for part in inside:
        parts = _set(mapped(values.get(name)), part, value)
        value = ABSENT if field.goes_with_last and not parts else parts
    return _set(values, name, value)


def _set(values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    others = {each: held for each, held in values.items() if each != name}
    return others if value is ABSENT else {**others, name: value}


def _object(value: Any, field: Field) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Fault(field.id, say("The arguments have to be a JSON object."))
    return value


def _place(path: Path) -> str:
    """Such as `address.street` or `item 2`: people count from one."""
    steps = [say("item {number}", number=step + 1) if isinstance(step, int) else step for step in path]
    return ".".join(steps)
