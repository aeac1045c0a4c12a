"""A graph's own question under a quorum: as many have to give the same answer as the rule asks for."""

import pytest

from bot.approvals import Approval
from bot.audit import decided
from bot.ballots import Void, cast
from bot.policy import People, Rule, Stage
from tests.bot.records import a_rule, a_vote, an_action, an_approval

PEOPLE = People(users=("U2", "U3", "U4"))


def under(*quorums: int) -> Rule:
    stages = tuple(Stage(approvers=PEOPLE, quorum=quorum) for quorum in quorums)
    return a_rule("interrupt:ask", decisions=("respond", "reject"), stages=stages)


def answered(rule: Rule, *answers: tuple[str, str, int]) -> Approval:
    """After these answers: person, value, stage."""
    question = an_action({"question": "?"}, tool="interrupt:ask", rule=rule, takes=("respond",))
    approval = an_approval(question, shape="value")
    for person, value, stage in answers:
        approval = cast(approval, 0, a_vote("respond", person, value=value, stage=stage))
    return approval


@pytest.mark.parametrize(
    ("rule", "answers", "settled"),
    [
        (under(1), [("U2", '"yes"', 0)], '"yes"'),
        (under(2), [("U2", '"yes"', 0)], None),
        (under(2), [("U2", '"yes"', 0), ("U3", '"no"', 0)], None),
        (under(2), [("U2", '"yes"', 0), ("U3", '"no"', 0), ("U4", '"yes"', 0)], '"yes"'),
        (under(2), [("U2", '"yes"', 0), ("U2", '"no"', 0), ("U3", '"no"', 0)], '"no"'),
        (under(1, 1), [("U2", '"yes"', 0)], None),
        (under(1, 1), [("U2", '"yes"', 0), ("U3", '"yes"', 1)], '"yes"'),
        (under(1, 1), [("U2", '"yes"', 0), ("U3", '"no"', 1)], None),
        (a_rule(stages=()), [("U1", '"yes"', 0)], '"yes"'),
    ],
)
def test_an_answer_counts_when_enough_have_given_it(
    rule: Rule, answers: list[tuple[str, str, int]], settled: str | None
) -> None:
    vote = answered(rule, *answers).votes.get(0)

    assert (vote and vote.value) == settled


def test_the_same_answer_twice_counts_once() -> None:
    with pytest.raises(Void):
        answered(under(2), ("U2", '"yes"', 0), ("U2", '"yes"', 0))


def test_the_audit_trail_has_the_answer_and_who_agreed_on_it() -> None:
    entry = decided(answered(under(2), ("U2", '{"ok":true}', 0), ("U3", '{"ok":true}', 0)), 0)

    assert entry["answer"] == {"ok": True}
    assert len(entry["answer_digest"]) == 64
    assert [each["person"] for each in entry["approvers"]] == ["U2", "U3"]
