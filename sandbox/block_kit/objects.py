"""Composition objects: texts, options, confirm dialogs."""

from datetime import date
from typing import Any

from sandbox.block_kit.shapes import (
    Check,
    Problems,
    array,
    boolean,
    by_type,
    choice,
    complain,
    pattern,
    shape,
    string,
)

ID = string(255)
URL = string(3000)
_DATE = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "must be a date written YYYY-MM-DD")
TIME = pattern(r"([01][0-9]|2[0-3]):[0-5][0-9]", "must be a time written HH:mm")
DECIMAL = r"-?[0-9]+(\.[0-9]+)?"
TYPE: Check = string(50)


def plain_text(most: int) -> Check:
    return by_type({"plain_text": shape({"type": TYPE, "text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Check:
    mrkdwn = shape({"type": TYPE, "text": string(most)}, {"verbatim": boolean})
    plain = shape({"type": TYPE, "text": string(most)}, {"emoji": boolean})
    return by_type({"plain_text": plain, "mrkdwn": mrkdwn})


def date_text(value: Any, pointer: str, problems: Problems) -> None:
    before = len(problems)
    _DATE(value, pointer, problems)
    if len(problems) == before:
        try:
            date.fromisoformat(value)
        except ValueError:
            complain(problems, "must be a date of the calendar", pointer)


def _option(label: Check, **more: Check) -> Check:
    return shape({"text": label, "value": string(150)}, {"description": label, **more})


OPTION = _option(plain_text(75))
"""Of a select: its words are plain."""
CHOICE = _option(text(75))
"""Of checkboxes and radio buttons."""
MENU_ITEM = _option(plain_text(75), url=URL)
"""Of an overflow menu."""
OPTION_GROUP = shape({"label": plain_text(75), "options": array(OPTION, 100)})
CONFIRM = shape(
    {"title": plain_text(100), "text": text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": choice("primary", "danger")},
)
DISPATCH_CONFIG = shape(optional={"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2)})
SLACK_FILE = shape(optional={"id": ID, "url": URL}, one_of=("id", "url"))


def all_options(element: dict[str, Any]) -> list[Any]:
    """Every option of a select, radio group or checkbox group, those in groups too."""
    groups = [group for group in element.get("option_groups") or [] if isinstance(group, dict)]
    lists = [element.get("options"), *(group.get("options") for group in groups)]
    return [option for options in lists if isinstance(options, list) for option in options]
