"""Who may decide what: the whole table; and which rule a call falls under."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.policy import (
    Act,
    Call,
    Entry,
    Escalation,
    Forbidden,
    People,
    Person,
    Policy,
    Rule,
    Seat,
    Stage,
    Standpoint,
    approvers,
    may_take_part,
    seat,
)
from tests.bot.records import REQUESTER, REVIEW_CHANNEL, REVIEWER, a_rule

NOT_ACTIVE = "Bots and deactivated people cannot decide."
OUTSIDER = "Guests and people of other workspaces cannot decide."
ABSENT = f"Only members of <#{REVIEW_CHANNEL}> can decide this."
ONESELF = f"You asked for this yourself, so somebody else has to decide: members of <#{REVIEW_CHANNEL}>."
NOT_ASKED = f"Only <@{REQUESTER}> can answer this."

PEOPLE: dict[str, Mapping[str, Any]] = {
    "member": {},
    "absent": {"channels": frozenset()},
    "guest": {"guest": True},
    "external": {"external": True},
    "bot": {"bot": True},
    "deactivated": {"deactivated": True},
}
REVIEWERS = a_rule()
TEAM_OF_ONE = a_rule(requester_may_approve=True)
CONFIRMATION = a_rule("note", asks="requester", stages=())
START = Standpoint(stage=0, voted={})

TABLE = [
    # who                  somebody else      the requester      a team of one      the requester, asked
    ("member", None, ONESELF, None, None),
    ("absent", ABSENT, ONESELF, ABSENT, None),
    ("guest", OUTSIDER, OUTSIDER, OUTSIDER, OUTSIDER),
    ("external", OUTSIDER, OUTSIDER, OUTSIDER, OUTSIDER),
    ("bot", NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE),
    ("deactivated", NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE),
]


def person(id: str, kind: str = "member", **changes: Any) -> Person:
    return Person(id=id, **{"channels": frozenset({REVIEW_CHANNEL})} | dict(PEOPLE[kind]) | changes)


def refusal(rule: Rule, who: Person, act: Act = "approve", at: Standpoint = START) -> str | None:
    """Why this person may not do this; None: they may."""
    try:
        seat(rule, at, act, requester=REQUESTER, person=who)
    except Forbidden as error:
        return str(error)
    return None


@pytest.mark.parametrize(("kind", "other", "requester", "alone", "asked"), TABLE)
def test_who_may_approve(
    kind: str, other: str | None, requester: str | None, alone: str | None, asked: str | None
) -> None:
    oneself = person(REQUESTER, kind)

    assert refusal(REVIEWERS, person(REVIEWER, kind)) == other
    assert refusal(REVIEWERS, oneself) == requester
    assert refusal(TEAM_OF_ONE, oneself) == alone
    assert refusal(CONFIRMATION, oneself) == asked


@pytest.mark.parametrize("kind", ["member", "absent", "guest", "external"])
def test_nobody_else_answers_for_the_requester(kind: str) -> None:
    assert refusal(CONFIRMATION, person(REVIEWER, kind)) == NOT_ASKED


@pytest.mark.parametrize("act", ["reject", "respond"])
@pytest.mark.parametrize("kind", ["guest", "external"])
def test_a_guest_may_say_what_they_meant_but_not_let_it_run(act: Act, kind: str) -> None:
    assert refusal(CONFIRMATION, person(REQUESTER, kind), act) is None


@pytest.mark.parametrize("kind", ["guest", "external", "bot", "deactivated"])
def test_some_people_take_part_in_nothing(kind: str) -> None:
    with pytest.raises(Forbidden):
        may_take_part(person(REVIEWER, kind))


LEADS, FINANCE, MANAGERS, DIRECTORS = (People(groups=(group,)) for group in ("S1", "S2", "S3", "S4"))
PAYMENT = a_rule(
    "pay",
    stages=(Stage(name="Lead", approvers=LEADS), Stage(name="Finance", approvers=FINANCE, quorum=2)),
    editors=MANAGERS,
    escalate=Escalation(after=60, to=DIRECTORS),
)
LEAD, CLERK, MANAGER, DIRECTOR = (
    Person(id=f"U1{group}", groups=frozenset({group})) for group in ("S1", "S2", "S3", "S4")
)
FIRST, SECOND = START, Standpoint(stage=1, voted={LEAD.id: 0})
ESCALATED = Standpoint(stage=0, voted={}, escalated=True)
ONLY_LEADS = "Only members of <!subteam^S1> (stage Lead) can decide this."
LEADS_FIRST = "Only members of <!subteam^S1> (stage Lead) can decide this now. It is your turn after them."
ONLY_FINANCE = "Only members of <!subteam^S2> (stage Finance) can decide this."
ONLY_MANAGERS = "Only members of <!subteam^S3> can change this."

STAGED: list[tuple[Standpoint, Act, Mapping[Person, str | None]]] = [
    (FIRST, "approve", {LEAD: None, CLERK: LEADS_FIRST, MANAGER: ONLY_LEADS, DIRECTOR: ONLY_LEADS}),
    (FIRST, "reject", {LEAD: None, CLERK: LEADS_FIRST, MANAGER: ONLY_LEADS, DIRECTOR: ONLY_LEADS}),
    (FIRST, "edit", {LEAD: ONLY_MANAGERS, CLERK: ONLY_MANAGERS, MANAGER: None, DIRECTOR: ONLY_MANAGERS}),
    (SECOND, "approve", {LEAD: None, CLERK: None, MANAGER: ONLY_FINANCE, DIRECTOR: ONLY_FINANCE}),
    (SECOND, "edit", {LEAD: ONLY_MANAGERS, CLERK: ONLY_MANAGERS, MANAGER: None, DIRECTOR: ONLY_MANAGERS}),
]


@pytest.mark.parametrize(("at", "act", "expected"), STAGED)
def test_each_stage_has_its_people_and_changes_have_theirs(
    at: Standpoint, act: Act, expected: Mapping[Person, str | None]
) -> None:
    assert {who: refusal(PAYMENT, who, act, at) for who in expected} == expected


def test_an_escalation_lets_more_people_decide_and_none_fewer() -> None:
    assert refusal(PAYMENT, DIRECTOR, "approve", ESCALATED) is None
    assert refusal(PAYMENT, LEAD, "approve", ESCALATED) is None
    assert approvers(PAYMENT, ESCALATED) == LEADS | DIRECTORS


def test_whoever_votes_again_does_so_in_the_stage_of_the_first_vote() -> None:
    both = Person(id=LEAD.id, groups=frozenset({"S1", "S2"}))

    assert seat(PAYMENT, SECOND, "approve", requester=REQUESTER, person=both) == Seat(0)


def test_whoever_left_the_group_cannot_vote_again() -> None:
    assert refusal(PAYMENT, Person(id=LEAD.id), "approve", SECOND) == ONLY_LEADS


def test_who_changed_something_approves_it_only_where_the_rule_says_so() -> None:
    changed = Standpoint(stage=0, voted={}, editor=REVIEWER)
    strict = a_rule(editor_may_approve=False)

    assert refusal(REVIEWERS, person(REVIEWER), "approve", changed) is None
    assert refusal(strict, person(REVIEWER), "approve", changed) == (
        f"You changed this yourself, so somebody else has to approve it: members of <#{REVIEW_CHANNEL}>."
    )
    assert refusal(strict, person(REVIEWER), "reject", changed) is None


STANDING_IN: dict[str, tuple[Mapping[str, Any], Standpoint, Seat | None]] = {
    "an approver": ({}, START, Seat(0, "U8")),
    "one who is a guest by now": ({"guest": True}, START, None),
    "one who was deactivated": ({"deactivated": True}, START, None),
    "one who left the channel": ({"channels": frozenset()}, START, None),
    "one who has voted": ({}, Standpoint(stage=0, voted={"U8": 0}), None),
    "one represented by somebody else": ({}, Standpoint(stage=0, voted={"U8": 0}, represented={"U8": "U7"}), None),
    "one whose vote is changed": (
        {},
        Standpoint(stage=0, voted={"U8": 0}, represented={"U8": "U9"}),
        Seat(0, "U8"),
    ),
    "the requester": ({"id": REQUESTER}, START, None),
}


@pytest.mark.parametrize(("absent", "at", "expected"), STANDING_IN.values(), ids=STANDING_IN.keys())
def test_a_stand_in_has_the_right_of_the_absent_and_no_more(
    absent: Mapping[str, Any], at: Standpoint, expected: Seat | None
) -> None:
    stand_in = Person(id="U9")
    represented = person(**{"id": "U8"} | dict(absent))
    try:
        found = seat(REVIEWERS, at, "approve", requester=REQUESTER, person=stand_in, absent=[represented])
    except Forbidden:
        found = None

    assert found == expected


EDITS = [
    (a_rule(), True),
    (a_rule(editor_may_approve=False), False),
    (a_rule(stages=(Stage(approvers=LEADS, quorum=2),)), False),
    (PAYMENT, False),
    (PAYMENT.model_copy(update={"editor_may_approve": True}), True),
]


@pytest.mark.parametrize(("rule", "approves"), EDITS)
def test_a_change_approves_where_one_approval_is_enough(rule: Rule, approves: bool) -> None:
    assert rule.edit_approves is approves


def test_everybody_is_whoever_a_rule_ever_names() -> None:
    assert PAYMENT.everybody == People(groups=("S1", "S2", "S3", "S4"))


# What becomes of a call.

SMALL, LARGE, OTHERWISE = a_rule("pay"), a_rule("pay", risk="high"), a_rule("*")


def a_call(tool: str = "pay", **arguments: Any) -> Call:
    return Call(tool, arguments, REQUESTER, "C1", at=0)


def below(limit: float) -> Callable[[Call], bool]:
    return lambda call: bool(call.arguments["amount"] < limit)


POLICY = Policy(
    entries=[
        Entry(tool="pay", when=below(10), passes="It is small.", source="p:1"),
        Entry(tool="pay", when=below(1000), rule=SMALL, source="p:2"),
        Entry(tool="pay", rule=LARGE, source="p:3"),
        Entry(tool="note_*", passes="Notes do no harm.", source="p:4"),
        Entry(tool="sql", when=below(0), rule=LARGE, source="p:5"),
        Entry(tool="mail", when=below(1), passes="It is short.", source="p:6"),
        Entry(tool="mail", passes="Mails do no harm.", source="p:7"),
    ],
    otherwise=OTHERWISE,
    free=frozenset({"search", "*_list"}),
)

JUDGED = [
    (a_call(amount=5), "It is small.", SMALL, ["p:1 fits, and lets it pass."]),
    (
        a_call(amount=50),
        None,
        SMALL,
        ["p:1 does not fit: its condition is false.", "p:2 fits, and asks (reviewers)."],
    ),
    (
        a_call(amount=5000),
        None,
        LARGE,
        [
            "p:1 does not fit: its condition is false.",
            "p:2 does not fit: its condition is false.",
            "p:3 fits, and asks (reviewers).",
        ],
    ),
    (a_call("note_add"), "Notes do no harm.", OTHERWISE, ["p:4 fits, and lets it pass."]),
    (a_call("unknown"), None, OTHERWISE, ["No entry fits, so the default asks."]),
]


@pytest.mark.parametrize(("call", "passes", "rule", "steps"), JUDGED)
def test_the_first_entry_that_fits_decides(call: Call, passes: str | None, rule: Rule, steps: list[str]) -> None:
    assert POLICY.judge(call) == (rule, passes, steps)


@pytest.mark.parametrize("arguments", [{}, {"amount": "much"}, {"amount": None}, {"amount": []}])
def test_a_condition_that_fails_means_that_a_person_is_asked(arguments: dict[str, Any]) -> None:
    judgement = POLICY.judge(a_call(**arguments))

    assert (judgement.passes, judgement.rule) == (None, SMALL)
    assert all("so a person is asked" in step for step in judgement.steps)


def test_the_rule_whose_condition_fails_is_the_one_that_asks() -> None:
    assert POLICY.judge(a_call("sql")).rule == LARGE


def test_nothing_passes_after_a_condition_that_failed() -> None:
    judgement = POLICY.judge(a_call("mail"))

    assert (judgement.passes, judgement.rule) == (None, OTHERWISE)
    assert judgement.steps[1:] == [
        "p:7 fits, and lets it pass.",
        "But after a condition that could not be evaluated nothing passes.",
        "No entry fits, so the default asks.",
    ]


@pytest.mark.parametrize(("tool", "gated"), [("search", False), ("user_list", False), ("pay", True), ("list", True)])
def test_what_changes_nothing_is_not_gated(tool: str, gated: bool) -> None:
    assert POLICY.gates(tool) is gated


def test_a_fingerprint_tells_what_a_rule_says_and_not_where() -> None:
    moved, changed = SMALL.model_copy(update={"source": "p:9"}), SMALL.model_copy(update={"risk": "high"})

    assert SMALL.fingerprint == moved.fingerprint != changed.fingerprint
