"""Slack's rules for blocks and views; where sources disagree or are silent, the stricter reading."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.block_kit.blocks import HOME_BLOCKS, MESSAGE_BLOCKS, MODAL_BLOCKS
from sandbox.block_kit.objects import OPTION, OPTION_GROUP, TYPE, plain_text
from sandbox.block_kit.shapes import Problems, array, boolean, by_type, complain, shape, string

MESSAGE_MOST, VIEW_MOST = 50, 100
MARKDOWN_MOST, TABLE_MOST = 12_000, 10_000

_MESSAGE = array(by_type(MESSAGE_BLOCKS), MESSAGE_MOST)
_COMMON = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_FLAGS = {"clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean}
_MODAL = shape(
    {"type": TYPE, "title": plain_text(24), "blocks": array(by_type(MODAL_BLOCKS), VIEW_MOST, least=0)},
    {**_COMMON, **_FLAGS, "submit": plain_text(24), "close": plain_text(24)},
)
_HOME = shape({"type": TYPE, "blocks": array(by_type(HOME_BLOCKS), VIEW_MOST, least=0)}, _COMMON)
_SUGGESTION = shape(
    optional={"options": array(OPTION, 100, least=0), "option_groups": array(OPTION_GROUP, 100, least=0)}
)


def message_problems(blocks: Any) -> Problems:
    """What Slack would say against these blocks of a message; nothing if it would take them."""
    problems: Problems = []
    _MESSAGE(blocks, "/blocks", problems)
    if not problems:
        _check_ids(blocks, "/blocks", problems)
        _check_totals(blocks, problems)
    return problems


def view_problems(view: Any, kind: str = "") -> Problems:
    """What Slack would say against this view (of this kind, if one is named)."""
    problems: Problems = []
    by_type({kind: _VIEWS[kind]} if kind else _VIEWS)(view, "/view", problems)
    if not problems:
        _check_ids(view["blocks"], "/view/blocks", problems)
        _check_form(view, problems)
    return problems


def suggestion_problems(answer: Any) -> Problems:
    """What is wrong with the options a bot offers while somebody types."""
    problems: Problems = []
    _SUGGESTION(answer, "", problems)
    return problems


def text_length(blocks: list[Any]) -> int:
    """All text in these blocks, as Slack counts it against the message (about)."""
    return sum(len(text) for text in _texts(blocks))


def elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        inner = [
            block.get("element"),
            block.get("accessory"),
            *block.get("elements", []),
            *block.get("actions", []),
        ]
        yield from ((block, each) for each in inner if isinstance(each, dict) and "action_id" in each)
        yield from elements([child for child in inner if isinstance(child, dict) and child.get("type") == "card"])
        yield from elements(block.get("child_blocks", []))


_VIEWS = {"modal": _MODAL, "home": _HOME}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from (each for name, each in value.items() if name in ("text", "title") and isinstance(each, str))
        yield from _texts([each for each in value.values() if isinstance(each, dict | list)])


def _check_ids(blocks: list[dict[str, Any]], pointer: str, problems: Problems) -> None:
    block_ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, times in block_ids.items():
        if times > 1:
            complain(problems, f"block_id already exists: {block_id}", pointer)
    for index, block in enumerate(blocks):
        action_ids = Counter(element["action_id"] for _, element in elements([block]))
        for action_id, times in action_ids.items():
            if times > 1:
                complain(problems, f"action_id already exists: {action_id}", f"{pointer}/{index}")


def _check_totals(blocks: list[dict[str, Any]], problems: Problems) -> None:
    if sum(block["type"] == "table" for block in blocks) > 1:
        complain(problems, "only_one_table_allowed", "/blocks")
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_MOST:
        complain(
            problems,
            f"all markdown blocks together must be less than {MARKDOWN_MOST + 1} characters",
            "/blocks",
        )
    for index, block in enumerate(blocks):
        if block["type"] in ("table", "data_table") and text_length(block["rows"]) > TABLE_MOST:
            complain(problems, f"must be less than {TABLE_MOST + 1} characters", f"/blocks/{index}/rows")


def _check_form(view: dict[str, Any], problems: Problems) -> None:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        complain(problems, "missing required field: submit", "/view")
    if sum(bool(element.get("focus_on_load")) for _, element in elements(view["blocks"])) > 1:
        complain(problems, "only one element may have focus_on_load", "/view/blocks")
    _check_totals(view["blocks"], problems)
