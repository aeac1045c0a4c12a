"""Rules that nobody here could ever satisfy, told before anybody waits."""

import pytest

from bot.policy import Entry, People, Policy, Rule, Stage
from bot.policy.satisfying import Members, unsatisfiable
from tests.bot.records import a_rule

TEAM = Members(
    everyone=frozenset({"U1", "U2", "U3"}),
    groups={"S1": frozenset({"U1", "U2"}), "S2": frozenset({"U9"})},
    channels={"C1": frozenset({"U1"})},
)
ALONE = Members(everyone=frozenset({"U1"}), groups={}, channels={"C1": frozenset({"U1"})})


def stage(quorum: int = 1, **people: tuple[str, ...] | bool) -> Stage:
    return Stage(approvers=People(**people), quorum=quorum)  # type: ignore[arg-type]


def sentences(rule: Rule, members: Members) -> list[str]:
    return unsatisfiable(Policy(entries=[Entry(tool="pay", rule=rule)], otherwise=rule), members)


def a_paying_rule(*stages: Stage, **changes: object) -> Rule:
    return a_rule("pay", source="policy.yaml:3", **{"stages": stages} | changes)


SATISFIABLE = {
    "a group of two": (a_paying_rule(stage(groups=("S1",))), TEAM),
    "anyone": (a_paying_rule(stage(anyone=True)), TEAM),
    "two of three": (a_paying_rule(stage(2, anyone=True)), TEAM),
    "an escalation helps": (
        a_paying_rule(stage(channels=("C1",)), escalate={"after": 1.0, "to": {"users": ("U2",)}}),
        TEAM,
    ),
    "a team of one that may": (a_paying_rule(stage(channels=("C1",)), requester_may_approve=True), ALONE),
    "a team of one that confirms": (a_paying_rule(asks="requester"), ALONE),
}
UNSATISFIABLE = {
    "a team of one": (
        a_paying_rule(stage(channels=("C1",))),
        ALONE,
        (
            "can never be approved when U1 asks, as nobody approves their own request. It takes 1, and U1 may approve. "
            "Expected: more approvers, 'requester_may_approve: true', or 'confirm: true'."
        ),
    ),
    "a channel of one": (a_paying_rule(stage(channels=("C1",))), TEAM, "when U1 asks"),
    "two of two": (a_paying_rule(stage(2, groups=("S1",))), TEAM, "when U1 and U2 asks"),
    "nobody is left in the group": (
        a_paying_rule(stage(groups=("S2",))),
        TEAM,
        "can never be approved. It takes 1, and nobody may approve. Expected: more approvers, or fewer who are needed.",
    ),
    "the same person in two stages": (
        a_paying_rule(stage(users=("U1",)), stage(channels=("C1",)), requester_may_approve=True),
        TEAM,
        "can never be approved. It takes 2, and U1 may approve.",
    ),
    "three stages for two": (
        a_paying_rule(stage(groups=("S1",)), stage(groups=("S1",)), stage(users=("U2",))),
        TEAM,
        "It takes 3, and U1 and U2 may approve.",
    ),
}


@pytest.mark.parametrize(("rule", "members"), SATISFIABLE.values(), ids=SATISFIABLE.keys())
def test_what_can_be_satisfied_is_no_matter(rule: Rule, members: Members) -> None:
    assert sentences(rule, members) == []


@pytest.mark.parametrize(("rule", "members", "why"), UNSATISFIABLE.values(), ids=UNSATISFIABLE.keys())
def test_what_nobody_can_satisfy_is_told_with_what_would_help(rule: Rule, members: Members, why: str) -> None:
    (sentence,) = sentences(rule, members)

    assert sentence.startswith("policy.yaml:3: 'pay' can never be approved")
    assert why in sentence
