"""What an edit changed."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentations import Part
from bot.views.values.difference import difference, runs
from sandbox.block_kit import message_problems, text_length
from tests.bot.drawn import card, the_card, the_notice
from tests.bot.records import MAIL, an_action, an_approval, an_edit, presented
from tests.views.reading import texts

LONG = "The quick brown fox jumps over the lazy dog, again and again. " * 5


def told(before: Any, after: Any) -> list[str]:
    """The runs that were struck through as `-…`, those in bold as `+…`."""
    styles = [(run["text"], run.get("style", {})) for run in difference("x", before, after, room=500)["elements"][1:]]
    signs = [("-" if style.get("strike") else "+" if style.get("bold") else "", text) for text, style in styles]
    return [sign + text for sign, text in signs if sign]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a", "b", ["-a", "+b"]),
        ("1", 1, ['-"1"', "+1"]),
        (1, 1.0, ["-1", "+1.0"]),
        ("a b", "a  b", ["-a b", "+a  b"]),
        ([1], [1, 2], ["-[1]", "+[1, 2]"]),
        (LONG, LONG.replace("lazy", "sleepy", 1), ["-lazy", "+sleepy"]),
        (LONG, LONG.replace("lazy", "la\u200bzy", 1), ["-lazy", "+la\\u{200B}zy"]),
        (LONG, f"{LONG}Bye.", ["+Bye."]),
        (LONG, LONG.replace(" the lazy dog", "", 1), ['-" the lazy dog"']),
    ],
)
def test_before_and_after_stand_side_by_side(before: Any, after: Any, expected: list[str]) -> None:
    assert told(before, after) == expected


@pytest.mark.parametrize(("before", "after"), [(None, "new"), ("old", None), ("", "new"), ("old", "")])
def test_what_was_absent_is_said(before: Any, after: Any) -> None:
    said = texts(difference("x", before, after, room=100))

    assert ("(none)" in said, "(empty)" in said) == (None in (before, after), "" in (before, after))


TEXT = st.text(alphabet="ab .\n", max_size=60)


@given(TEXT, TEXT)
def test_the_runs_are_exactly_the_two_texts(before: str, after: str) -> None:
    found = runs(before, after)

    assert "".join(run.kept + run.before for run in found) == before
    assert "".join(run.kept + run.after for run in found) == after


def test_no_run_of_code_goes_over_a_line() -> None:
    before = "Dear Alice,\n\nsee you at ten.\nBring the signed papers.\n\nYours,\nRiley\n" * 2
    runs_of_code = [
        run["text"]
        for run in difference("x", before, before.replace("ten.\nBring", "noon.\n\nDo bring", 1), room=500)["elements"]
        if run.get("style", {}).get("code")
    ]

    assert ("ten" in runs_of_code, "noon" in runs_of_code) == (True, True)
    assert [text for text in runs_of_code if "\n" in text] == []


def test_of_other_lines_nothing_is_shown() -> None:
    before = "Dear Alice,\n\nthe review is tomorrow at ten, in Room Aurora. See you there.\n\nBest regards\n" + LONG

    said = texts(difference("x", before, before.replace("Aurora", "Borealis"), room=300))
    assert said == "x:  … is tomorrow at ten, in Room Aurora  changed to  Borealis. See you there. … \n"


def test_what_stayed_and_what_is_too_long_is_cut_between_words() -> None:
    said = texts(difference("x", LONG, LONG.replace("lazy", "sleepy dreamy " * 30, 1), room=100))

    assert said.startswith("x: The quick brown fox jumps over the lazy  changed to  sleepy dreamy")
    assert re.findall(r"(\S+)\s*…", said)[0] in {"sleepy", "dreamy"}


@pytest.mark.parametrize("length", [10, 1000, 100_000])
def test_a_change_of_any_length_takes_no_more_room_than_it_has(length: int) -> None:
    element = difference("x" * length, "a b " * length, "b c\u202e " * length, room=300)

    assert text_length([element]) < 3 * 300 + 200
    assert message_problems([{"type": "rich_text", "elements": [element]}]) == []


def test_an_edit_is_shown_on_the_card_and_in_the_thread() -> None:
    approval = an_approval(votes={0: an_edit(MAIL | {"to": "bob@ex\u0430mple.com"})})
    shown = r"bob@ex\u{430}mple.com"

    assert (shown in texts(the_notice(approval).blocks), shown.replace("\\", "\\\\") in card(approval)) == (True, True)


def test_a_change_is_labelled_as_the_arguments_are() -> None:
    action = presented(an_action(), Part(argument="subject", label="Subject line"))
    approval = an_approval(action, votes={0: an_edit(MAIL | {"subject": "Moved"})})

    assert "Subject line: Review  changed to  Moved" in texts(the_card(approval).blocks)
