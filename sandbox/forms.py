"""Filling in a view as a browser does: by label, one value for each element type, the rest as it stands."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.block_kit import elements
from sandbox.block_kit.objects import all_options
from sandbox.block_kit.values import STATE, Values, state_values

Element = dict[str, Any]


def filled(blocks: list[dict[str, Any]], wanted: Mapping[str, Any]) -> Values:
    """`state.values` with these values, named by block id or by how the label begins.

    Raises LookupError, which tells the names there are.
    """
    values = state_values(blocks, {})
    for name, value in wanted.items():
        block, element = _field(blocks, name)
        values[block["block_id"]][element["action_id"]] = held(element, value)
    return values


def held(element: Element, value: Any) -> dict[str, Any]:
    """What `state.values` holds when a person enters this value: an option is named by its text or its value."""
    kind = element["type"]
    zone = {"timezone": element["timezone"]} if "timezone" in element else {}
    name = STATE[kind][0] if kind in STATE else "selected_option"
    return {"type": kind, name: _CONVERSIONS.get(name, _as_given)(element, value), **zone}


def option(element: Element, wanted: str | dict[str, Any]) -> dict[str, Any]:
    """The option by its text or value; one that the bot had offered while typing is given itself."""
    if isinstance(wanted, dict):
        return wanted
    for each in all_options(element):
        if wanted in (each["text"]["text"], each["value"]):
            return dict(each)
    offered = ", ".join(each["text"]["text"] for each in all_options(element))
    raise LookupError(f"There is no option {wanted!r}; there are: {offered}.")


def rich_text(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _as_given(_element: Element, value: Any) -> Any:
    return value


def _text(_element: Element, value: Any) -> str | None:
    """An emptied field holds None."""
    return None if value in (None, "") else str(value)


_CONVERSIONS: dict[str, Callable[[Element, Any], Any]] = {
    "value": _text,
    "rich_text_value": lambda _, value: rich_text(value) if isinstance(value, str) else value,
    "selected_option": lambda element, value: None if value is None else option(element, value),
    "selected_options": lambda element, values: [option(element, value) for value in values],
}


def _field(blocks: list[dict[str, Any]], name: str) -> tuple[dict[str, Any], Element]:
    fields = [(block, element) for block, element in elements(blocks) if element["type"] in STATE]
    for block, element in fields:
        if name == block["block_id"]:
            return block, element
    for block, element in fields:
        if block.get("label", {}).get("text", "").startswith(name):
            return block, element
    labels = ", ".join(block.get("label", {}).get("text", block["block_id"]) for block, _ in fields)
    raise LookupError(f"There is no field {name!r}; there are: {labels}.")
