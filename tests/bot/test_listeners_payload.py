"""What a payload says, whoever wrote it."""

from typing import Any

import pytest

from bot.listeners.messages import _readable
from bot.listeners.payload import Click, clean, click, seen, target, team, typed

PRESSED = {
    "user": {"id": "U2", "team_id": "T1"},
    "team": {"id": "T1"},
    "channel": {"id": "C2"},
    "message": {"ts": "2.0", "thread_ts": "1.0"},
    "trigger_id": "t",
    "actions": [{"action_id": "approve", "value": "a1:3:2"}],
}


def test_a_click_says_who_pressed_what_where() -> None:
    assert click(PRESSED) == Click(
        approval="a1",
        action=3,
        version=2,
        person="U2",
        team="T1",
        channel="C2",
        thread_ts="1.0",
        trigger="t",
        view=None,
        inside=False,
        page=0,
    )


@pytest.mark.parametrize("missing", ["message", "channel", "trigger_id", "team"])
def test_a_click_may_come_without_its_surroundings(missing: str) -> None:
    body = {name: value for name, value in PRESSED.items() if name != missing}

    assert (click(body).approval, click(body | {missing: None}).action) == ("a1", 3)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("a1:0:0", ("a1", 0, 0)),
        ("a1:12:3", ("a1", 12, 3)),
        ("a1:0", ("a1", 0, -1)),
        ("a1", ("a1", -1, -1)),
        ("a1:", ("a1", -1, -1)),
        ("a1:-1", ("a1", -1, -1)),
        ("a1:x:1", ("a1", -1, 1)),
        ("a1:1:x", ("a1", 1, -1)),
        ("a1:1:2:3", ("a1", 1, 2)),
        ("a1:0:1000", ("a1", 0, 1000)),
        ("a1:²:²", ("a1", -1, -1)),
        ("a1:" + "9" * 400, ("a1", -1, -1)),
        ("", ("", -1, -1)),
        (None, ("", -1, -1)),
        (5, ("5", -1, -1)),
        ([], ("", -1, -1)),
        ({"a": 1}, ("{'a'", -1, -1)),
    ],
)
def test_a_buttons_value_is_a_hint_and_nothing_more(value: object, meant: tuple[str, int, int]) -> None:
    assert target(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("a1:0:0,1:3", {0: 0, 1: 3}),
        ("a1:2:1", {2: 1}),
        ("a1:0:0,1,2:x,:3,4:5:6", {0: 0}),
        ("a1", {}),
        (None, {}),
    ],
)
def test_a_button_for_several_actions_says_what_was_shown_of_each(value: object, meant: dict[int, int]) -> None:
    assert seen(value) == meant


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ({"user": {"id": "U", "team_id": "T2"}, "team": {"id": "T1"}}, "T2"),
        ({"user": {"id": "U"}, "team": {"id": "T1"}}, "T1"),
        ({"user": {"id": "U"}, "team": None}, ""),
    ],
)
def test_the_workspace_is_that_of_the_person(body: dict[str, Any], meant: str) -> None:
    assert team(body) == meant


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        ({"reason": {"reason": {"value": " She is away. "}}}, "She is away."),
        ({"reason": {"reason": {"value": "\ud83d"}}}, "?"),
        ({"reason": {"reason": {"value": None}}}, ""),
        ({"reason": {"reason": {}}}, ""),
        ({"reason": {}}, ""),
        ({}, ""),
    ],
)
def test_a_field_reads_as_what_was_typed(state: dict[str, Any], meant: str) -> None:
    assert typed({"view": {"state": {"values": state}}}, "reason") == meant


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("write <mailto:a@b.c|a@b.c>", "write a@b.c"),
        ("call <tel:+4930|030>", "call 030"),
        ("see <https://x.org/?a=1&amp;b=2|the page>", "see https://x.org/?a=1&b=2"),
        ("see <https://x.org>", "see https://x.org"),
        ("in <#C1|general>", "in #general"),
        ("for <@U2>", "for <@U2>"),
    ],
)
def test_the_model_reads_what_a_person_typed(stored: str, read: str) -> None:
    assert _readable(stored) == read


def test_half_characters_are_replaced_so_that_they_can_be_stored() -> None:
    assert clean("a\ud83d b \U0001f600") == "a? b \U0001f600"
