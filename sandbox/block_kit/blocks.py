"""Blocks, and on which surface each may stand."""

from sandbox.block_kit.elements import (
    ACCESSORY,
    ACTIONS,
    BUTTON,
    CONTEXT_ACTIONS,
    IMAGE,
    MODAL_INPUT,
    OTHER_INPUT,
)
from sandbox.block_kit.objects import ID, SLACK_FILE, TYPE, URL, plain_text, text
from sandbox.block_kit.rich_text import RICH_TEXT
from sandbox.block_kit.shapes import (
    Check,
    anything,
    array,
    boolean,
    by_type,
    choice,
    integer,
    number,
    shape,
    string,
)


def _block(
    required: dict[str, Check] | None = None,
    optional: dict[str, Check] | None = None,
    one_of: tuple[str, ...] = (),
) -> Check:
    return shape({"type": TYPE, **(required or {})}, {"block_id": ID, **(optional or {})}, one_of=one_of)


def _input(element: Check) -> Check:
    optional = {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean}
    return _block({"label": plain_text(2000), "element": element}, optional)


_CONTEXT_TEXT = shape({"type": TYPE, "text": string(3000)}, {"emoji": boolean, "verbatim": boolean})
_CONTEXT_ELEMENT = by_type({"image": IMAGE, "mrkdwn": _CONTEXT_TEXT, "plain_text": _CONTEXT_TEXT})
_CELL = by_type(
    {
        "raw_text": shape({"type": TYPE, "text": string(10_000)}),
        "raw_number": shape({"type": TYPE, "value": number}, {"text": string(10_000)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = shape(optional={"align": choice("left", "center", "right"), "is_wrapped": boolean})
_SOURCE = shape({"type": TYPE, "url": URL, "text": string(255)})
_TASK = shape(
    {"type": TYPE, "task_id": ID, "title": string(255)},
    {
        "status": choice("pending", "in_progress", "complete", "error"),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": array(_SOURCE, 100, least=0),
        "block_id": ID,
    },
)
_CARD = _block(
    optional={
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "icon": IMAGE,
        "hero_image": IMAGE,
        "actions": array(BUTTON, 3),
    },
    one_of=("title", "body", "hero_image", "actions"),
)

_EVERYWHERE: dict[str, Check] = {
    "section": _block(
        optional={
            "text": text(3000),
            "fields": array(text(2000), 10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        one_of=("text", "fields"),
    ),
    "header": _block({"text": plain_text(150)}),
    "context": _block({"elements": array(_CONTEXT_ELEMENT, 10)}),
    "actions": _block({"elements": array(ACTIONS, 25)}),
    "divider": _block(),
    "image": _block(
        {"alt_text": string(2000)},
        {"image_url": URL, "slack_file": SLACK_FILE, "title": plain_text(2000)},
        one_of=("image_url", "slack_file"),
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        {"alt_text": string(2000), "title": plain_text(199), "video_url": URL, "thumbnail_url": URL},
        {
            "author_name": string(49),
            "description": plain_text(200),
            "provider_icon_url": URL,
            "provider_name": string(50),
            "title_url": URL,
        },
    ),
    "card": _CARD,
}
_IN_CONTAINERS: dict[str, Check] = {name: check for name, check in _EVERYWHERE.items() if name != "card"}
_CONTAINER = _block(
    {"child_blocks": array(by_type(_IN_CONTAINERS), 10)},
    {
        "title": text(150),
        "subtitle": text(150),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "width": choice("narrow", "standard", "wide", "full"),
    },
)
_MESSAGE_AND_HOME: dict[str, Check] = {
    "table": _block({"rows": array(array(_CELL, 20), 100)}, {"column_settings": array(_COLUMN, 20)}),
    "data_table": _block(
        {"caption": string(150), "rows": array(array(_CELL, 20), 101)},
        {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    ),
    "data_visualization": _block({"title": string(50), "chart": anything}),
    "carousel": _block({"elements": array(by_type({"card": _CARD}), 10)}),
    "container": _CONTAINER,
}
MESSAGE_BLOCKS: dict[str, Check] = {
    **_EVERYWHERE,
    **_MESSAGE_AND_HOME,
    "input": _input(OTHER_INPUT),
    "markdown": _block({"text": string(12_000)}),
    "context_actions": _block({"elements": array(CONTEXT_ACTIONS, 5)}),
    "plan": _block({"title": string(255)}, {"tasks": array(_TASK, 50, least=0)}),
    "task_card": _TASK,
}
HOME_BLOCKS: dict[str, Check] = {**_EVERYWHERE, **_MESSAGE_AND_HOME, "input": _input(OTHER_INPUT)}
MODAL_BLOCKS: dict[str, Check] = {
    **_EVERYWHERE,
    "input": _input(MODAL_INPUT),
    "alert": _block({"text": text(200)}, {"level": choice("default", "info", "warning", "error", "success")}),
}
