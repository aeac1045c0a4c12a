"""The Approval's own rules: canonical bytes, digests, the clock's votes and the answer for the run."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import changes, clock_votes, grant, response
from bot.approvals import CLOCK, MOVES, POLICY, State, Vote
from bot.canonical import approval_id, canonical, digest
from tests.bot.records import MAIL, a_question, a_vote, an_action, an_approval, an_ask, an_edit

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
ARGUMENTS = st.dictionaries(TEXT, JSON, max_size=5)


@given(ARGUMENTS)
def test_canonical_json_reads_back_as_the_same_value(value: dict[str, Any]) -> None:
    assert json.loads(canonical(value)) == value


@given(ARGUMENTS)
def test_what_was_read_back_has_the_same_canonical_json(value: dict[str, Any]) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(ARGUMENTS)
def test_the_order_of_arguments_does_not_change_the_digest(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))

    assert digest("t", canonical(backwards)) == digest("t", canonical(value))


@given(ARGUMENTS, ARGUMENTS)
def test_different_arguments_have_different_digests(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = canonical(one) == canonical(other)

    assert (digest("t", canonical(one)) == digest("t", canonical(other))) is same


def test_the_same_arguments_of_another_tool_have_another_digest() -> None:
    assert digest("send_email", "{}") != digest("run_sql", "{}")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "\ud800", {"\udfff": 1}, [math.nan]])
def test_what_json_cannot_say_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(ValueError, match=r"JSON|surrogates"):
        canonical({"x": value})


def test_the_same_interrupt_of_a_thread_always_has_the_same_approval() -> None:
    assert approval_id("t", "i") == approval_id("t", "i")
    assert len({approval_id("t", "i"), approval_id("t", "j"), approval_id("u", "i")}) == 3


def test_arguments_are_shown_in_the_order_of_the_tools_schema() -> None:
    action = an_action(MAIL | {"cc": "bob@example.com"})

    assert list(action.values) == ["to", "subject", "body", "cc"]


@pytest.mark.parametrize(
    ("vote", "runs"),
    [
        (a_vote("approve"), canonical(MAIL)),
        (an_edit({"to": "bob"}), '{"to":"bob"}'),
        (a_vote("reject"), None),
        (a_vote("respond", message="no"), None),
    ],
)
def test_only_approvals_and_edits_let_a_tool_run(vote: Vote, runs: str | None) -> None:
    given = grant(an_ask(), an_action(), vote)

    assert (given and given.arguments) == runs


def test_the_response_has_one_decision_per_action_in_their_order() -> None:
    approval = an_approval(
        *[an_action(call=f"c{n}") for n in range(4)],
        votes={
            3: a_vote("respond", message="I did it."),
            2: a_vote("reject", message="not now"),
            1: an_edit({"to": "bob"}),
            0: a_vote("approve"),
        },
    )

    assert response(approval)["decisions"] == [
        {"type": "approve"},
        {"type": "edit", "edited_action": {"name": "send_email", "args": {"to": "bob"}}},
        {
            "type": "reject",
            "message": "Rejected by a reviewer, with the reason: not now. The tool did not run. "
            "Do not try this call again unless asked to.",
        },
        {"type": "respond", "message": "I did it."},
    ]


def test_a_rejection_without_a_reason_says_so() -> None:
    decision = response(an_approval(votes={0: a_vote("reject")}))["decisions"][0]

    assert "without a reason" in str(decision)


@pytest.mark.parametrize(
    "votes",
    [
        {},
        {0: a_vote()},
        {1: a_vote()},
        {0: a_vote(), 1: a_vote("edit")},
        {0: a_vote(), 1: a_vote("approve", arguments="{}")},
        {0: a_vote(), 1: a_vote("reject", arguments="{}")},
    ],
)
def test_an_incomplete_or_malformed_answer_never_leaves(votes: dict[int, Vote]) -> None:
    approval = an_approval(an_action(), an_action(call="c2"), votes=votes)

    with pytest.raises(ValueError, match=r"approval a1, action . \(send_email\): no valid vote"):
        response(approval)


@pytest.mark.parametrize("type", ["approve", "edit", "reject"])
def test_a_decision_that_the_rule_does_not_offer_never_leaves(type: str) -> None:
    vote = an_edit({}) if type == "edit" else a_vote(type)

    with pytest.raises(ValueError, match="no valid vote"):
        response(an_approval(a_question(), votes={0: vote}))


def test_the_clock_rejects_and_says_that_no_person_refused() -> None:
    vote = clock_votes(an_ask(), timeout="15m")[0]

    assert (vote.type, vote.person) == ("reject", CLOCK)
    assert vote.message == (
        "Expired: nobody decided within 15m. This is not a refusal by a person. The tool did not run."
    )


def test_the_clock_answers_where_the_rule_offers_no_rejection() -> None:
    votes = clock_votes(an_ask(an_action(), a_question()), timeout="15m")

    assert [vote.type for vote in votes] == ["reject", "respond"]


def test_the_clocks_votes_make_a_complete_answer_word_for_word() -> None:
    approval = an_approval(an_action(), a_question())
    votes = dict(enumerate(clock_votes(approval.ask, timeout="15m")))

    decisions = response(approval.model_copy(update={"votes": votes}))["decisions"]
    assert [(d["type"], d["message"]) for d in decisions] == [  # type: ignore[typeddict-item]
        ("reject", votes[0].message),
        ("respond", votes[1].message),
    ]


def test_changes_name_what_an_edit_changed_added_and_took_away() -> None:
    edit = an_edit({"to": "bob", "subject": "Review", "cc": "carol"})

    assert changes(an_action(), edit) == [
        ("to", "alice@example.com", "bob"),
        ("body", "See you at ten.", None),
        ("cc", None, "carol"),
    ]


@pytest.mark.parametrize(("before", "after"), [(1, 1.0), (1, True), (0, False), ([1], [1.0])])
def test_a_change_of_type_is_a_change(before: Any, after: Any) -> None:
    assert changes(an_action({"x": before}), an_edit({"x": after})) == [("x", before, after)]


@given(ARGUMENTS, ARGUMENTS)
def test_there_is_a_change_whenever_the_digests_differ(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = changes(an_action(before), an_edit(after))

    assert bool(found) is (canonical(before) != canonical(after))


def test_nothing_leads_back_and_nothing_leads_past_a_decision() -> None:
    assert {state: set(MOVES[state]) for state in State} == {
        State.PENDING: {State.DECIDED, State.WITHDRAWN},
        State.DECIDED: {State.RESUMING, State.RESUMED},
        State.RESUMING: {State.RESUMING, State.RESUMED},
        State.RESUMED: set(),
        State.WITHDRAWN: set(),
    }


def test_a_policys_reason_reaches_the_model_as_it_is() -> None:
    vote = a_vote("reject", POLICY, message="Payments abroad are not allowed.")

    assert response(an_approval(votes={0: vote}))["decisions"][0]["message"] == vote.message  # type: ignore[typeddict-item]
