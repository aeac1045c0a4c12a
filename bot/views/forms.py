"""A form for the arguments of any tool: JSON Schema to inputs, and what was typed back to values."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.views import Block
from bot.views.blocks import cut, plain

FIELD = "value"
"""The action id of every input; its block id is `argument:<name>`."""
LONGEST = 3000
"""Characters a text input takes."""
_MOST_FIELDS = 20
_YES_NO = {"true": True, "false": False}


class Invalid(Exception):  # noqa: N818
    """What was typed does not fit; the message stands beside the field."""


def block_id(name: str) -> str:
    return f"argument:{name}"


def fits(values: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """Whether these arguments can be edited in a form: few enough, and short enough for Slack's inputs."""
    names = _names(schema, values)
    return len(names) <= _MOST_FIELDS and all(len(_text(values.get(name))) <= LONGEST for name in names)


def inputs(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[Block]:
    """One input per argument, filled in."""
    required = schema.get("required", [])
    return [
        _input(name, _property(schema, name), values.get(name), optional=name not in required)
        for name in _names(schema, values)
    ]


def read(
    schema: Mapping[str, Any], before: Mapping[str, Any], state: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The arguments that were typed, and the errors by block id.

    A field that still shows what it was filled with keeps its value exactly. `state` is the view's
    `state.values`; a field it lacks is left as it was.
    """
    after, errors = dict(before), {}
    for name in _names(schema, before):
        field = state.get(block_id(name), {}).get(FIELD)
        if not isinstance(field, Mapping):
            continue
        typed = _typed(field)
        if typed == (_text(before[name]) if name in before else ""):
            continue
        try:
            value = _value(typed, _property(schema, name))
        except Invalid as error:
            errors[block_id(name)] = str(error)
            continue
        if typed == "" and name not in schema.get("required", []):
            after.pop(name, None)
        else:
            after[name] = value
    return after, errors


def _names(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    known = list(schema.get("properties", {}))
    return known + [name for name in values if name not in known]


def _property(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema.get("properties", {}).get(name, {})
    return found


def _kind(schema: Mapping[str, Any]) -> str:
    if isinstance(schema.get("enum"), list) and 0 < len(schema["enum"]) <= 100:  # noqa: PLR2004 - Slack's limit
        return "enum"
    kind = schema.get("type")
    return kind if kind in {"string", "integer", "number", "boolean"} else "json"


def _input(name: str, schema: Mapping[str, Any], value: Any, *, optional: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id(name),
        "label": plain(cut(name, 2000)),
        "element": _element(schema, value) | {"action_id": FIELD},
        "optional": optional,
    }
    if description := schema.get("description"):
        block["hint"] = plain(cut(str(description), 2000))
    return block


def _element(schema: Mapping[str, Any], value: Any) -> dict[str, Any]:
    text = _text(value)
    match _kind(schema):
        case "enum":
            return _choice("static_select", {str(i): _text(v) for i, v in enumerate(schema["enum"])}, text)
        case "boolean":
            return _choice("radio_buttons", {"true": "true", "false": "false"}, text)
        case "integer" | "number" as kind:
            number: dict[str, Any] = {"type": "number_input", "is_decimal_allowed": kind == "number"}
            return number | ({"initial_value": text} if text else {})
        case kind:
            long = kind == "json" or "\n" in text or len(text) > 60  # noqa: PLR2004 - about a line of a modal
            field = {"type": "plain_text_input", "multiline": long}
            return field | ({"initial_value": text} if text else {})


def _choice(kind: str, options: Mapping[str, str], text: str) -> dict[str, Any]:
    built = [{"text": plain(cut(label or " ", 75)), "value": key} for key, label in options.items()]
    chosen = [option for option, label in zip(built, options.values(), strict=True) if label == text]
    return {"type": kind, "options": built} | ({"initial_option": chosen[0]} if chosen else {})


def _typed(field: Mapping[str, Any]) -> str:
    option = field.get("selected_option")
    if isinstance(option, Mapping):
        return str(option.get("value", ""))
    value = field.get("value")
    return "" if value is None else str(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(typed: str, schema: Mapping[str, Any]) -> Any:
    match _kind(schema):
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
    if number == number.to_integral_value() and abs(number) < 2**53:
        return int(number)
    if whole:
        raise Invalid("This has to be a whole number.")
    return float(number)


def _json(typed: str) -> Any:
    try:
        return json.loads(typed)
    except ValueError as error:
        raise Invalid(f"This has to be JSON: {error}") from None


def beside(errors: Mapping[str, str], blocks: list[Block]) -> dict[str, str]:
    """The same errors under input blocks that exist: Slack refuses all of them if one has no field."""
    fields = [block["block_id"] for block in blocks if block.get("type") == "input"]
    known = {block: text for block, text in errors.items() if block in fields}
    lost = " ".join(text for block, text in errors.items() if block not in fields)
    if lost and fields:
        known[fields[0]] = f"{known.get(fields[0], '')} {lost}".strip()
    return known
