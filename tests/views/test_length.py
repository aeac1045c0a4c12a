"""However long the arguments are: what cannot be read on the card is reached from it, or is not approved."""

import json
from typing import Any

import pytest

from agent.calls import LONGEST
from bot.approvals import Approval
from bot.views import modals
from bot.views.values.pages import book
from sandbox.block_kit import text_length, view_problems
from tests.bot.drawn import SAFE, buttons, the_card
from tests.bot.records import a_rule, an_action, an_approval
from tests.views.reading import nodes, texts

MARK = "[here]"
LENGTHS = [1, 120, 121, 2900, 5000, 5200, 20_000, 200_000, LONGEST - 100]
PLACES = [0, 0.001, 0.25, 0.5, 0.77, 0.999, 1]
FILLINGS = {"words": "lorem ipsum ", "one word": "x", "lines": "a\n", "Han": "文", "hidden": "\u202e", "quotes": '"'}


def _pages(approval: Approval) -> list[dict[str, Any]]:
    """Every page, as somebody would turn them."""
    found = [modals.show_all(approval, 0)]
    while (following := _following(found[-1])) is not None:
        found.append(modals.show_all(approval, 0, following))
    return found


def _following(view: dict[str, Any]) -> int | None:
    found = [node["value"] for node in nodes(view) if node.get("action_id") == "next_page"]
    return int(found[0].split(":")[-1]) if found else None


def _filled(filling: str, length: int, place: float) -> str:
    size = length // len(filling.encode())
    text = (filling * (size // len(filling) + 1))[:size]
    at = int(size * place)
    return text[:at] + MARK + text[at:]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("place", PLACES)
def test_a_mark_anywhere_can_be_read_from_the_card_or_there_is_no_approval(length: int, place: float) -> None:
    approval = an_approval(an_action({"body": _filled("lorem ipsum ", length, place)}))
    drawn = the_card(approval)
    on_card = MARK in texts(drawn.blocks)

    assert ("Approve" in buttons(drawn)) <= on_card
    assert on_card or "Show all" in buttons(drawn)
    assert MARK in "".join(texts(view["blocks"]) for view in _pages(approval))


@pytest.mark.parametrize("filling", FILLINGS.values(), ids=FILLINGS)
def test_slack_takes_every_page_of_the_longest_arguments(filling: str) -> None:
    approval = an_approval(an_action({"to": "a@example.com", "body": _filled(filling, LONGEST // 2, 0.5)}))
    pages = _pages(approval)

    assert text_length(the_card(approval).blocks) <= SAFE
    assert [problem for view in pages for problem in view_problems(view, "modal")] == []
    assert max(len(json.dumps(view)) for view in pages) < 250_000


def test_the_approval_stands_where_everything_has_been_shown() -> None:
    approval = an_approval(an_action({"body": "x" * 500_000}))
    pages, read = _pages(approval), book(approval.ask.actions[0]).read

    assert [bool(view.get("submit")) for view in pages] == [number >= read for number in range(len(pages))]
    assert texts([view["blocks"] for view in pages[: read + 1]]).count("x") >= 500_000


def test_where_the_rule_does_not_let_approve_no_page_does() -> None:
    approval = an_approval(an_action({"body": "x" * 500_000}, rule=a_rule(decisions=("reject",))))

    assert not any(view.get("submit") for view in _pages(approval))


@pytest.mark.parametrize("count", [1, 40, 200, 5000])
def test_many_arguments_are_reached_like_long_ones(count: int) -> None:
    approval = an_approval(an_action({f"name{n}": n for n in range(count)}))
    drawn, pages = the_card(approval), _pages(approval)

    assert ("Approve" in buttons(drawn)) is (count <= 40)
    assert {f"name{n}: {n}" for n in range(count)} <= {*texts([view["blocks"] for view in pages]).splitlines()}
    assert max(len(json.dumps(view)) for view in pages) < 250_000


def test_the_exact_arguments_stand_behind_the_readable_ones() -> None:
    action = an_action({"b": [1, {"c": "d"}], "a": "text"})
    shown = texts(modals.show_all(an_approval(action), 0)["blocks"])

    assert action.arguments in shown


def test_a_long_value_shows_both_ends_its_length_and_its_digest() -> None:
    shown = texts(the_card(an_approval(an_action({"body": "first" + "x" * 50_000 + "last"}))).blocks)

    assert all(word in shown for word in ("first", "last", "50,009 characters in all", "SHA-256"))


def test_short_arguments_beside_a_long_one_are_shown_whole() -> None:
    long = an_action({"body": "x" * 50_000, "subject": "y" * 500, "to": "alice@example.com"})

    assert "y" * 500 in texts(the_card(an_approval(long)).blocks)


def test_lines_take_room_too() -> None:
    """A text of a thousand lines would push the buttons, and what stands before it, out of sight."""
    approval = an_approval(an_action({"body": "\n" * 1000 + "the end"}))

    assert "Show all" in buttons(the_card(approval))
    assert texts(the_card(approval).blocks).count("\n") < 200
