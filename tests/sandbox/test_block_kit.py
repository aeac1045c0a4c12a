"""What Slack refuses in blocks and views, in Slack's words and with the place."""

from typing import Any

import pytest

from sandbox.block_kit import message_problems, text_length, view_problems

Json = dict[str, Any]


def plain(text: str = "text") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "text") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str = "Yes", value: str = "yes") -> Json:
    return {"text": plain(text), "value": value}


def section(**fields: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **fields}


def button(**fields: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain("Go"), **fields}


def actions(*elements: Json, **fields: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **fields}


def field(element: Json, **fields: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": {"action_id": "field", **element}, **fields}


def select(**fields: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", **fields}


def modal(*blocks: Json, **fields: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Save"), "blocks": list(blocks), **fields}


TEXT_INPUT = {"type": "plain_text_input"}
CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}
CELL = {"type": "raw_text", "text": "cell"}
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}]}
TOO_LONG = "must be less than {} characters [json-pointer:{}]"

BAD_BLOCKS: list[tuple[Any, str]] = [
    ({"type": "section"}, "must provide an array [json-pointer:/blocks]"),
    ([], "no less than 1 items allowed [json-pointer:/blocks]"),
    ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    (["text"], "must provide an object [json-pointer:/blocks/0]"),
    ([{}], "missing required field: type [json-pointer:/blocks/0]"),
    ([{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ([{"type": ["section"]}], "unsupported type: ['section'] [json-pointer:/blocks/0/type]"),
    ([{"type": "section"}], "missing required field: text or fields [json-pointer:/blocks/0]"),
    ([section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    ([section(text="text")], "must provide an object [json-pointer:/blocks/0/text]"),
    ([section(text=mrkdwn("x" * 3001))], TOO_LONG.format(3001, "/blocks/0/text/text")),
    ([section(text=mrkdwn(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section(text={"type": "html", "text": "x"})], "unsupported type: html [json-pointer:/blocks/0/text/type]"),
    ([section(text={**mrkdwn(), "emoji": True})], "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
    (
        [section(text={**plain(), "verbatim": True})],
        "invalid additional property: verbatim [json-pointer:/blocks/0/text]",
    ),
    ([section(fields=[mrkdwn()] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ([section(fields=[mrkdwn("x" * 2001)])], TOO_LONG.format(2001, "/blocks/0/fields/0/text")),
    ([section(expand="yes")], "must provide a boolean [json-pointer:/blocks/0/expand]"),
    ([section(accessory=TEXT_INPUT)], "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"),
    ([section(block_id="x" * 256)], TOO_LONG.format(256, "/blocks/0/block_id")),
    ([section(block_id="a"), section(block_id="a")], "block_id already exists: a [json-pointer:/blocks]"),
    ([{"type": "header", "text": plain("x" * 151)}], TOO_LONG.format(151, "/blocks/0/text/text")),
    ([{"type": "header", "text": mrkdwn()}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    (
        [{"type": "context", "elements": [mrkdwn()] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ([{"type": "context", "elements": []}], "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ([actions(button(), button())], "action_id already exists: go [json-pointer:/blocks/0]"),
    ([actions(button(text=plain("x" * 76)))], TOO_LONG.format(76, "/blocks/0/elements/0/text/text")),
    ([actions(button(text=mrkdwn()))], "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"),
    ([actions(button(value="x" * 2001))], TOO_LONG.format(2001, "/blocks/0/elements/0/value")),
    ([actions(button(url="x" * 3001))], TOO_LONG.format(3001, "/blocks/0/elements/0/url")),
    ([actions(button(style="green"))], "must be one of primary, danger [json-pointer:/blocks/0/elements/0/style]"),
    ([actions(button(action_id="x" * 256))], TOO_LONG.format(256, "/blocks/0/elements/0/action_id")),
    ([actions(button(value=42))], "must provide a string [json-pointer:/blocks/0/elements/0/value]"),
    ([actions(button(accessibility_label="x" * 76))], TOO_LONG.format(76, "/blocks/0/elements/0/accessibility_label")),
    (
        [actions(button(confirm={**CONFIRM, "title": plain("x" * 101)}))],
        TOO_LONG.format(101, "/blocks/0/elements/0/confirm/title/text"),
    ),
    (
        [actions(button(confirm={"title": plain()}))],
        "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    (
        [actions(select(options=[option("x" * 76)]))],
        TOO_LONG.format(76, "/blocks/0/elements/0/options/0/text/text"),
    ),
    (
        [actions(select(options=[option(value="x" * 151)]))],
        TOO_LONG.format(151, "/blocks/0/elements/0/options/0/value"),
    ),
    (
        [actions(select(options=[option(value=str(n)) for n in range(101)]))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    ([actions(select())], "must provide either options or option_groups [json-pointer:/blocks/0/elements/0]"),
    (
        [actions(select(options=[option()], initial_option=option("No", "no")))],
        "initial option must be one of the options [json-pointer:/blocks/0/elements/0]",
    ),
    (
        [actions({"type": "overflow", "action_id": "more", "options": [option(value=str(n)) for n in range(6)]})],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions({"type": "checkboxes", "action_id": "c", "options": [option(value=str(n)) for n in range(11)]})],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "21.11.2026"})],
        "must be a date written YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    (
        [actions({"type": "timepicker", "action_id": "t", "initial_time": "25:00"})],
        "must be a time written HH:mm [json-pointer:/blocks/0/elements/0/initial_time]",
    ),
    (
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    ([{"type": "image", "alt_text": "a"}], "missing required field: image_url or slack_file [json-pointer:/blocks/0]"),
    ([{"type": "markdown", "text": "x" * 12_001}], TOO_LONG.format(12_001, "/blocks/0/text")),
    (
        [{"type": "markdown", "text": "x" * 7000}] * 2,
        "all markdown blocks together must be less than 12001 characters [json-pointer:/blocks]",
    ),
    ([{"type": "alert", "text": plain()}], "unsupported type: alert [json-pointer:/blocks/0/type]"),
    ([{"type": "table", "rows": [[CELL]]}] * 2, "only_one_table_allowed [json-pointer:/blocks]"),
    ([{"type": "table", "rows": [[CELL]] * 101}], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    ([{"type": "table", "rows": [[CELL] * 21]}], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    (
        [{"type": "table", "rows": [[{**CELL, "text": ""}]]}],
        "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
    ),
    (
        [{"type": "table", "rows": [[{**CELL, "text": "x" * 9000}, {**CELL, "text": "x" * 9000}]]}],
        TOO_LONG.format(10_001, "/blocks/0/rows"),
    ),
    (
        [{"type": "rich_text", "elements": [{"type": "rich_text_table"}]}],
        "unsupported type: rich_text_table [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [{"type": "user"}]}]}],
        "missing required field: user_id [json-pointer:/blocks/0/elements/0/elements/0]",
    ),
    ([field({"type": "file_input"})], "unsupported type: file_input [json-pointer:/blocks/0/element/type]"),
    (
        [{"type": "card", "title": plain(), "actions": [button(action_id=str(n)) for n in range(4)]}],
        "no more than 3 items allowed [json-pointer:/blocks/0/actions]",
    ),
    ([{"type": "card", "body": plain("x" * 201)}], TOO_LONG.format(201, "/blocks/0/body/text")),
]

BAD_VIEWS: list[tuple[Any, str]] = [
    ([], "must provide an object [json-pointer:/view]"),
    (modal(type="window"), "unsupported type: window [json-pointer:/view/type]"),
    ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ({"type": "modal", "title": plain()}, "missing required field: blocks [json-pointer:/view]"),
    (modal(title=plain("x" * 25)), TOO_LONG.format(25, "/view/title/text")),
    (modal(submit=plain("x" * 25)), TOO_LONG.format(25, "/view/submit/text")),
    (modal(close=mrkdwn()), "unsupported type: mrkdwn [json-pointer:/view/close/type]"),
    (modal(private_metadata="x" * 3001), TOO_LONG.format(3001, "/view/private_metadata")),
    (modal(callback_id="x" * 256), TOO_LONG.format(256, "/view/callback_id")),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(field(TEXT_INPUT), submit=None), "missing required field: submit [json-pointer:/view]"),
    (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
    (modal({"type": "table", "rows": [[CELL]]}), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
    (modal({"type": "alert", "text": plain("x" * 201)}), TOO_LONG.format(201, "/view/blocks/0/text/text")),
    (modal(field(TEXT_INPUT, label=plain("x" * 2001))), TOO_LONG.format(2001, "/view/blocks/0/label/text")),
    (modal(field(TEXT_INPUT, label=mrkdwn())), "unsupported type: mrkdwn [json-pointer:/view/blocks/0/label/type]"),
    (modal(field(button())), "unsupported type: button [json-pointer:/view/blocks/0/element/type]"),
    (
        modal(field({**TEXT_INPUT, "initial_value": "x" * 3001})),
        TOO_LONG.format(3001, "/view/blocks/0/element/initial_value"),
    ),
    (
        modal(field({**TEXT_INPUT, "min_length": 9, "max_length": 3})),
        "min_length must not be greater than max_length [json-pointer:/view/blocks/0/element]",
    ),
    (
        modal(field({"type": "number_input"})),
        "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
    ),
    (
        modal(field({"type": "number_input", "is_decimal_allowed": True, "min_value": 3})),
        "must be a number written as a string [json-pointer:/view/blocks/0/element/min_value]",
    ),
    (
        modal(field({**TEXT_INPUT, "focus_on_load": True}), field({**TEXT_INPUT, "focus_on_load": True})),
        "only one element may have focus_on_load [json-pointer:/view/blocks]",
    ),
    ({"type": "home", "title": plain(), "blocks": []}, "invalid additional property: title [json-pointer:/view]"),
    (
        {"type": "home", "blocks": [{"type": "alert", "text": plain()}]},
        "unsupported type: alert [json-pointer:/view/blocks/0/type]",
    ),
]

GOOD_BLOCKS: list[Json] = [
    section(),
    section(text=plain("x" * 3000), fields=[mrkdwn("x" * 2000)] * 10, expand=True, accessory=button()),
    section(accessory={"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}),
    section(text={**mrkdwn(), "verbatim": True}),
    {"type": "header", "text": {**plain("x" * 150), "emoji": False}},
    {
        "type": "context",
        "elements": [mrkdwn(), plain(), {"type": "image", "image_url": "https://a.b/c", "alt_text": "c"}],
    },
    {"type": "divider", "block_id": "line"},
    actions(button(style="primary", confirm=CONFIRM, value=""), select(options=[option()], initial_option=option())),
    actions(select(option_groups=[{"label": plain(), "options": [option()]}], placeholder=plain())),
    actions({"type": "overflow", "action_id": "more", "options": [option(value=str(n)) for n in range(5)]}),
    actions({"type": "overflow", "action_id": "more", "options": [{**option(), "url": "https://example.com"}]}),
    actions({"type": "radio_buttons", "action_id": "r", "options": [{"text": mrkdwn(), "value": "1"}]}),
    field({"type": "conversations_select", "filter": {"include": ["public"], "exclude_bot_users": True}}),
    actions({"type": "checkboxes", "action_id": "c", "options": [option()], "initial_options": [option()]}),
    actions({"type": "users_select", "action_id": "u"}, {"type": "datetimepicker", "action_id": "when"}),
    field(TEXT_INPUT, hint=plain(), optional=True, dispatch_action=True),
    field({"type": "number_input", "is_decimal_allowed": False, "initial_value": "3", "min_value": "-1.5"}),
    field({"type": "rich_text_input", "initial_value": RICH}),
    RICH,
    {"type": "markdown", "text": "x" * 12_000},
    {"type": "table", "rows": [[CELL, RICH]] * 100, "column_settings": [{"align": "right", "is_wrapped": True}]},
    {"type": "card", "title": plain(), "body": mrkdwn(), "actions": [button()]},
    {"type": "container", "title": plain(), "is_collapsible": True, "child_blocks": [section()]},
    {
        "type": "plan",
        "title": "Plan",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "One", "status": "pending"}],
    },
]


@pytest.mark.parametrize(("blocks", "complaint"), BAD_BLOCKS)
def test_blocks_that_slack_refuses_are_refused_with_the_place(blocks: Any, complaint: str) -> None:
    assert complaint in message_problems(blocks)


@pytest.mark.parametrize(("view", "complaint"), BAD_VIEWS)
def test_views_that_slack_refuses_are_refused_with_the_place(view: Any, complaint: str) -> None:
    assert complaint in view_problems(view)


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: str(block["type"]))
def test_blocks_that_slack_takes_are_taken(block: Json) -> None:
    assert message_problems([block]) == []


def test_a_modal_that_slack_takes_is_taken() -> None:
    alert = {"type": "alert", "text": mrkdwn(), "level": "warning"}
    upload = field({"type": "file_input", "max_files": 3})
    view = modal(alert, section(), upload, field(TEXT_INPUT), private_metadata="", notify_on_close=True, close=plain())

    assert view_problems(view) == []


def test_a_home_view_may_be_empty() -> None:
    assert view_problems({"type": "home", "blocks": []}) == []


def test_a_modal_is_no_home_view() -> None:
    assert view_problems(modal(), "home") == ["unsupported type: modal [json-pointer:/view/type]"]


def test_the_text_of_a_message_is_counted_wherever_it_stands() -> None:
    assert text_length([section(text=mrkdwn("four"), fields=[mrkdwn("four")]), RICH]) == len("fourfourhi")
