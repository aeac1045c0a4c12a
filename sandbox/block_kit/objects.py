"""Composition objects: texts, options, confirm dialogs."""

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
DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date written YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time written HH:mm")
TYPE: Check = string(50)


def plain_text(most: int) -> Check:
    return by_type({"plain_text": shape({"type": TYPE, "text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Check:
    mrkdwn = shape({"type": TYPE, "text": string(most)}, {"verbatim": boolean})
    plain = shape({"type": TYPE, "text": string(most)}, {"emoji": boolean})
    return by_type({"plain_text": plain, "mrkdwn": mrkdwn})


OPTION = shape(
    {"text": text(75), "value": string(150)},
    {"description": text(75), "url": URL},
)
OPTION_GROUP = shape({"label": plain_text(75), "options": array(OPTION, 100)})
CONFIRM = shape(
    {"title": plain_text(100), "text": text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": choice("primary", "danger")},
)
DISPATCH_CONFIG = shape(optional={"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2)})
SLACK_FILE = shape(optional={"id": ID, "url": URL}, one_of=("id", "url"))


def options_agree(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    """What is chosen at first must be among what can be chosen."""
    offered = all_options(element)
    wanted = element.get("initial_options") or [element.get("initial_option")]
    for option in wanted if isinstance(wanted, list) else []:
        if option is not None and option not in offered:
            complain(problems, "initial option must be one of the options", pointer)


def select_agrees(element: dict[str, Any], pointer: str, problems: Problems) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        complain(problems, "must provide either options or option_groups", pointer)
    options_agree(element, pointer, problems)


def all_options(element: dict[str, Any]) -> list[Any]:
    """Every option of a select, radio group or checkbox group, those in groups too."""
    groups = [group for group in element.get("option_groups") or [] if isinstance(group, dict)]
    lists = [element.get("options"), *(group.get("options") for group in groups)]
    return [option for options in lists if isinstance(options, list) for option in options]
