"""Any arguments on a card: Slack takes it, nothing is read as markup, nothing unseen is approved."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.calls import MOST
from bot.approvals import Vote
from bot.views.question import question
from sandbox.block_kit import text_length
from tests.bot.drawn import SAFE, VOTES, buttons, card, checked, drawn_cards, mrkdwn, the_card, the_notice, told
from tests.bot.records import (
    MAIL,
    a_question,
    a_vote,
    an_action,
    an_approval,
    an_edit,
)
from tests.views.reading import texts


@pytest.mark.parametrize("length", [1, 119, 121, 3000, 7000, 100_000])
def test_who_cannot_see_all_of_it_cannot_approve_it(length: int) -> None:
    """A mark at the end must be on the card wherever Approve is."""
    approval = an_approval(an_action(MAIL | {"body": "x" * length + "MARK"}))
    offered = buttons(the_card(approval))

    assert ("Approve" in offered) is ("x" * length + "MARK" in texts(the_card(approval).blocks))
    assert offered in (
        ["Approve", "Edit", "Reject", "Respond", "Ask"],
        ["Show all", "Reject", "Respond", "Ask"],
    )


@pytest.mark.parametrize(
    "arguments", [{f"x{n}": "y" * 190 for n in range(200)}, {"x" * 20_000: 1}, {"x": ["y"] * 9000}]
)
def test_any_shape_of_long_arguments_fits_on_the_card(arguments: dict[str, Any]) -> None:
    drawn = the_card(an_approval(an_action(arguments)))

    assert text_length(drawn.blocks) <= SAFE
    assert "Approve" not in buttons(drawn)


def test_what_cannot_be_seen_cannot_be_approved_with_the_others_either() -> None:
    long = an_action(MAIL | {"body": "x" * 50_000}, call="c2")

    cards = drawn_cards(an_approval(an_action(), long, an_action(call="c3")))

    assert not any("Approve all" in buttons(drawn) for drawn in cards)


def test_a_call_without_arguments_says_so() -> None:
    assert "No arguments." in card(an_approval(an_action({})))


@pytest.mark.parametrize("value", ["", " ", "\n", None, [], {}, False, 0, "\u202e", "\U0001f600"])
def test_any_value_can_be_shown_edited_and_asked(value: Any) -> None:
    action = an_action({"x": value, "y": "z"})

    the_card(an_approval(action))
    the_card(an_approval(action, votes={0: an_edit({"x": "new", "y": value})}))
    checked(question(an_approval(a_question().model_copy(update={"arguments": action.arguments}))))


@pytest.mark.parametrize("calls", [1, MOST])
@pytest.mark.parametrize(
    "vote", [None, *[vote for vote, _ in VOTES.values()], an_edit(dict.fromkeys(MAIL, "y" * 3000))]
)
def test_the_longest_card_is_one_that_slack_takes(calls: int, vote: Vote | None) -> None:
    wordy = vote and vote.model_copy(update={"message": "&" * 3000 if vote.message else None})
    actions = [an_action(dict.fromkeys(MAIL, "x" * 3000), call=f"c{n}") for n in range(calls)]
    approval = an_approval(*actions, votes=dict.fromkeys(range(calls), wordy) if wordy else {}, reason="z" * 9000)

    for drawn in drawn_cards(approval):
        assert (text_length(drawn.blocks) <= SAFE, len(drawn.blocks) <= 50) == (True, True)
    the_notice(approval)


HOSTILE = st.lists(
    st.sampled_from(["<", ">", "&", "!", "@", "#", "|", "*", "_", "`", "~", "\n", "\r", "U2", "http://", "a"])
).map("".join)


@settings(max_examples=60)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_an_agent_writes_is_read_as_markup(name: str, value: str, reason: str) -> None:
    marked = f"\x01{value}"
    action = an_action({name: marked, "list": [marked]})
    for votes in ({}, {0: an_edit({name: marked + "!"})}, {0: a_vote()}):
        approval = an_approval(action, votes=votes, reason=f"\x01{reason}")
        drawn = [the_card(approval), the_notice(approval)]

        assert not any("\x01" in text for each in drawn for text in [*mrkdwn(checked(each).blocks), each.text])


@given(HOSTILE)
def test_nothing_a_reviewer_writes_pages_anybody(message: str) -> None:
    text = told(an_approval(votes={0: a_vote("reject", message=message)}))
    quoted = text.partition("\n")[2]

    assert "<" not in quoted
    assert all(line.startswith(">") for line in quoted.split("\n") if quoted)
