"""What an approver reads of ordinary arguments."""

from typing import Any

import pytest

from bot.approvals import Action
from bot.presentations import Note, Part
from bot.views import modals
from bot.views.values.arguments import arguments
from sandbox.block_kit import message_problems
from tests.bot.records import MAIL, an_action, an_approval, presented
from tests.views.reading import blocks_of_text, nodes, texts


def shown(action: Action) -> str:
    blocks = arguments(action, budget=5200).blocks
    assert message_problems(blocks) == []
    return texts(blocks)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "x: plain"),
        ("12", 'x: "12"'),
        (12, "x: 12"),
        (1.0, "x: 1.0"),
        ("true", 'x: "true"'),
        (True, "x: true"),
        ("null", 'x: "null"'),
        (None, "x: (none)"),
        ("(none)", "x: (none)"),
        ("", "x: (empty)"),
        (" a ", 'x: " a "'),
        ([], "x: []"),
        ({"a": [1, "b"]}, 'x: {"a": [1, "b"]}'),
        ("two\nlines", "x:two\nlines"),
    ],
)
def test_a_value_reads_as_what_it_is(value: Any, text: str) -> None:
    assert shown(an_action({"x": value})).strip() == text


def test_our_word_for_nothing_is_not_set_like_a_value() -> None:
    def style(value: Any) -> Any:
        runs = nodes(arguments(an_action({"x": value}), budget=100).blocks)
        return next(run["style"] for run in runs if run.get("text") == "(none)")

    assert (style(None), style("(none)")) == ({"italic": True}, {"code": True})


def test_a_list_of_records_is_a_table() -> None:
    rows = [{"name": "Alice Moore", "team": "日本", "age": 41}, {"name": "Bob", "team": "Sales", "age": None}]

    assert blocks_of_text(arguments(an_action({"rows": rows}), budget=5200).blocks) == [
        "age  │ name        │ team\n─────┼─────────────┼──────\n41   │ Alice Moore │ 日本\nnull │ Bob         │ Sales"
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [{"a": "x │ y", "b": 1}, {"a": "z", "b": 2}],
        [{"a": "x\ny", "b": "long enough for lines of its own"}],
        [{"a": 1, "b": "long enough for lines of its own"}, {"b": 2}],
        [{"a": [1, 2, 3], "b": "long enough for lines of its own"}],
        [{"a": "x" * 100}],
        [{f"column {n}": n for n in range(12)}],
    ],
)
def test_what_would_break_a_table_is_a_tree(rows: Any) -> None:
    (tree,) = blocks_of_text(arguments(an_action({"rows": rows}), budget=5200).blocks)

    assert tree.startswith("[\n  {\n")


@pytest.mark.parametrize(
    ("value", "epoch"),
    [
        ("2026-01-05T10:00:00Z", 1767607200),
        ("2026-01-05T10:00:00+02:00", 1767600000),
        ("2026-01-05 10:00+00:00", 1767607200),
        ("2026-01-05T10:00:00", None),
        ("2026-01-05", None),
        ("2026-13-45T10:00:00Z", None),
        ("1-800-FLOWERS, say 10:00", None),
    ],
)
def test_a_moment_stands_in_the_readers_zone_too(value: str, epoch: int | None) -> None:
    blocks = arguments(an_action({"at": value}), budget=5200).blocks
    dates = [node["timestamp"] for node in nodes(blocks) if node.get("type") == "date"]

    assert dates == ([] if epoch is None else [epoch])
    assert value in texts(blocks)


def test_the_real_host_stands_beside_a_text_with_links() -> None:
    said = shown(an_action({"body": "Please sign at https://bank.example@evil.example/ today.\nThanks"}))

    assert "Links lead to evil.example" in said


def test_a_banner_says_what_was_found_and_where() -> None:
    blocks = arguments(an_action({"to": "bob@ex\u0430mple.com", "body": "a\u200bb"}), budget=5200).blocks

    assert texts(blocks[:1]).splitlines()[1:] == [
        "to: cyrillic small letter a U+0430; first at character 7",
        "body: zero width space U+200B; first at character 2",
    ]
    assert len(arguments(an_action(MAIL), budget=5200).blocks) == 1


def test_a_presentation_orders_names_and_explains() -> None:
    parts = (
        Part(argument="subject", label="Subject"),
        Part(argument="to", label="To", notes=(Note(text="one person"),)),
    )
    lines = shown(presented(an_action(), *parts)).splitlines()

    assert lines == ["Subject: Review", "To: alice@example.com  one person", "body: See you at ten."]


def test_a_presentation_hides_nothing_and_adds_nothing() -> None:
    plainly = shown(an_action())

    assert shown(presented(an_action(), Part(argument="nothing", label="Fake"))) == plainly
    assert "See you at ten." in shown(presented(an_action(), Part(argument="to")))


def test_a_presentation_of_other_arguments_does_not_count() -> None:
    edited = presented(an_action(), Part(argument="to", notes=(Note(text="trusted"),))).model_copy(
        update={"arguments": '{"to":"b"}'}
    )

    assert "trusted" not in shown(edited)


@pytest.mark.parametrize(
    ("value", "reading", "taken"),
    [
        ("select a from b", "SELECT\n  a\nFROM b", True),
        ("select a from b", "SELECT\n  a", False),
        ("delete from b", "select from b", False),
        ({"deep": {"name": "x", "count": 12}}, "deep: name is x, count is 12", True),
        ({"deep": {"name": "x", "count": 12}}, "deep: name is x", False),
    ],
)
def test_a_reading_is_taken_only_if_it_says_the_same(value: Any, reading: str, taken: bool) -> None:
    action = presented(an_action({"x": value}), Part(argument="x", reading=reading))

    assert (reading in shown(action)) is taken
    assert taken or "laid out" not in shown(action)


def test_a_form_warns_of_what_its_fields_do_not_show() -> None:
    view = modals.edit(an_approval(an_action(MAIL | {"body": "a\u202eb"})), 0, approves=True)

    assert "body: right-to-left override U+202E; first at character 2" in texts(view["blocks"])
