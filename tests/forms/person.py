"""Somebody in front of a form: sees the view as Slack shows it, types and picks, and submits what Slack sends."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.views.forms import Form
from sandbox.block_kit import view_problems
from sandbox.block_kit.values import STATE, Values, field_errors, state_values

Path = tuple[str, ...]
NULL = "null, whatever the input says"
"""What stands beside the box for null."""


class NotTypable(Exception):  # noqa: N818
    """This input takes no such value."""


class Person:
    """Fills in a form and submits it; what they leave alone comes back as a browser returns it."""

    def __init__(self, schema: Any, values: Mapping[str, Any]) -> None:
        form = Form.of(schema, values)
        assert form
        self._form = form
        self.blocks = json.loads(json.dumps(form.blocks))
        text = {"type": "plain_text", "text": "Edit"}
        assert view_problems({"type": "modal", "title": text, "submit": text, "blocks": self.blocks}, "modal") == []
        self.state: Values = state_values(self.blocks, {})
        for inputs in self.state.values():
            inputs.update({name: returned(entry) for name, entry in inputs.items()})

    @property
    def inputs(self) -> dict[str, dict[str, Any]]:
        """The input blocks by label."""
        return {block["label"]["text"]: block for block in self.blocks if block["type"] == "input"}

    @property
    def paths(self) -> dict[Path, dict[str, Any]]:
        """The input blocks by the argument they are about; not those of long texts."""
        blocks = [block for block in self.blocks if block["type"] == "input"]
        return {_path(block["block_id"]): block for block in blocks if block["block_id"].startswith("argument:")}

    def types(self, label: str, entered: Any) -> "Person":
        """Into the input with this label: text, the label of an option, or the labels of several."""
        block = self.inputs[label]
        self._enter(block, holding(block["element"], entered))
        return self

    def enters(self, path: Path, value: Any) -> None:
        """The JSON value, in the way its input asks for.

        Raises:
            NotTypable: there is no way to do that here.
        """
        block = self.paths[path]
        null = self._null(block)
        if not null or value is not None:
            self._enter(block, holding(block["element"], entered(block, value)))
        if null:
            self._enter(null, holding(null["element"], [NULL] if value is None else []))

    def _null(self, block: dict[str, Any]) -> dict[str, Any] | None:
        """The box for null beside an input."""
        id = block["block_id"].replace("argument", "null", 1)
        return next((other for other in self.blocks if other.get("block_id") == id), None)

    def _enter(self, block: dict[str, Any], entry: dict[str, Any]) -> None:
        self.state[block["block_id"]] = {block["element"]["action_id"]: entry}

    @property
    def stopped(self) -> dict[str, str]:
        """What Slack itself says against submitting."""
        return field_errors(self.blocks, self.state)

    def submits(self) -> tuple[dict[str, Any], dict[str, str]]:
        return self._form.read(json.loads(json.dumps(self.state)))

    def reads(self, problems: Mapping[tuple[str | int, ...], str]) -> dict[str, str]:
        """The errors by label, as they appear beside the fields."""
        labels = {block["block_id"]: label for label, block in self.inputs.items()}
        return {labels[block]: text for block, text in self._form.beside(problems).items()}

    def after(self) -> dict[str, Any]:
        values, errors = self.submits()
        assert errors == {}
        return values

    def errors(self) -> dict[str, str]:
        """The errors of a submission, by label."""
        labels = {block["block_id"]: label for label, block in self.inputs.items()}
        return {labels[block]: text for block, text in self.submits()[1].items()}


def returned(entry: dict[str, Any]) -> dict[str, Any]:
    """What comes back of an input nobody touched: browsers know one line end, and need not keep an order."""
    match entry:
        case {"value": str(text)}:
            return entry | {"value": text.replace("\r\n", "\n").replace("\r", "\n")}
        case {"selected_options": [*options]}:
            return entry | {"selected_options": options[::-1]}
        case _:
            return entry


def holding(element: dict[str, Any], entered: Any) -> dict[str, Any]:
    """What `state.values` has when this was entered; an option is named by what people read."""
    kind = element["type"]
    groups = element.get("option_groups", [element])
    options = {option["text"]["text"]: option for group in groups for option in group.get("options", [])}
    match STATE[kind][0]:
        case "value":
            return {"type": kind, "value": entered or None}
        case "selected_option" as name:
            return {"type": kind, name: options[entered]}
        case "selected_options" as name:
            return {"type": kind, name: [options[label] for label in entered]}
        case name:
            return {"type": kind, name: entered}


def entered(block: dict[str, Any], value: Any) -> Any:
    """How a person puts this value into this input; an ellipsis is no value."""
    if value is ...:
        raise NotTypable
    element = block["element"]
    kind = element["type"]
    if "(JSON)" in block["label"]["text"]:
        return json.dumps(value, ensure_ascii=False)
    if STATE[kind][0] in {"selected_option", "selected_options"}:
        return _picked(element, value)
    if "One a line." in block.get("hint", {}).get("text", ""):
        return _lines(value)
    if kind == "number_input":
        return _other_number(value, element.get("initial_value"))
    if kind in {"plain_text_input", "email_text_input", "url_text_input"} and isinstance(value, str) and value:
        return value
    if kind == "datepicker" and isinstance(value, str) and value:
        return value
    raise NotTypable


def _picked(element: dict[str, Any], value: Any) -> Any:
    if element["type"] in {"checkboxes", "multi_static_select"}:
        if not isinstance(value, list) or not value or len({json.dumps(each) for each in value}) < len(value):
            raise NotTypable
        return [_option(element, each) for each in value]
    return _option(element, value)


def _option(element: dict[str, Any], value: Any) -> str:
    groups = element.get("option_groups", [element])
    offered = [option["text"]["text"] for group in groups for option in group["options"]]
    labels = [{True: "Yes", False: "No"}.get(value) if isinstance(value, bool) else None]
    labels += [json.dumps(value, ensure_ascii=False), value if isinstance(value, str) else None]
    found = next((label for label in labels if label in offered), None)
    if found is None:
        raise NotTypable
    return found


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        raise NotTypable
    lines = [each if isinstance(each, str) else _digits(each) for each in value]
    if any(not line.strip() or "\n" in line or "\r" in line for line in lines):
        raise NotTypable
    return "\n".join(lines)


def _other_number(value: Any, shown: str | None) -> str:
    """Nobody can say that 1 should be written 1.0 from now on."""
    text = _digits(value)
    if shown is not None and Decimal(text) == Decimal(shown):
        raise NotTypable
    return text


def _digits(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotTypable
    text = format(Decimal(repr(value)), "f")
    if len(text) > 15:
        raise NotTypable
    return text


def _path(block_id: str) -> Path:
    pointer = block_id.removeprefix("argument:")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")) if pointer else ()
