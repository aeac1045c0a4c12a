"""Values that may be written but not shown: a mark stands in their place in JSON, and gives way to them again."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.language import say
from bot.views.forms.controls import Invalid
from bot.views.forms.schemas import Schema, Schemas, is_secret, listed, mapped

MARK = "••••••••"
Path = tuple[str | int, ...]


def possible(schema: Any) -> bool:
    """Whether a schema speaks of secrets at all: where it does not, long values need no search."""
    if isinstance(schema, Mapping):
        return is_secret(schema) or any(map(possible, schema.values()))
    return isinstance(schema, list) and any(map(possible, schema))


def hidden(schemas: Schemas, given: Iterable[Any], value: Any, path: Path = ()) -> Iterator[Path]:
    """Where a value of one of these schemas holds secrets."""
    choices = schemas.choices(*given)
    if any(is_secret(choice) for choice in choices):
        yield path
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from hidden(schemas, [_of_name(choice, name) for choice in choices], inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from hidden(schemas, [_of_item(choice, number) for choice in choices], inner, (*path, number))


def _of_name(schema: Schema, name: str) -> Any:
    return mapped(schema.get("properties")).get(name, schema.get("additionalProperties"))


def _of_item(schema: Schema, number: int) -> Any:
    first = listed(schema.get("prefixItems"))
    return first[number] if number < len(first) else schema.get("items")


def masked(value: Any, paths: Iterable[Path], mark: Callable[[Any], str] = lambda _: MARK) -> Any:
    """The value with a mark in place of each secret."""
    for path in paths:
        value = _replaced(value, path, mark(_at(value, path)))
    return value


def unmasked(typed: Any, before: Any, paths: Iterable[Path]) -> Any:
    """What was typed, with the secrets whose mark still stands where it stood.

    Raises:
        Invalid: a mark stands where no secret was.
    """
    for path in paths:
        if _at(typed, path) == MARK:
            typed = _replaced(typed, path, _at(before, path))
    if any(_at(typed, path) == MARK for path in _leaves(typed)):
        raise Invalid(
            say("{mark} stands for a hidden value, and only where it stood. Write the value itself here.", mark=MARK)
        )
    return typed


def _at(value: Any, path: Path) -> Any:
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def _replaced(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = _replaced(value[path[0]], path[1:], new)
    return changed


def _leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, Mapping | list):
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        for step, inner in items:
            yield from _leaves(inner, (*path, step))
    else:
        yield path
