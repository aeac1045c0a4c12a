"""Any votes by anybody in any order, with stand-ins: what is settled is what enough different people agreed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.approvals import Approval, Course, Vote
from bot.ballots import Void, take_back
from bot.canonical import canonical
from bot.counting import closed, counted, require_offered, together
from bot.electorate import Voter
from bot.policy import EVERY_DECISION, Escalation, Forbidden, People, Person, Rule, Stage
from tests.bot.records import ASKED_AT, MAIL, a_question, a_rule, a_vote, an_action, an_approval, an_edit

REQUESTER, *EVERYBODY = [f"U{number}" for number in range(1, 8)]
ANYBODY = [REQUESTER, *EVERYBODY]
TEXTS = ["one", "two", "three"]


@dataclass(frozen=True)
class Step:
    """Something somebody does."""

    person: str
    act: str
    text: str = ""
    seen: int | None = None
    """How many changes their card shows; None: as many as there were."""


people = st.lists(st.sampled_from(ANYBODY), min_size=2, max_size=5, unique=True).map(
    lambda users: People(users=tuple(users))
)
stages = st.builds(Stage, approvers=people, quorum=st.sampled_from([1, 1, 2, 3]))
rules = st.builds(
    a_rule,
    stages=st.lists(stages, min_size=1, max_size=2).map(tuple),
    editors=st.none() | people,
    requester_may_approve=st.booleans(),
    editor_may_approve=st.none() | st.booleans(),
    rejection=st.sampled_from(["any", "majority"]),
    escalate=st.none() | st.builds(Escalation, to=people),
)
steps = st.builds(
    Step,
    person=st.sampled_from(ANYBODY),
    act=st.sampled_from(["approve"] * 12 + ["edit", "edit", "reject", "respond", "take back"]),
    text=st.sampled_from(TEXTS),
    seen=st.sampled_from([None, None, None, 0, 1]),
)
stand_ins = st.dictionaries(st.sampled_from(ANYBODY), st.sampled_from(EVERYBODY), max_size=3)


def does(approval: Approval, step: Step, away: Mapping[str, str]) -> Approval:
    """The approval after this, as the desk makes it; as it was when it is refused."""
    absent = [Person(id=other) for other, by in away.items() if by == step.person and other != by]
    voter = Voter(person=Person(id=step.person), absent=absent)
    seen = approval.course(0).version if step.seen is None else step.seen
    try:
        if step.act == "take back":
            return approval if closed(approval, [0]) else take_back(approval, 0, step.person)
        arguments = canonical({"text": step.text}) if step.act == "edit" else None
        votes = {0: Vote(type=step.act, person=step.person, arguments=arguments, version=seen)}  # type: ignore[arg-type]
        require_offered(approval, votes)
        return counted(approval, votes, voter, ASKED_AT).approval
    except (Void, Forbidden):
        return approval


def rights(votes: Sequence[Vote]) -> list[str]:
    """Who is used up by these votes: everybody who voted, and in whose place."""
    return [who for vote in votes for who in {vote.person, vote.behalf or vote.person}]


def holders(rule: Rule, stage: int, *, escalated: bool) -> set[str]:
    named = set(rule.stages[stage].approvers.users)
    return named | set(rule.escalate.to.users) if escalated and rule.escalate else named


@settings(max_examples=1000, deadline=None)
@given(rule=rules, away=stand_ins, taken=st.lists(steps, min_size=10, max_size=40), escalated=st.booleans())
def test_no_order_of_votes_settles_what_too_few_agreed_to(
    *, rule: Rule, away: Mapping[str, str], taken: list[Step], escalated: bool
) -> None:
    approval = an_approval(an_action({"text": "zero"}, rule=rule), requester=REQUESTER)
    approval = approval.model_copy(update={"courses": {0: Course(escalated=escalated)}})
    for step in taken:
        before, approval = approval, does(approval, step, away)
        course = approval.course(0)

        if before.votes:
            assert approval == before
        assert len(rights(course.votes)) == len(set(rights(course.votes)))
        for vote in course.votes:
            assert vote.stage <= course.stage
            assert (vote.behalf or vote.person) in holders(rule, vote.stage, escalated=escalated)
            assert away.get(vote.behalf or "", vote.person) == vote.person
            assert rule.requester_may_approve or REQUESTER not in rights([vote])
        if course.version > before.course(0).version:
            assert [(v.type, v.person) for v in course.votes] in ([], [("approve", step.person)])
        assert all(_agreed(course, stage) >= rule.stages[stage].quorum for stage in range(course.stage))
    event(f"ended as {approval.votes[0].type if approval.votes else 'open'}")
    _check_the_end(approval, rule)


def _agreed(course: Course, stage: int) -> int:
    return len([vote for vote in course.votes if vote.stage == stage and vote.type == "approve"])


def _check_the_end(approval: Approval, rule: Rule) -> None:
    vote, course = approval.votes.get(0), approval.course(0)
    if vote is None or vote.type in {"reject", "respond"}:
        return
    assert all(_agreed(course, stage) >= stage_.quorum for stage, stage_ in enumerate(rule.stages))
    assert (vote.arguments or canonical({"text": "zero"})) == (course.arguments or canonical({"text": "zero"}))
    approvers = {other.person for other in course.votes if other.type == "approve"}
    assert rule.edit_approves or course.editor not in approvers


def test_leaving_between_two_votes_leaves_nothing_to_change_it_with() -> None:
    rule = a_rule(stages=(Stage(approvers=People(groups=("S1",)), quorum=2),), rejection="majority")
    inside, outside = Person(id="U2", groups=frozenset({"S1"})), Person(id="U2")
    before = counted(
        an_approval(an_action(rule=rule)), {0: a_vote("reject", "U2")}, Voter(person=inside), ASKED_AT
    ).approval

    with pytest.raises(Forbidden, match=r"Only members of <!subteam\^S1> can decide this"):
        counted(before, {0: a_vote("approve", "U2")}, Voter(person=outside), ASKED_AT)


@pytest.mark.parametrize("first", [Person(id="U3"), Person(id="U8")])
def test_a_stand_in_overrules_nobody_who_has_voted(first: Person) -> None:
    """Neither whom they stand in for, nor another who stood in for them before."""
    rule = a_rule(stages=(Stage(approvers=People(users=("U2", "U3")), quorum=2),), rejection="majority")
    away = [Person(id="U3")]
    before = counted(
        an_approval(an_action(rule=rule)), {0: a_vote("reject", first.id)}, Voter(person=first, absent=away), ASKED_AT
    ).approval

    with pytest.raises(Forbidden, match="Only <@U2> or <@U3> can decide this"):
        counted(before, {0: a_vote("approve", "U9")}, Voter(person=Person(id="U9"), absent=away), ASKED_AT)


def test_a_stand_in_who_votes_again_still_votes_in_the_same_place() -> None:
    rule = a_rule(stages=(Stage(approvers=People(users=("U2", "U3")), quorum=2),), rejection="majority")
    voter = Voter(person=Person(id="U9"), absent=[Person(id="U3")])
    approval = an_approval(an_action(rule=rule))
    for type in ("approve", "reject"):
        approval = counted(approval, {0: a_vote(type, "U9")}, voter, ASKED_AT).approval

    assert [(v.type, v.person, v.behalf) for v in approval.course(0).votes] == [("reject", "U9", "U3")]


@pytest.mark.parametrize(
    ("quorum", "may", "refused"), [(1, None, False), (2, None, True), (1, False, True), (2, True, False)]
)
def test_whoever_changed_the_arguments_approves_them_only_where_the_rule_lets_them(
    quorum: int, may: bool | None, *, refused: bool
) -> None:
    stage = Stage(approvers=People(users=("U2", "U3")), quorum=quorum)
    rule = a_rule(stages=(stage,), editor_may_approve=may)
    voter = Voter(person=Person(id="U2"))
    approval = an_approval(an_action(rule=rule))
    after = counted(approval, {0: an_edit({"to": "bob"}, person="U2")}, voter, ASKED_AT).approval

    assert [v.person for v in after.course(0).votes] == ([] if refused else ["U2"])
    if refused:
        with pytest.raises(Forbidden, match="You changed this yourself, so somebody else has to approve it"):
            counted(after, {0: a_vote("approve", "U2")}, voter, ASKED_AT)


def test_a_change_in_somebodys_place_uses_up_their_right() -> None:
    """A manager who approves only as a stand-in: the change counts once, and whom they stand in for counts no more."""
    stage = Stage(approvers=People(users=("U2", "U3")), quorum=2)
    rule = a_rule(stages=(stage,), editors=People(users=("U7",)), editor_may_approve=True)
    manager = Voter(person=Person(id="U7"), absent=[Person(id="U2")])
    edit = {0: an_edit({"to": "bob"}, person="U7")}
    after = counted(an_approval(an_action(rule=rule)), edit, manager, ASKED_AT).approval

    assert [(v.person, v.behalf) for v in after.course(0).votes] == [("U7", "U2")]
    with pytest.raises(Void, match="<@U7> has voted this way in your place already"):
        counted(after, {0: a_vote("approve", "U2")}, Voter(person=Person(id="U2")), ASKED_AT)


def test_whoever_was_asked_at_last_may_change_and_approve_in_one() -> None:
    rule = a_rule(stages=(Stage(approvers=People(users=("U2",))),), escalate=Escalation(to=People(users=("U7",))))
    approval = an_approval(an_action(rule=rule)).model_copy(update={"courses": {0: Course(escalated=True)}})
    after = counted(approval, {0: an_edit({"to": "bob"}, person="U7")}, Voter(person=Person(id="U7")), ASKED_AT)

    assert (after.approval.votes[0].type, after.approval.votes[0].person) == ("edit", "U7")


def test_votes_that_were_counted_are_not_counted_again() -> None:
    """A client that lost the answer of the store sends them a second time."""
    rule = a_rule(stages=(Stage(approvers=People(users=("U2", "U3")), quorum=2),))
    approval, voter = an_approval(an_action(rule=rule)), Voter(person=Person(id="U2"))
    for votes in ({0: a_vote("approve", "U2")}, {0: an_edit(MAIL | {"to": "bob"}, person="U2")}):
        after = counted(approval, votes, voter, ASKED_AT).approval

        assert counted(after, votes, voter, ASKED_AT).approval is after


@pytest.mark.parametrize(
    ("type", "message", "why"),
    [
        ("edit", None, "The policy asks for a reason"),
        ("reject", None, "The policy asks for a reason"),
        ("reject", "too late", None),
        ("approve", None, None),
        ("respond", "done", "not offered"),
    ],
)
def test_a_vote_is_one_that_its_rule_takes(type: str, message: str | None, why: str | None) -> None:
    rule = a_rule(decisions=EVERY_DECISION[:3], reason_required=("reject", "edit"))
    votes = {0: a_vote(type, message=message, arguments="{}" if type == "edit" else None)}
    if why is None:
        require_offered(an_approval(an_action(rule=rule)), votes)
    else:
        with pytest.raises(Void, match=why):
            require_offered(an_approval(an_action(rule=rule)), votes)


def test_what_is_approved_together_is_what_can_be_and_is_not_yet() -> None:
    quorum: dict[str, Any] = {"stages": (Stage(approvers=People(users=("U2", "U3")), quorum=2),)}
    actions = [
        an_action(rule=a_rule(**quorum)),
        an_action(call="c2", rule=a_rule(risk="high")),
        a_question(call="c3"),
        an_action(call="c4", rule=a_rule(**quorum)),
        an_action(call="c5"),
    ]
    approval = an_approval(*actions)
    voter = Voter(person=Person(id="U2"))
    approval = counted(approval, {0: a_vote("approve", "U2")}, voter, ASKED_AT).approval
    seen = dict.fromkeys(range(4), 0)

    assert [*together(approval, seen, "U2")] == [3]
    assert [*together(approval, seen, "U3")] == [0, 3]
