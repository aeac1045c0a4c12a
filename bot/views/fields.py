"""One argument of a tool: its input, the text that stands in it, and the value of what was typed over that."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from bot.views.blocks import cut, plain

Schema = Mapping[str, Any]
_YES_NO = {"true": True, "false": False}
_MOST_OPTIONS = 100
_LINE = 60
"""Characters on a line of a modal, about."""
_EXACT = 2**53
"""From here on not every reader of JSON has whole numbers exactly."""


class Invalid(Exception):  # noqa: N818
    """What was typed does not fit; the message stands beside the field."""


def kind_of(schema: Schema) -> str:
    """`enum`, `string`, `integer`, `number`, `boolean`, or `json` for everything else."""
    if isinstance(schema.get("enum"), list) and 0 < len(schema["enum"]) <= _MOST_OPTIONS:
        return "enum"
    kind = schema.get("type")
    return kind if kind in {"string", "integer", "number", "boolean"} else "json"


def text_of(value: Any, schema: Schema) -> str:
    """What the input is filled with; empty when it cannot hold the value."""
    match kind_of(schema):
        case "enum":
            same = (str(i) for i, choice in enumerate(schema["enum"]) if (type(choice), choice) == (type(value), value))
            return next(same, "")
        case "boolean":
            return _json_of(value) if isinstance(value, bool) else ""
        case "integer" | "number" as kind:
            return _digits(value, whole=kind == "integer")
        case "string" if isinstance(value, str):
            return value
        case _:
            return "" if value is None else _json_of(value)


def element(schema: Schema, value: Any) -> dict[str, Any]:
    """The input element, filled in."""
    text = text_of(value, schema)
    match kind_of(schema):
        case "enum":
            labels = [choice if isinstance(choice, str) else _json_of(choice) for choice in schema["enum"]]
            return _choice("static_select", {str(i): label for i, label in enumerate(labels)}, text)
        case "boolean":
            return _choice("radio_buttons", {name: name for name in _YES_NO}, text)
        case "integer" | "number" as kind:
            number: dict[str, Any] = {"type": "number_input", "is_decimal_allowed": kind == "number"}
            return number | ({"initial_value": text} if text else {})
        case kind:
            long = kind == "json" or "\n" in text or len(text) > _LINE
            field = {"type": "plain_text_input", "multiline": long}
            return field | ({"initial_value": text} if text else {})


def value_of(typed: str, schema: Schema) -> Any:
    """The value that was typed or picked.

    Raises:
        Invalid: it is none of this schema's kind.
    """
    match kind_of(schema):
        case "string":
            return typed
        case "enum":
            return _picked(typed, schema["enum"])
        case "boolean":
            return _yes_or_no(typed)
        case "integer" | "number" as kind:
            return _number(typed, whole=kind == "integer")
        case _:
            return _json(typed)


def _json_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _digits(value: Any, *, whole: bool) -> str:
    """A number the way Slack's number input takes it: without an exponent."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return ""
    number = Decimal(repr(value))
    if number == number.to_integral_value() and whole:
        number = number.to_integral_value()
    elif whole:
        return ""
    return format(number, "f")


def _choice(kind: str, options: Mapping[str, str], chosen: str) -> dict[str, Any]:
    built = [{"text": plain(cut(label or " ", 75)), "value": key} for key, label in options.items()]
    initial = [option for option in built if option["value"] == chosen]
    return {"type": kind, "options": built} | ({"initial_option": initial[0]} if initial else {})


def _picked(typed: str, choices: list[Any]) -> Any:
    if typed.isdecimal() and int(typed) < len(choices):
        return choices[int(typed)]
    raise Invalid("Pick one of the choices.")


def _yes_or_no(typed: str) -> bool:
    if typed in _YES_NO:
        return _YES_NO[typed]
    raise Invalid("Pick true or false.")


def _number(typed: str, *, whole: bool) -> int | float:
    try:
        number = Decimal(typed)
    except InvalidOperation:
        raise Invalid("This has to be a number.") from None
    if not number.is_finite():
        raise Invalid("This has to be a number.")
    integral = number == number.to_integral_value()
    if whole and not integral:
        raise Invalid("This has to be a whole number.")
    if integral and -_EXACT < number < _EXACT:
        return int(number)
    if whole or not isfinite(float(number)):
        raise Invalid("This number is too large.")
    return float(number)


def _json(typed: str) -> Any:
    try:
        return json.loads(typed, parse_constant=_no_constant)
    except ValueError as error:
        raise Invalid(f"This has to be JSON: {error}") from None
    except RecursionError:
        raise Invalid("This has to be JSON: it is nested too deeply.") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
