"""The words of a JSON Schema that are patterns, matched by an engine whose time grows with the text and not beyond.

Schemas come from servers and texts from models: with Python's own engine one pair of them could stop the whole process.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import ValidationError
from jsonschema.protocols import Validator
from pydantic_core import SchemaError, SchemaValidator, core_schema

Check = Callable[[Any, Any, Any, Any], Iterator[ValidationError]]


class Foreign(Exception):  # noqa: N818
    """A pattern that only another language can read."""


def found(pattern: str, text: str) -> bool:
    """Whether a pattern, which is written for JavaScript, is found in a text.

    Raises:
        Foreign: it cannot be read here.
    """
    return _compiled(pattern).isinstance_python(text)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> SchemaValidator:
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError as error:
        raise Foreign(pattern) from error


def strangers(names: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """The names that a schema neither has nor describes by a pattern."""
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    return [name for name in names if name not in known and not any(found(each, name) for each in patterns)]


def _pattern(_validator: Validator, pattern: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """One that cannot be read here is left to the tool."""
    try:
        fits = not isinstance(value, str) or found(pattern, value)
    except Foreign:
        return
    if not fits:
        yield ValidationError(f"does not match {pattern}")


def _pattern_properties(validator: Any, patterns: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    for pattern, inner in patterns.items():
        for name in _names(value):
            if found(pattern, name):
                yield from validator.descend(value[name], inner, path=name, schema_path=pattern)


def _additional_properties(validator: Any, rest: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    more = strangers(_names(value), schema)
    if rest is False and more:
        yield ValidationError(f"has names that are not known: {', '.join(more)}")
    elif isinstance(rest, dict):
        for name in more:
            yield from validator.descend(value[name], rest, path=name)


def _unevaluated(_validator: Validator, _rest: Any, _value: Any, _schema: Any) -> Iterator[ValidationError]:
    """Left to the tool: what is evaluated is told by patterns again."""
    yield from ()


def _names(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


KEYWORDS: Mapping[str, Check] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "unevaluatedProperties": _unevaluated,
}
