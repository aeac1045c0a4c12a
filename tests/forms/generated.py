"""Schemas and arguments of tools nobody wrote."""

import json
from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

NAMES = st.sampled_from(["to", "body", "limit", "a b", "é", "x/y", "~", "$ref", "type", "Ünïcode", "items"])
FORMATS = ["date", "time", "date-time", "email", "uri", "password"]
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from(" \t\r\n<&\u202e")
_TEXTS = st.text(_CHARACTERS, max_size=12)
_SCALARS = st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from([0.5, 1.0]) | _TEXTS

JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4), max_leaves=12
)


def _strings() -> st.SearchStrategy[Schema]:
    sizes = st.fixed_dictionaries({}, optional={"minLength": st.integers(0, 3), "maxLength": st.integers(4, 300)})
    more = st.sampled_from([{}, {}, *({"format": name} for name in FORMATS), {"pattern": "^[a-z]{1,9}$"}])
    return st.builds(lambda a, b: {"type": "string"} | (b or a), sizes, more)


def _numbers() -> st.SearchStrategy[Schema]:
    limits = st.fixed_dictionaries({}, optional={"minimum": st.integers(-9, 0), "maximum": st.integers(1, 999)})
    kinds = st.sampled_from([{"type": "integer"}, {"type": "number"}, {"type": "integer", "multipleOf": 5}])
    return st.builds(lambda kind, bounds: kind | bounds, kinds, limits)


_ENUMS = st.lists(_SCALARS, min_size=1, max_size=12).map(lambda choices: {"enum": choices})
_MANY = st.integers(90, 130).map(lambda count: {"enum": [f"choice {n}" for n in range(count)]})
_FLAT = st.one_of(
    _strings(),
    _numbers(),
    st.just({"type": "boolean"}),
    _ENUMS,
    _MANY,
    _SCALARS.map(lambda value: {"const": value}),
    st.just({}),
)


def _lists(items: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.builds(
        lambda item, more: {"type": "array", "items": item, "maxItems": 4} | more,
        items,
        st.sampled_from([{}, {"minItems": 1}, {"uniqueItems": True}]),
    )


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Schema]) -> Schema:
    properties = draw(st.dictionaries(NAMES, inner, max_size=4))
    required = draw(st.lists(st.sampled_from([*properties]), unique=True)) if properties else []
    more: Schema = draw(st.sampled_from([{}, {"additionalProperties": False}]))
    return {"type": "object", "properties": properties, "required": required} | more


def _varied(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.one_of(
        _lists(inner),
        _objects(inner),
        inner.map(lambda schema: {"anyOf": [schema, {"type": "null"}], "default": None}),
        inner.map(lambda schema: {"anyOf": [schema, {"type": "null"}]}),
        st.lists(inner, min_size=2, max_size=2).map(lambda both: {"anyOf": both}),
        inner.map(lambda schema: {"allOf": [schema], "description": "What it is for."}),
        st.just({"type": "object", "patternProperties": {"^[a-c]$": {"type": "integer"}}, "maxProperties": 3}),
    )


_ANY = _FLAT | _varied(_FLAT) | _varied(_varied(_FLAT))


@st.composite
def tools(draw: st.DrawFn) -> Schema:
    """The schema of one tool's arguments: some of it defined on the side."""
    schema = draw(_objects(_ANY))
    schema["$defs"] = {"Shared": draw(_ANY)}
    if draw(st.booleans()):
        schema["properties"]["shared"] = {"$ref": "#/$defs/Shared"}
    return schema


_ZONES = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
_MOMENTS = st.datetimes(timezones=_ZONES).map(lambda moment: moment.isoformat())
_ZULU = st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='milliseconds')}Z")
_FORMATTED: Mapping[str, st.SearchStrategy[str]] = {
    "date": st.dates().map(lambda day: day.isoformat()),
    "time": st.times().map(lambda time: f"{time.isoformat(timespec='seconds')}+01:00"),
    "date-time": _MOMENTS | _ZULU,
    "email": st.sampled_from(["ann@example.com", "a.b+c@x.example", "é@example.com", "root@localhost"]),
    "uri": st.sampled_from(["https://example.com/a?b=c#d", "ftp://files.example/x", "mailto:a@example.com", "urn:x:y"]),
    "password": _TEXTS,
}


def arguments(schema: Schema) -> st.SearchStrategy[Any]:
    """What this schema takes."""
    return _values(schema, schema.get("$defs", {}))


def _values(schema: Schema, named: Mapping[str, Schema]) -> st.SearchStrategy[Any]:
    match schema:
        case {"$ref": str(reference)}:
            return st.deferred(lambda: _values(named[reference.rpartition("/")[2]], named))
        case {"anyOf": choices} | {"allOf": choices}:
            return st.one_of([_values(choice, named) for choice in choices])
        case {"enum": choices} | {"const": _ as choices}:
            return st.sampled_from(choices) if "enum" in schema else st.just(choices)
        case {"type": "object" | "array" as kind}:
            return _object(schema, named) if kind == "object" else _list(schema, named)
        case {"type": str(kind)}:
            return _scalar(kind, schema)
    return JSON


def _scalar(kind: str, schema: Schema) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum", -(2**62)), schema.get("maximum", 2**62)
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer" if "multipleOf" in schema:
            return st.integers(-(-least // 5), most // 5).map(lambda fifth: fifth * 5)
        case "integer":
            return st.integers(least, most)
        case "number":
            return st.integers(least, most) | st.decimals(max(least, -9999), min(most, 9999), places=3).map(float)
        case _:
            return _text(schema)


def _text(schema: Schema) -> st.SearchStrategy[str]:
    if pattern := schema.get("pattern"):
        return st.from_regex(pattern, fullmatch=True)
    if name := schema.get("format"):
        return _FORMATTED[name]
    return st.text(_CHARACTERS, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 90), 90))


def _list(schema: Schema, named: Mapping[str, Schema]) -> st.SearchStrategy[list[Any]]:
    once = _json if schema.get("uniqueItems") else None
    items = _values(schema.get("items", {}), named)
    least, most = schema.get("minItems", 0), min(schema.get("maxItems", 4), 4)
    return st.lists(items, min_size=least, max_size=most, unique_by=once)  # type: ignore[arg-type]


def _object(schema: Schema, named: Mapping[str, Schema]) -> st.SearchStrategy[dict[str, Any]]:
    if "patternProperties" in schema:
        return st.dictionaries(st.sampled_from("abc"), st.integers(0, 9), max_size=3)
    given = {name: _values(inner, named) for name, inner in schema.get("properties", {}).items()}
    required = {name: given[name] for name in given if name in schema.get("required", [])}
    optional = {name: given[name] for name in given if name not in required}
    more = schema.get("additionalProperties")
    if more is not False:
        optional["more"] = _values(more, named) if isinstance(more, dict) else JSON
    return st.fixed_dictionaries(required, optional=optional)


def _json(value: Any) -> str:
    """What tells JSON values apart: 1 and 1.0 are the same number, true is none."""
    return json.dumps(value, sort_keys=True).replace(".0", "")


def at(values: Any, path: tuple[str, ...]) -> Any:
    """What stands there, or an ellipsis."""
    for step in path:
        if not isinstance(values, Mapping) or step not in values:
            return ...
        values = values[step]
    return values
