"""What the fields of a message or view hold: `state.values`, and Slack's own checks before a view is submitted."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.block_kit import elements

Values = dict[str, dict[str, dict[str, Any]]]
"""By block id and action id."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
ADDRESS = re.compile(r"https?://\S+")

STATE: dict[str, tuple[str, str, Any]] = {
    # element: where its value stands in the state, where its first value stands in the element, what "nothing" is
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "initial_files", []),
}


def state_values(blocks: list[dict[str, Any]], given: Values) -> Values:
    """The value of every field: as given, else as it stood at first."""
    values: Values = {}
    for block, element in elements(blocks):
        if element["type"] in STATE:
            block_id, action_id = block["block_id"], element["action_id"]
            held = given.get(block_id, {}).get(action_id)
            values.setdefault(block_id, {})[action_id] = held or first_value(element)
    return values


def first_value(element: dict[str, Any]) -> dict[str, Any]:
    name, initial, nothing = STATE[element["type"]]
    zone = {"timezone": element["timezone"]} if "timezone" in element else {}
    return {"type": element["type"], name: element.get(initial, nothing), **zone}


def field_errors(blocks: list[dict[str, Any]], values: Values) -> dict[str, str]:
    """By block id, what a person must mend before Slack lets them submit."""
    errors: dict[str, str] = {}
    for block, element in elements(blocks):
        if block["type"] == "input" and element["type"] in STATE:
            value = values[block["block_id"]][element["action_id"]].get(STATE[element["type"]][0])
            error = _error(element, value, optional=bool(block.get("optional")))
            errors |= {block["block_id"]: error} if error else {}
    return errors


def _error(element: dict[str, Any], value: Any, *, optional: bool) -> str:
    """Empty when there is nothing to mend."""
    if value in (None, "", []):
        return "" if optional else "Please complete this required field."
    check = CHECKS.get(element["type"])
    return check(element, value) if check else ""


def _email_error(_element: dict[str, Any], value: str) -> str:
    return "" if EMAIL.fullmatch(value) else "Please enter a valid email address."


def _address_error(_element: dict[str, Any], value: str) -> str:
    return "" if ADDRESS.fullmatch(value) else "Please enter a valid URL."


def _count_error(element: dict[str, Any], value: list[Any]) -> str:
    most = element.get("max_selected_items", len(value))
    return f"Please select no more than {most} items." if len(value) > most else ""


def _files_error(element: dict[str, Any], value: list[Any]) -> str:
    most = element.get("max_files", 10)
    if len(value) > most:
        return f"Please choose no more than {most} files."
    kinds = element.get("filetypes")
    wrong = [file["name"] for file in value if kinds and file["filetype"] not in kinds]
    return f"Files of this kind cannot be chosen here: {', '.join(wrong)}." if wrong else ""


def _length_error(element: dict[str, Any], value: str) -> str:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    most = element.get("max_length", 3000)
    return f"Please enter no more than {most} characters." if len(value) > most else ""


def _number_error(element: dict[str, Any], value: str) -> str:
    if not NUMBER.fullmatch(value):
        return "Please enter a number."
    number = Decimal(value)
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if number < Decimal(element.get("min_value", number)):
        return f"Please enter a number of at least {element['min_value']}."
    if number > Decimal(element.get("max_value", number)):
        return f"Please enter a number of at most {element['max_value']}."
    return ""


CHECKS: dict[str, Callable[[dict[str, Any], Any], str]] = {
    "plain_text_input": _length_error,
    "email_text_input": _email_error,
    "url_text_input": _address_error,
    "number_input": _number_error,
    "file_input": _files_error,
    **{name: _count_error for name in STATE if name.startswith("multi_")},
}
