"""What the asker decides alone: the agent's questions, and own requests to confirm."""

import json

import pytest

from bot.views import modals
from bot.views.question import question
from tests.bot.drawn import buttons, checked
from tests.bot.records import a_question, a_rule, a_vote, an_action, an_approval

CONFIRM = a_rule(asks="requester", stages=())


def test_an_own_request_is_confirmed_where_it_was_asked() -> None:
    drawn = checked(question(an_approval(an_action(rule=CONFIRM))))
    shown = json.dumps(drawn.blocks)

    assert drawn.text == "<@U1>, please confirm what would run."
    assert buttons(drawn) == ["Approve", "Edit", "Cancel"]
    assert ("alice@example.com" in shown, an_action().digest[:12] in shown) == (True, True)


def test_a_confirmed_request_shows_the_outcome() -> None:
    drawn = checked(question(an_approval(an_action(rule=CONFIRM), votes={0: a_vote(person="U1")})))

    assert (buttons(drawn), "*Approved* by <@U1>" in json.dumps(drawn.blocks)) == ([], True)


def test_a_question_and_a_request_of_one_turn_stand_on_one_message() -> None:
    drawn = checked(question(an_approval(a_question(), an_action(rule=CONFIRM, call="c2"))))

    assert buttons(drawn) == ["Answer", "Approve", "Edit", "Cancel"]


@pytest.mark.parametrize(
    ("decisions", "offered"),
    [
        (("approve", "reject"), ["Approve", "Cancel"]),
        (("respond", "reject"), ["Answer", "Decline"]),
        (("edit",), ["Edit"]),
    ],
)
def test_only_what_the_rule_allows_is_offered(decisions: tuple[str, ...], offered: list[str]) -> None:
    action = an_action(rule=a_rule(asks="requester", stages=(), decisions=decisions))

    assert buttons(checked(question(an_approval(action)))) == offered


def test_not_to_confirm_is_no_button_that_is_called_cancel_twice() -> None:
    view = modals.reject(an_approval(an_action(rule=CONFIRM)), 0)

    assert (view["submit"]["text"], view["close"]["text"]) == ("Do not run", "Cancel")
