"""The views behind the buttons, and the summary: Slack takes each, and each says what submitting does."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.approvals import Approval, Course
from bot.audit import Summary
from bot.policy import People, Stage
from bot.presentations import Part
from bot.views import modals
from bot.views.summary import duration, summary
from sandbox.block_kit import message_problems, view_problems
from sandbox.block_kit.values import field_errors, state_values
from tests.bot.drawn import edit_view
from tests.bot.records import MAIL, a_question, a_rule, a_vote, an_action, an_approval, presented

View = Callable[[Approval, int], dict[str, Any]]
VIEWS: list[View] = [edit_view, modals.reject, modals.respond, modals.show_all]
APPROVALS = {
    "a mail": an_approval(),
    "no arguments": an_approval(an_action({}, arguments_schema={})),
    "empty values": an_approval(an_action(dict.fromkeys(MAIL, ""))),
    "odd values": an_approval(an_action({"a": None, "b": [], "c": {"d": 1.5}, "e": False})),
    "long values": an_approval(an_action(dict.fromkeys(MAIL, "x" * 3000))),
    "a very long value": an_approval(an_action({"x": "y\n" * 50_000})),
    "a longer value": an_approval(an_action({"x": "é" * 200_000})),
    "many values": an_approval(an_action({f"x{n}": n for n in range(500)})),
    "a long name": an_approval(an_action({"x" * 5000: 1})),
    "an empty name": an_approval(an_action({"": 1})),
    "a question": an_approval(a_question()),
    "an empty question": an_approval(a_question("")),
    "a doubt": an_approval(an_action(rule=a_rule(decisions=("respond", "approve", "reject"))), kind="doubt"),
}


def checked(view: dict[str, Any]) -> dict[str, Any]:
    """The view, if Slack would take it."""
    assert view_problems(view, "modal") == []
    assert len(json.dumps(view)) < 250_000
    return view


def parts(view: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return view["title"]["text"], (view.get("submit") or {}).get("text"), view.get("callback_id")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("approval", APPROVALS.values(), ids=APPROVALS)
def test_slack_takes_every_view(view: View, approval: Approval) -> None:
    checked(view(approval, 0))


@pytest.mark.parametrize(
    ("view", "title", "submit", "callback"),
    [
        (edit_view, "Edit", "Approve with changes", "edit"),
        (modals.reject, "Reject", "Reject", "reject"),
        (modals.respond, "Respond", "Respond", "respond"),
        (modals.show_all, "All arguments", "Approve", "approve"),
    ],
)
def test_a_view_says_what_submitting_does(view: View, title: str, submit: str, callback: str) -> None:
    assert parts(view(an_approval(), 0)) == (title, submit, callback)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_carries_only_the_approval_and_the_action(view: View) -> None:
    approval = an_approval(an_action(), an_action(call="c2"))

    assert view(approval, 1)["private_metadata"] == "a1:1:0"


def test_the_edit_form_has_a_field_for_each_argument_filled_in() -> None:
    blocks = edit_view(an_approval(), 0)["blocks"]
    fields = {b["label"]["text"]: b["element"]["initial_value"] for b in blocks if b["type"] == "input"}

    assert fields == MAIL


def test_the_form_calls_the_arguments_what_the_card_calls_them() -> None:
    action = presented(an_action(), Part(argument="to", label="To"), Part(argument="body", label="Message"))
    view = edit_view(an_approval(action), 0)

    assert [b["label"]["text"] for b in view["blocks"] if b["type"] == "input"] == ["To", "subject", "Message"]


def test_a_rejection_needs_no_reason_and_a_response_needs_an_answer() -> None:
    def required(view: dict[str, Any]) -> list[str]:
        return [*field_errors(view["blocks"], state_values(view["blocks"], {}))]

    assert required(modals.reject(an_approval(), 0)) == []
    assert required(modals.respond(an_approval(), 0)) == [modals.ANSWER]


def test_a_view_of_all_arguments_approves_only_where_the_rule_does() -> None:
    view = modals.show_all(an_approval(an_action(rule=a_rule(decisions=("reject",)))), 0)

    assert (view.get("submit"), "alice@example.com" in json.dumps(view)) == (None, True)


def test_the_views_of_a_doubt_say_what_became_of_the_call() -> None:
    titles = [parts(view(APPROVALS["a doubt"], 0))[1] for view in (modals.respond, modals.reject, modals.show_all)]

    assert titles == ["It ran", "Give up", "Run again"]


def test_a_refused_submission_says_why() -> None:
    assert "Already decided." in json.dumps(checked(modals.refused("Already decided.")))


def test_a_quiet_day_has_a_summary_too() -> None:
    drawn = summary(Summary())

    assert message_problems(drawn.blocks) == []
    assert drawn.text == "Approvals, last 24 hours: 0 requested, 0 decided, 0 expired."


def test_a_summary_counts_by_decision_tool_and_approver() -> None:
    found = Summary(
        requests=3,
        decisions={"approve": 2, "reject": 1},
        tools={"send_email": {"approve": 2, "reject": 1}},
        approvers={"U2": {"approve": 2}, "clock": {"reject": 1}},
        expired=1,
        median_wait=30,
        slowest_wait=7200,
    )
    drawn = summary(found)
    shown = json.dumps(drawn.blocks)

    assert message_problems(drawn.blocks) == []
    for line in ("`send_email`: 2 approved, 1 rejected", "<@U2>: 2 approved", "the clock (expired): 1 rejected"):
        assert line in shown
    assert "People took 30 s (median), 2.0 h at most." in shown


def test_a_summary_of_many_people_fits() -> None:
    people = {f"U{n:010}": {"approve": n} for n in range(1000)}

    assert message_problems(summary(Summary(decisions={"approve": 1}, approvers=people, tools=people)).blocks) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "1.5 h"), (200_000, "2.3 d")],
)
def test_waiting_times_read_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_form_whose_author_does_not_approve_says_who_does() -> None:
    lead, finance = (Stage(approvers=People(users=(user,))) for user in ("U2", "U3"))
    waiting = an_approval(an_action(rule=a_rule(stages=(lead, finance))))
    at_finance = waiting.model_copy(update={"courses": {0: Course(stage=1, votes=(a_vote(),))}})
    view = checked(modals.edit(at_finance, 0, approves=False))

    assert parts(view) == ("Edit", "Save changes", "edit")
    assert "waits for approval by others: <@U2>. Votes cast so far do not count" in json.dumps(view)


def test_a_form_whose_author_is_one_of_several_approvers_says_so() -> None:
    pair = a_rule(stages=(Stage(approvers=People(users=("U2", "U3")), quorum=2),))

    assert "and when others have approved it too." in json.dumps(edit_view(an_approval(an_action(rule=pair)), 0))


def test_a_reason_is_required_where_the_policy_says_so() -> None:
    strict = an_approval(an_action(rule=a_rule(reason_required=("reject", "edit"))))
    fields = {view: view(strict, 0)["blocks"][-1] for view in (edit_view, modals.reject)}

    assert {view: (field["block_id"], field["optional"]) for view, field in fields.items()} == dict.fromkeys(
        (edit_view, modals.reject), (modals.REASON, False)
    )
    assert checked(edit_view(an_approval(), 0))["blocks"][-1]["block_id"] != modals.REASON


def test_a_vote_that_counts_closes_all_views_when_it_is_read() -> None:
    assert checked(modals.counted("Your approval counts."))["clear_on_close"] is True


def test_all_arguments_stand_under_the_tool_and_who_asked() -> None:
    first = modals.show_all(an_approval(), 0)["blocks"][0]

    assert first["text"]["text"] == "*send_email*, asked by <@U1>"
