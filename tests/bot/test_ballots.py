"""What votes make of an action: tables of single steps. `test_counting` tries any order of them."""

from typing import Any

import pytest

from bot.answers import response
from bot.approvals import Approval, Course, State
from bot.ballots import Void, cast, settle, take_back
from bot.canonical import canonical
from bot.policy import People, Rule, Stage
from tests.bot.records import MAIL, a_rule, a_vote, an_action, an_approval, an_edit

OTHER = MAIL | {"to": "bob@example.com"}
PEOPLE = People(users=("U2", "U3", "U4"))


def a_quorum(quorum: int, **changes: Any) -> Rule:
    return a_rule(stages=(Stage(approvers=PEOPLE, quorum=quorum),), **changes)


def two_stages(**changes: Any) -> Rule:
    return a_rule(stages=(Stage(approvers=PEOPLE, quorum=2), Stage(approvers=People(users=("U5",)))), **changes)


def asked(rule: Rule) -> Approval:
    return an_approval(an_action(rule=rule))


def voted(approval: Approval, *votes: tuple[str, str] | tuple[str, str, int]) -> Approval:
    """After these votes: type, person, stage."""
    for type, person, *stage in votes:
        approval = cast(approval, 0, a_vote(type, person, stage=stage[0] if stage else 0))
    return approval


def outcome(approval: Approval) -> str | None:
    vote = approval.votes.get(0)
    return f"{vote.type} by {vote.person}" if vote else None


@pytest.mark.parametrize(
    ("rule", "votes", "settled"),
    [
        (a_quorum(1), [("approve", "U2")], "approve by U2"),
        (a_quorum(2), [("approve", "U2")], None),
        (a_quorum(2), [("approve", "U2"), ("approve", "U3")], "approve by U3"),
        (a_quorum(3), [("approve", "U2"), ("approve", "U3")], None),
        (two_stages(), [("approve", "U2"), ("approve", "U3")], None),
        (two_stages(), [("approve", "U2"), ("approve", "U3"), ("approve", "U5", 1)], "approve by U5"),
        (two_stages(), [("approve", "U2"), ("approve", "U3"), ("reject", "U5", 1)], "reject by U5"),
        (a_quorum(2), [("reject", "U2")], "reject by U2"),
        (a_quorum(2), [("approve", "U2"), ("reject", "U3")], "reject by U3"),
        (a_quorum(2, rejection="majority"), [("reject", "U2")], None),
        (a_quorum(2, rejection="majority"), [("reject", "U2"), ("reject", "U3")], "reject by U3"),
        (a_quorum(3, rejection="majority"), [("reject", "U2"), ("reject", "U3")], "reject by U3"),
        (a_quorum(2, rejection="majority"), [("reject", "U2"), ("approve", "U3"), ("approve", "U4")], "approve by U4"),
        (a_quorum(1, rejection="majority"), [("reject", "U2")], "reject by U2"),
        (a_quorum(3), [("respond", "U2")], "respond by U2"),
        (a_rule(stages=()), [("respond", "U2")], "respond by U2"),
    ],
)
def test_an_action_is_settled_when_enough_people_agree(
    rule: Rule, votes: list[tuple[str, str]], settled: str | None
) -> None:
    after = voted(asked(rule), *votes)

    assert outcome(after) == settled
    assert after.state is (State.DECIDED if settled else State.PENDING)


def test_a_stage_begins_when_the_one_before_has_its_quorum() -> None:
    steps = [
        voted(asked(two_stages()), *votes) for votes in ([("approve", "U2")], [("approve", "U2"), ("approve", "U3")])
    ]

    assert [step.course(0).stage for step in steps] == [0, 1]


@pytest.mark.parametrize("again", ["approve", "reject"])
def test_whoever_votes_twice_counts_once(again: str) -> None:
    before = voted(asked(a_quorum(3, rejection="majority")), ("approve", "U2"))
    if again == "approve":
        with pytest.raises(Void, match="You have voted this way already"):
            voted(before, (again, "U2"))
    else:
        assert [(v.type, v.person) for v in voted(before, (again, "U2")).course(0).votes] == [("reject", "U2")]


def test_a_vote_in_somebodys_place_and_their_own_are_one() -> None:
    before = cast(asked(a_quorum(3, rejection="majority")), 0, a_vote("approve", "U9", behalf="U2"))

    with pytest.raises(Void, match="<@U9> has voted this way in your place already"):
        cast(before, 0, a_vote("approve", "U2"))
    assert [v.person for v in cast(before, 0, a_vote("reject", "U2")).course(0).votes] == ["U2"]


