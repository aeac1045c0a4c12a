"""Who may decide what: the whole table, and calls that need nobody."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.policy import Person, Policy, may_decide
from tests.bot.records import REQUESTER, REVIEWER, a_rule

NOT_ACTIVE = "Only active people can decide."
OUTSIDER = "Guests and people of other workspaces cannot decide. Full members of the review channel can."
ABSENT = "Only members of the review channel can decide."
ONESELF = "You asked for this yourself, so somebody else in the review channel has to decide."
NOT_ASKED = f"Only <@{REQUESTER}> can answer this question."

PEOPLE: dict[str, Mapping[str, Any]] = {
    "member": {},
    "absent": {"in_review_channel": False},
    "guest": {"guest": True},
    "external": {"external": True},
    "bot": {"bot": True},
    "deactivated": {"deactivated": True},
}
REVIEWERS = a_rule()
TEAM_OF_ONE = a_rule(requester_may_decide=True)
QUESTION = a_rule("ask_user", asks="requester", decisions=("respond",))

TABLE = [
    # who                  somebody else              the requester              a team of one   the requester, asked
    ("member", None, ONESELF, None, None),
    ("absent", ABSENT, ABSENT, ABSENT, None),
    ("guest", OUTSIDER, OUTSIDER, OUTSIDER, None),
    ("external", OUTSIDER, OUTSIDER, OUTSIDER, None),
    ("bot", NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE),
    ("deactivated", NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE, NOT_ACTIVE),
]


def person(id: str, kind: str) -> Person:
    return Person(id=id, **{"in_review_channel": True} | dict(PEOPLE[kind]))


@pytest.mark.parametrize(("kind", "other", "requester", "alone", "asked"), TABLE)
def test_who_may_decide(
    kind: str, other: str | None, requester: str | None, alone: str | None, asked: str | None
) -> None:
    oneself = person(REQUESTER, kind)

    assert may_decide(REVIEWERS, requester=REQUESTER, person=person(REVIEWER, kind)) == other
    assert may_decide(REVIEWERS, requester=REQUESTER, person=oneself) == requester
    assert may_decide(TEAM_OF_ONE, requester=REQUESTER, person=oneself) == alone
    assert may_decide(QUESTION, requester=REQUESTER, person=oneself) == asked


@pytest.mark.parametrize("kind", ["member", "absent", "guest", "external"])
def test_nobody_else_answers_a_question_to_the_requester(kind: str) -> None:
    assert may_decide(QUESTION, requester=REQUESTER, person=person(REVIEWER, kind)) == NOT_ASKED


def test_the_policy_says_why_a_call_needs_nobody() -> None:
    policy = Policy(rules={}, passes={"pay": lambda a: "it is small" if a["amount"] < 10 else None})

    assert (policy.let_pass("pay", {"amount": 5}), policy.let_pass("pay", {"amount": 50})) == ("it is small", None)


def test_a_tool_without_a_test_always_asks_a_person() -> None:
    assert Policy(rules={}, passes={}).let_pass("pay", {}) is None


@pytest.mark.parametrize("arguments", [{}, {"amount": "much"}, {"amount": None}, {"amount": []}])
def test_a_test_that_fails_means_that_a_person_is_asked(arguments: dict[str, Any]) -> None:
    policy = Policy(rules={}, passes={"pay": lambda a: "it is small" if float(a["amount"]) < 10 else None})

    assert policy.let_pass("pay", arguments) is None
