"""A form for the arguments of any tool: JSON Schema to inputs, and what was typed back to values."""

from collections.abc import Mapping
from typing import Any

from bot.views import Block
from bot.views.blocks import cut, plain
from bot.views.fields import Invalid, element, text_of, value_of

FIELD = "value"
"""The action id of every input; its block id is `argument:<name>`."""
LONGEST = 3000
"""Characters a text input takes."""
_MOST_FIELDS = 20
_LONGEST_NAME = 240
_DEEPEST = 5
"""References to references that are followed."""


def block_id(name: str) -> str:
    return f"argument:{name}"


def fits(values: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    """Whether these arguments can be edited in a form: few enough, and short enough for Slack's inputs."""
    names = _names(schema, values)
    texts = [text_of(values.get(name), _property(schema, name)) for name in names]
    return (
        len(names) <= _MOST_FIELDS
        and all(0 < len(name) <= _LONGEST_NAME for name in names)
        and all(len(text) <= LONGEST for text in texts)
    )


def inputs(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[Block]:
    """One input per argument, filled in."""
    return [_input(schema, values, name) for name in _names(schema, values)]


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
        typed, property = _typed(field), _property(schema, name)
        if typed == text_of(before.get(name), property):
            continue
        if typed == "" and name not in schema.get("required", []):
            after.pop(name, None)
            continue
        try:
            after[name] = value_of(typed, property)
        except Invalid as error:
            errors[block_id(name)] = str(error)
    return after, errors


def _names(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    known = list(schema.get("properties", {}))
    return known + [name for name in values if name not in known]


def _property(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The schema of one argument. "Or null" is left out: an emptied input says as much."""
    found: Mapping[str, Any] = schema.get("properties", {}).get(name, {})
    for _ in range(_DEEPEST):
        meant = _meant(found, schema)
        if meant is None:
            break
        found = {**meant, **{key: value for key, value in found.items() if key not in {"$ref", "anyOf"}}}
    return found


def _meant(found: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a reference, or the one choice beside null, stands for."""
    if reference := found.get("$ref"):
        definition: Mapping[str, Any] = schema.get("$defs", {}).get(reference.rpartition("/")[2], {})
        return definition
    choices = [choice for choice in found.get("anyOf", []) if choice.get("type") != "null"]
    return choices[0] if len(choices) == 1 else None


def _input(schema: Mapping[str, Any], values: Mapping[str, Any], name: str) -> Block:
    property, value = _property(schema, name), values.get(name)
    # An argument that is there, but has no text, has to pass untouched.
    blank = name in values and not text_of(value, property)
    block: Block = {
        "type": "input",
        "block_id": block_id(name),
        "label": plain(name),
        "element": element(property, value) | {"action_id": FIELD},
        "optional": blank or name not in schema.get("required", []),
    }
    if description := property.get("description"):
        block["hint"] = plain(cut(str(description), 2000))
    return block


def _typed(field: Mapping[str, Any]) -> str:
    option = field.get("selected_option")
    if isinstance(option, Mapping):
        return str(option.get("value", ""))
    value = field.get("value")
    return "" if value is None else str(value)


def beside(errors: Mapping[str, str], blocks: list[Block]) -> dict[str, str]:
    """The same errors under input blocks that exist: Slack refuses all of them if one has no field."""
    fields = [block["block_id"] for block in blocks if block.get("type") == "input"]
    known = {block: text for block, text in errors.items() if block in fields}
    lost = " ".join(text for block, text in errors.items() if block not in fields)
    if lost and fields:
        known[fields[0]] = f"{known.get(fields[0], '')} {lost}".strip()
    return known
