"""A tool's JSON Schema as a form reads it: references followed, alternatives laid side by side.

Schemas may come from servers that nobody here knows. What is no schema counts as one that allows anything, and each
part is followed once, so that neither circles nor multiplying references cost more than the schema is long.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

Schema = Mapping[str, Any]

ANYTHING: Schema = MappingProxyType({})
_FOLDED = frozenset({"$ref", "allOf"})
_ALTERNATIVES = ("anyOf", "oneOf")
_ABOUT = ("description", "default", "examples", "readOnly", "writeOnly")
"""What the outer schema says better than the one it refers to."""


class Schemas:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._resolved: dict[int, Schema] = {}
        self._seen: list[Any] = []
        """Kept, so that no other schema gets the id of one that was resolved."""

    def resolved(self, schema: Any) -> Schema:
        """The schema with its references and `allOf` folded in."""
        if not isinstance(schema, Mapping):
            return ANYTHING
        if id(schema) not in self._resolved:
            self._seen.append(schema)
            self._resolved[id(schema)] = ANYTHING  # what a circle finds
            self._resolved[id(schema)] = self._folded(schema)
        return self._resolved[id(schema)]

    def choices(self, *given: Any) -> list[Schema]:
        """Every alternative of these schemas, each with what stands beside it."""
        return [*self._choices(given, set())]

    def _choices(self, given: Any, seen: set[int]) -> Iterator[Schema]:
        for found in map(self.resolved, given):
            if id(found) in seen:
                continue
            seen.add(id(found))
            inner = [each for name in _ALTERNATIVES for each in listed(found.get(name))]
            beside = {name: value for name, value in found.items() if name not in _ALTERNATIVES}
            about = {name: beside[name] for name in _ABOUT if name in beside}
            if inner:
                yield from ({**beside, **choice, **about} for choice in self._choices(inner, seen))
            elif types := listed(found.get("type")):
                yield from ({**found, "type": each} for each in types)
            else:
                yield found

    def _folded(self, schema: Schema) -> Schema:
        own = {name: value for name, value in schema.items() if name not in _FOLDED}
        within = [self.resolved(each) for each in listed(schema.get("allOf"))]
        if isinstance(reference := schema.get("$ref"), str):
            within.append(self.resolved(self._pointed(reference)))
        return reduce(_merged, [*within, own])

    def _pointed(self, reference: str) -> Any:
        """What a reference within this schema points at; nothing is ever fetched."""
        where, _, pointer = reference.partition("#")
        found = None if where else self._root
        for step in unquote(pointer).split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


def _merged(first: Schema, second: Schema) -> Schema:
    both = {**first, **second}
    if "properties" in first and "properties" in second:
        both["properties"] = {**mapped(first["properties"]), **mapped(second["properties"])}
    if "required" in first and "required" in second:
        both["required"] = [*listed(first["required"]), *listed(second["required"])]
    return both


def mapped(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one in place of what is none."""
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> list[Any]:
    """The list, or an empty one in place of what is none."""
    return value if isinstance(value, list) else []


def is_null(schema: Schema) -> bool:
    return schema.get("type") == "null" or ("const" in schema and schema["const"] is None)


def is_secret(schema: Schema) -> bool:
    """Whether the value may be written, but is not to be shown."""
    return schema.get("writeOnly") is True or schema.get("format") == "password"
