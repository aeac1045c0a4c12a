"""What an interrupt gets: an answer of the shape in which it asked, or none at all."""

from typing import Any

import pytest

from bot.answers import clock_votes, grant, is_allowed, response, unheard
from bot.approvals import CLOCK, Vote
from bot.views.notes import stopped
from tests.bot.records import MAIL, a_rule, a_vote, an_action, an_approval, an_ask, an_edit

OTHER = MAIL | {"to": "bob@example.com"}
REQUEST = {"action": "send_email", "args": MAIL}
QUESTION = an_action(
    {"question": "Shall I?"}, tool="interrupt:ask", rule=a_rule(decisions=("respond", "reject")), takes=("respond",)
)


def answered(vote: Vote, **changes: Any) -> Any:
    return response(an_approval(an_action(), votes={0: vote}, **changes))


@pytest.mark.parametrize(
    ("vote", "answer"),
    [
        (a_vote(), {"type": "approve"}),
        (an_edit(OTHER), {"type": "edit", "edited_action": {"name": "send_email", "args": OTHER}}),
        (a_vote("respond", message="I did."), {"type": "respond", "message": "I did."}),
        (a_vote("reject", CLOCK, message="Expired"), {"type": "reject", "message": "Expired"}),
    ],
    ids=["approve", "edit", "respond", "reject"],
)
def test_one_interrupt_a_call_gets_one_decision(vote: Vote, answer: Any) -> None:
    assert answered(vote, shape="per_call") == answer


@pytest.mark.parametrize(
    ("vote", "answer"),
    [
        (a_vote(), {"type": "accept", "args": REQUEST}),
        (an_edit(OTHER), {"type": "edit", "args": {"action": "send_email", "args": OTHER}}),
        (a_vote("respond", message="I did."), {"type": "response", "args": "I did."}),
        (a_vote("reject", message="No."), {"type": "ignore", "args": None}),
    ],
    ids=["accept", "edit", "response", "ignore"],
)
def test_agent_inbox_gets_a_list_of_its_own_words(vote: Vote, answer: Any) -> None:
    assert answered(vote, shape="inbox") == [answer]


def test_no_grant_is_given_for_what_only_has_a_title() -> None:
    assert grant(an_ask(shape="inbox"), an_action(), a_vote()) is None


def a_question_answered(value: str | None, **changes: Any) -> Any:
    vote = a_vote("respond", value=value)
    return an_approval(QUESTION, votes={0: vote}, shape="value", **changes)


@pytest.mark.parametrize("value", ['"yes"', "null", '{"ok":true}', "[1,2.5]"])
def test_a_graphs_own_question_gets_the_very_value(value: str) -> None:
    assert (
        response(a_question_answered(value))
        == {
            '"yes"': "yes",
            "null": None,
            '{"ok":true}': {"ok": True},
            "[1,2.5]": [1, 2.5],
        }[value]
    )


def test_an_answer_that_the_schema_does_not_take_never_reaches_the_graph() -> None:
    approval = a_question_answered('"maybe"', response_schema={"enum": ["yes", "no"]})
    with pytest.raises(ValueError, match="the graph does not take this answer"):
        response(approval)


def test_a_vote_without_a_value_answers_no_question() -> None:
    with pytest.raises(ValueError, match="nobody gave an answer"):
        response(a_question_answered(None))


def test_a_value_comes_with_a_response_only() -> None:
    assert not is_allowed(an_action(), a_vote(value="1"))


def test_nobody_makes_up_an_answer_for_people_who_gave_none() -> None:
    ask = an_ask(QUESTION, shape="value")
    (vote,) = clock_votes(ask, timeout="24h")
    approval = an_approval(QUESTION, votes={0: vote}, shape="value")

    assert unheard(approval) == 0
    assert "I stopped at the question from `ask`: it expired." in stopped(approval, 0)


def test_a_graph_that_has_no_ear_for_a_rejection_is_stopped_by_one() -> None:
    only = an_action(takes=("approve",))

    assert unheard(an_approval(only, votes={0: a_vote("reject")}, shape="inbox")) == 0
    assert unheard(an_approval(only, votes={0: a_vote()}, shape="inbox")) is None
