"""Which fields a tool's arguments make: one for each, and one for each part of an object."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.language import say
from bot.views.forms.controls import ABSENT, Control, key
from bot.views.forms.examples import example as example_of
from bot.views.forms.fields import Fact, Field
from bot.views.forms.moments import Day, Hour, Moment
from bot.views.forms.numbers import Number
from bot.views.forms.pickers import Choice, Choices
from bot.views.forms.schemas import ANYTHING, Schema, Schemas, is_null, is_secret, listed, mapped
from bot.views.forms.secrets import hidden
from bot.views.forms.texts import Json, Lines, Secret, Text

_WIDEST = 12
"""An object of more parts is edited as JSON: a form should not grow by things that nobody gave."""
_PICKERS: Mapping[str, type[Day | Hour | Moment]] = {"date": Day, "time": Hour, "date-time": Moment}

Path = tuple[str, ...]


def arguments(root: Any, values: Mapping[str, Any]) -> Iterator[Field | Fact] | None:
    """The fields of these arguments; None when the schema does not name any."""
    schemas = Schemas(root)
    top = schemas.choices(root)
    if len(top) != 1 or not isinstance(top[0].get("properties"), Mapping):
        return None
    return _of_object(schemas, top[0], values, (), needed=True)


def whole(root: Any, values: Mapping[str, Any]) -> Field:
    """All arguments in one field, as JSON."""
    schemas = Schemas(root)
    in_order = {name: values[name] for name in _names(schemas.resolved(root), values) if name in values}
    control = Json.of(in_order, hidden(schemas, [root], in_order))
    return Field((), ANYTHING, control, in_order, required=True, nullable=False)


def _of_object(
    schemas: Schemas, schema: Schema, values: Mapping[str, Any], path: Path, *, needed: bool
) -> Iterator[Field | Fact]:
    properties, required = mapped(schema.get("properties")), listed(schema.get("required"))
    for name in _names(schema, values):
        value = values.get(name, ABSENT)
        given = properties.get(name, ANYTHING)
        here = (*path, name)
        yield from _of_argument(schemas, given, value, here, needed=needed and name in required, goes=not needed)


def _names(schema: Schema, values: Mapping[str, Any]) -> list[str]:
    """In the order of the tool's author; what the model made up comes last."""
    return [*dict.fromkeys([*mapped(schema.get("properties")), *values])]


def _of_argument(
    schemas: Schemas, given: Any, value: Any, path: Path, *, needed: bool, goes: bool
) -> Iterator[Field | Fact]:
    every = schemas.choices(given)
    choices = [choice for choice in every if not is_null(choice)] or [ANYTHING]
    nullable = any(map(is_null, every))
    about = {**choices[0], **schemas.resolved(given)}
    stands = ABSENT if value is None and nullable else value
    if len(path) == 1 and _is_flat(choices, stands):
        yield from _of_object(schemas, choices[0], mapped(stands), path, needed=needed and not nullable)
    elif _is_fixed(about, choices, stands):
        if stands is not ABSENT:
            yield Fact(path, stands)
    else:
        yield _field(schemas, choices, about, value, path, needed=needed, nullable=nullable, goes=goes)


def _field(
    schemas: Schemas,
    choices: Sequence[Schema],
    about: Schema,
    value: Any,
    path: Path,
    *,
    needed: bool,
    nullable: bool,
    goes: bool,
) -> Field:
    """The argument with an input for it; where null is not the same as nothing, it is a choice or has a box."""
    control = _control(schemas, choices, _stands(about, value, nullable=nullable))
    lists = isinstance(control, Lines | Choices)
    apart = nullable and (lists or needed or about.get("default", ABSENT) is not None)
    box = apart and (lists or not needed)
    if apart and isinstance(control, Choice | Json):
        control, box = control.with_null(shown=value is None), False
        nullable = False
    example = example_of(schemas, choices[0]) if isinstance(control, Json) else ""
    return Field(path, about, control, value, needed, nullable, goes, box, example)


def _stands(about: Schema, value: Any, *, nullable: bool) -> Any:
    """What is in the input at first: of a list that is not given, what the tool takes in its place."""
    default = about.get("default")
    if value is ABSENT and isinstance(default, list) and default:
        return default
    return ABSENT if value is None and nullable else value


def _is_flat(choices: Sequence[Schema], value: Any) -> bool:
    """Whether this is an object with parts that are known: one field for each of them."""
    properties = choices[0].get("properties")
    return (
        len(choices) == 1
        and (value is ABSENT or isinstance(value, Mapping))
        and isinstance(properties, Mapping)
        and 0 < len({*properties, *({} if value is ABSENT else value)}) <= _WIDEST
        and choices[0].get("additionalProperties") in (None, False)
        and not any(name in choices[0] for name in ("patternProperties", "const", "enum"))
        and not any(is_secret(choice) or choice.get("readOnly") is True for choice in choices)
    )


def _is_fixed(about: Schema, choices: Sequence[Schema], value: Any) -> bool:
    if any(map(is_secret, choices)):
        return False
    constants = [choice["const"] for choice in choices if "const" in choice]
    constant = value is not ABSENT and len(choices) == 1 and [*map(key, constants)] == [key(value)]
    return constant or about.get("readOnly") is True


def _control(schemas: Schemas, choices: Sequence[Schema], value: Any) -> Control:
    """The plainest input that shows this value exactly; JSON where none does."""
    if any(map(is_secret, choices)):
        return Secret.of(choices[0], value)
    if all("const" in choice for choice in choices):
        found: Control | None = Choice.of([choice["const"] for choice in choices], value)
    elif len(choices) > 1 and value is ABSENT:
        found = None
    else:
        found = next((found for choice in choices if (found := _plain(schemas, choice, value))), None)
    return found or Json.of(value, () if value is ABSENT else hidden(schemas, choices, value))


def _plain(schemas: Schemas, schema: Schema, value: Any) -> Control | None:
    if listed(schema.get("enum")):
        return Choice.of(schema["enum"], value)
    match schema.get("type"):
        case "boolean":
            return Choice.of([True, False], value, labels=[say("Yes"), say("No")])
        case "integer" | "number":
            return Number.of(schema, value)
        case "string":
            picker = _PICKERS.get(str(schema.get("format")))
            return (picker and picker.of(schema, value)) or Text.of(schema, value)
        case "array" if value is ABSENT or isinstance(value, list):
            return _list(schemas.choices(schema.get("items")), value) if "prefixItems" not in schema else None
        case _:
            return None


def _list(items: Sequence[Schema], value: Any) -> Control | None:
    if len(items) != 1 or any(map(is_secret, items)):
        return None
    if choices := listed(items[0].get("enum")):
        return Choices.of(choices, value)
    return Lines.of(items[0], value) if items[0].get("type") in {"string", "integer", "number"} else None
