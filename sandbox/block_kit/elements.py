"""Interactive elements, and where each may stand."""

from typing import Any

from sandbox.block_kit.agreements import (
    counts_agree,
    lengths_agree,
    many_agree,
    numbers_agree,
    options_agree,
    select_agrees,
)
from sandbox.block_kit.objects import (
    CHOICE,
    CONFIRM,
    DECIMAL,
    DISPATCH_CONFIG,
    ID,
    MENU_ITEM,
    OPTION,
    OPTION_GROUP,
    SLACK_FILE,
    TIME,
    TYPE,
    URL,
    date_text,
    plain_text,
)
from sandbox.block_kit.rich_text import RICH_TEXT
from sandbox.block_kit.shapes import (
    Check,
    anything,
    array,
    boolean,
    by_type,
    choice,
    integer,
    pattern,
    shape,
    string,
)

TEXT_INPUT = 3000
NUMBER = pattern(DECIMAL, "must be a number written as a string")
PLACEHOLDER = plain_text(150)


def _element(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None, **more: Any) -> Check:
    return shape({"type": TYPE, **(required or {})}, {"action_id": ID, **(optional or {})}, **more)


def _input(optional: dict[str, Check], required: dict[str, Check] | None = None, **more: Any) -> Check:
    return _element(required, {"placeholder": PLACEHOLDER, "focus_on_load": boolean, **optional}, **more)


def _picker(initial: str, check: Check, **optional: Check) -> Check:
    return _input({initial: check, "confirm": CONFIRM, **optional}, also=counts_agree)


TYPED = {"initial_value": string(TEXT_INPUT, least=0), "dispatch_action_config": DISPATCH_CONFIG}
MANY = {"max_selected_items": integer(1, 100)}
STATIC = {"options": array(OPTION, 100), "option_groups": array(OPTION_GROUP, 100), "confirm": CONFIRM}
FILTER = shape(
    optional={
        "include": array(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    one_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
GROUP = {"confirm": CONFIRM, "focus_on_load": boolean}

BUTTON = _element(
    {"text": plain_text(75)},
    {
        "value": string(2000, least=0),
        "url": URL,
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "visible_to_user_ids": array(ID, 10),
        "agent_prompt": string(4000),
    },
)
IMAGE = shape(
    {"type": TYPE, "alt_text": string(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    one_of=("image_url", "slack_file"),
)

INPUTS: dict[str, Check] = {
    "plain_text_input": _input(
        TYPED | {"multiline": boolean, "min_length": integer(0, TEXT_INPUT), "max_length": integer(1, TEXT_INPUT)},
        also=lengths_agree,
    ),
    "email_text_input": _input(TYPED),
    "url_text_input": _input(TYPED),
    "number_input": _input(
        {
            "initial_value": NUMBER,
            "min_value": NUMBER,
            "max_value": NUMBER,
            "dispatch_action_config": DISPATCH_CONFIG,
        },
        {"is_decimal_allowed": boolean},
        also=numbers_agree,
    ),
    "rich_text_input": _input(
        {
            "initial_value": RICH_TEXT,
            "dispatch_action_config": DISPATCH_CONFIG,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        }
    ),
    "checkboxes": _element(
        {"options": array(CHOICE, 10)}, {"initial_options": array(CHOICE, 10), **GROUP}, also=options_agree
    ),
    "radio_buttons": _element({"options": array(CHOICE, 10)}, {"initial_option": CHOICE, **GROUP}, also=options_agree),
    "static_select": _input({"initial_option": OPTION, **STATIC}, also=select_agrees),
    "multi_static_select": _input({"initial_options": array(OPTION, 100), **STATIC, **MANY}, also=many_agree),
    "external_select": _picker("initial_option", OPTION, min_query_length=integer(0, 100)),
    "multi_external_select": _picker("initial_options", array(OPTION, 100), min_query_length=integer(0, 100), **MANY),
    "users_select": _picker("initial_user", ID),
    "multi_users_select": _picker("initial_users", array(ID, 100), **MANY),
    "conversations_select": _picker(
        "initial_conversation",
        ID,
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=FILTER,
    ),
    "multi_conversations_select": _picker(
        "initial_conversations",
        array(ID, 100),
        default_to_current_conversation=boolean,
        filter=FILTER,
        **MANY,
    ),
    "channels_select": _picker("initial_channel", ID, response_url_enabled=boolean),
    "multi_channels_select": _picker("initial_channels", array(ID, 100), **MANY),
    "datepicker": _picker("initial_date", date_text),
    "timepicker": _picker("initial_time", TIME, timezone=string(100)),
    "datetimepicker": _element(optional={"initial_date_time": integer(10**9, 10**10 - 1), **GROUP}),
    "file_input": _element(optional={"filetypes": array(string(50), 100), "max_files": integer(1, 10)}),
}
_WITH_A_FORM_ONLY = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
SELECTORS = {name: check for name, check in INPUTS.items() if name not in _WITH_A_FORM_ONLY}
_OVERFLOW = _element({"options": array(MENU_ITEM, 5)}, {"confirm": CONFIRM}, also=options_agree)
_WORKFLOW_BUTTON = _element(
    {"text": plain_text(75), "workflow": anything},
    {"style": choice("primary", "danger"), "accessibility_label": string(75)},
)

ACTIONS = by_type({"button": BUTTON, "overflow": _OVERFLOW, "workflow_button": _WORKFLOW_BUTTON} | SELECTORS)
ACCESSORY = by_type(
    {"button": BUTTON, "overflow": _OVERFLOW, "workflow_button": _WORKFLOW_BUTTON, "image": IMAGE} | SELECTORS
)
MODAL_INPUT = by_type(INPUTS)
OTHER_INPUT = by_type({name: check for name, check in INPUTS.items() if name != "file_input"})

_FEEDBACK = shape({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})
CONTEXT_ACTIONS = by_type(
    {
        "feedback_buttons": _element({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}),
        "icon_button": _element(
            {"icon": choice("trash"), "text": plain_text(75)},
            {
                "value": string(2000),
                "confirm": CONFIRM,
                "accessibility_label": string(75),
                "visible_to_user_ids": array(ID, 10),
            },
        ),
    }
)