@pytest.mark.parametrize("change", ["reject", "take back"])
def test_a_vote_of_an_earlier_stage_that_is_changed_takes_back_what_rested_on_it(change: str) -> None:
    rule = a_rule(stages=(*two_stages().stages[:1], Stage(approvers=PEOPLE, quorum=2)), rejection="majority")
    before = voted(asked(rule), ("approve", "U2"), ("approve", "U3"), ("approve", "U4", 1))
    after = take_back(before, 0, "U2") if change == "take back" else voted(before, ("reject", "U2"))
    course = after.course(0)

    assert (before.course(0).stage, course.stage, outcome(after)) == (1, 0, None)
    assert {v.person for v in course.votes} == {"U3"} | ({"U2"} if change == "reject" else set())


def test_only_ones_own_vote_can_be_taken_back() -> None:
    before = voted(asked(a_quorum(2)), ("approve", "U2"))

    assert take_back(before, 0, "U2").course(0) == Course()
    for person in ("U3", "U1"):
        with pytest.raises(Void, match="no vote of yours"):
            take_back(before, 0, person)


def test_a_change_of_arguments_lets_earlier_votes_fall_and_begins_with_the_first_stage() -> None:
    before = voted(asked(two_stages()), ("approve", "U2"), ("approve", "U3"))
    after = cast(before, 0, an_edit(OTHER, person="U5"), approves=False)
    course = after.course(0)

    assert (course.votes, course.stage, course.version, course.editor) == ((), 0, 1, "U5")
    assert (after.action(0).values, outcome(after)) == (OTHER, None)
    assert after.action(0).digest != before.action(0).digest


def test_a_change_that_also_approves_counts_for_the_first_stage_only() -> None:
    after = cast(asked(two_stages()), 0, an_edit(OTHER, person="U2", stage=1))

    assert [(v.type, v.person, v.stage) for v in after.course(0).votes] == [("approve", "U2", 0)]


def test_what_is_approved_after_a_change_is_what_runs() -> None:
    changed = cast(asked(a_quorum(2)), 0, an_edit(OTHER, person="U2"))
    after = cast(changed, 0, a_vote("approve", "U3", version=1))

    assert (outcome(after), after.votes[0].arguments) == ("edit by U3", canonical(OTHER))
    assert response(after)["decisions"] == [{"type": "edit", "edited_action": {"name": "send_email", "args": OTHER}}]


def test_a_change_back_to_what_was_asked_is_no_change_of_what_runs() -> None:
    there = cast(asked(a_quorum(1)), 0, an_edit(OTHER, person="U2"), approves=False)
    back = cast(there, 0, an_edit(MAIL, person="U2"))

    assert (outcome(back), back.votes[0].arguments, back.course(0).version) == ("approve by U2", None, 2)


@pytest.mark.parametrize("type", ["approve", "edit", "reject", "respond"])
@pytest.mark.parametrize("version", [0, 2, 7])
def test_a_vote_about_other_arguments_than_those_that_wait_is_void(type: str, version: int) -> None:
    before = cast(asked(a_quorum(2)), 0, an_edit(OTHER, person="U2"), approves=False)
    vote = a_vote(type, "U3", version=version, arguments="{}" if type == "edit" else None)

    with pytest.raises(Void, match="have changed since you saw them"):
        cast(before, 0, vote)


@pytest.mark.parametrize("version", [None, 1])
def test_a_vote_about_what_waits_counts_and_so_does_one_without_a_version(version: int | None) -> None:
    before = cast(asked(a_quorum(1)), 0, an_edit(OTHER, person="U2"), approves=False)

    assert outcome(cast(before, 0, a_vote("approve", "U3", version=version))) == "edit by U3"


def test_actions_of_one_approval_are_settled_one_by_one() -> None:
    approval = an_approval(an_action(), an_action(call="c2"))
    first = cast(approval, 1, a_vote())
    second = cast(first, 0, a_vote())

    assert [(step.state, step.open_actions) for step in (first, second)] == [
        (State.PENDING, [0]),
        (State.DECIDED, []),
    ]


def test_the_clock_has_the_last_word_whatever_stands() -> None:
    before = voted(asked(two_stages()), ("approve", "U2"))
    after = settle(before, {0: a_vote("reject", "clock")})

    assert (outcome(after), after.state) == ("reject by clock", State.DECIDED)


def test_where_only_changes_are_offered_one_back_to_what_was_asked_still_answers_the_run() -> None:
    action = an_action(rule=a_rule(decisions=("edit", "reject")))
    settled = cast(an_approval(action), 0, an_edit(MAIL), approves=True)

    (decision,) = response(settled)["decisions"]
    assert decision["type"] == "edit"
    assert decision["edited_action"]["args"] == MAIL
