"""What could stand in an empty input, for those who do not know a tool's schema."""

import json
from collections.abc import Mapping
from typing import Any

from bot.views.forms.schemas import Schema, Schemas, is_secret, listed, mapped

FORMATS: Mapping[str, str] = {
    "email": "ann@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "date": "2030-01-31",
    "time": "10:30:00Z",
    "date-time": "2030-01-31T10:30:00Z",
    "duration": "PT10M",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
}
_DEEPEST = 3
_LONGEST = 130
_SCALARS: Mapping[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True}


def example(schemas: Schemas, schema: Schema) -> str:
    """JSON of the shape of this schema; empty where it says nothing of a shape, or is too large to say it."""
    found = _value(schemas, schema, 0)
    text = "" if found is None else json.dumps(found, ensure_ascii=False)
    return text if len(text) <= _LONGEST else ""


def _value(schemas: Schemas, given: Any, depth: int) -> Any:
    """A value, or None where nothing is known of it."""
    schema = schemas.choices(given)[0]
    if is_secret(schema) or depth > _DEEPEST:
        return None
    for name in ("examples", "enum"):
        if found := listed(schema.get(name)):
            return found[0]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            return _object(schemas, schema, depth)
        case "array":
            item = _value(schemas, schema.get("items"), depth + 1)
            return [] if item is None else [item]
        case kind:
            return FORMATS.get(str(schema.get("format")), _SCALARS.get(str(kind)))


def _object(schemas: Schemas, schema: Schema, depth: int) -> dict[str, Any]:
    """With what has to be given, or else with all that may be."""
    properties = mapped(schema.get("properties"))
    names = [name for name in listed(schema.get("required")) if name in properties] or [*properties]
    parts = {name: _value(schemas, properties[name], depth + 1) for name in names}
    if not properties and isinstance(more := schema.get("additionalProperties"), Mapping):
        parts = {"name": _value(schemas, more, depth + 1)}
    return {name: value for name, value in parts.items() if value is not None}
