"""Elements that contradict themselves are refused before anybody sees them."""

from typing import Any

import pytest

from sandbox.block_kit import view_problems

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain("Yes"), "value": value}


def modal(element: Json) -> Json:
    field = {"type": "input", "label": plain("Label"), "element": {"action_id": "field", **element}}
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": [field]}


NUMBER_INPUT: Json = {"type": "number_input", "is_decimal_allowed": False}
TWO = [option("1"), option("2")]
DISAGREEING: list[tuple[Json, str]] = [
    (
        {"type": "plain_text_input", "max_length": 3, "initial_value": "four"},
        "initial_value must not be longer than max_length",
    ),
    (
        {**NUMBER_INPUT, "min_value": "9", "max_value": "-9"},
        "min_value, initial_value and max_value must be in this order",
    ),
    (
        {**NUMBER_INPUT, "min_value": "9", "initial_value": "10", "max_value": "9.5"},
        "min_value, initial_value and max_value must be in this order",
    ),
    ({**NUMBER_INPUT, "initial_value": "1.5"}, "decimals are not allowed here"),
    ({"type": "radio_buttons", "options": [option("1"), option("1")]}, "the values of options must be unique"),
    (
        {"type": "multi_static_select", "options": TWO, "initial_options": TWO, "max_selected_items": 1},
        "more is selected than max_selected_items allows",
    ),
    (
        {"type": "multi_users_select", "initial_users": ["U1", "U2"], "max_selected_items": 1},
        "more is selected than max_selected_items allows",
    ),
    ({"type": "datepicker", "initial_date": "2026-02-31"}, "must be a date of the calendar"),
    (
        {"type": "conversations_select", "filter": {"include": ["everything"]}},
        "must be one of im, mpim, private, public",
    ),
    (
        {"type": "static_select", "options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "1"}]},
        "unsupported type: mrkdwn",
    ),
    (
        {"type": "static_select", "options": [{**option("1"), "url": "https://example.com"}]},
        "invalid additional property: url",
    ),
    ({"type": "rich_text_input", "initial_value": {"type": "section"}}, "missing required field: elements"),
]
AGREEING: list[Json] = [
    {**NUMBER_INPUT, "min_value": "-9", "initial_value": "1" * 40, "max_value": "9" * 60},
    {**NUMBER_INPUT, "is_decimal_allowed": True, "min_value": "0.5", "initial_value": "0.5", "max_value": "0.50"},
    {"type": "plain_text_input", "max_length": 3, "initial_value": "one"},
    {"type": "multi_static_select", "options": TWO, "initial_options": TWO, "max_selected_items": 2},
]


@pytest.mark.parametrize(("element", "complaint"), DISAGREEING)
def test_what_contradicts_itself_is_refused(element: Json, complaint: str) -> None:
    (problem,) = view_problems(modal(element))

    assert problem.startswith(complaint)


@pytest.mark.parametrize("element", AGREEING)
def test_what_agrees_is_taken(element: Json) -> None:
    assert view_problems(modal(element)) == []
