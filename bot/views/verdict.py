"""Decisions and votes in words: one line of mrkdwn each."""

from collections.abc import Sequence

from bot.approvals import CLOCK, POLICY, Approval, Vote
from bot.policy import Rule, approvers
from bot.views.blocks import moment, person

_VERBS = {
    "review": {"approve": "Approved", "edit": "Edited and approved", "reject": "Rejected", "respond": "Answered"},
    "doubt": {"approve": "Run again, as decided", "reject": "Given up", "respond": "Found to have run"},
}
_EXECUTIONS = {
    "running": "Running now.",
    "done": "It ran.",
    "failed": "It ran and failed.",
    "in_doubt": "In doubt: the process stopped while it ran.",
}
_MOST_NAMED = 5


def verdict(approval: Approval, index: int) -> str:
    """What was decided, by whom, when."""
    vote = approval.votes[index]
    when = moment(vote.at)
    if vote.person == CLOCK:
        return f"*Expired* {when}: nobody decided before it expired, so the clock rejected it.{_asked(approval, index)}"
    if vote.person == POLICY:
        return f"*Allowed by the policy* {when}."
    rule, editor = approval.ask.actions[index].rule, approval.course(index).editor
    agreed = _agreed(approval, index)
    by = voters(agreed, rule)
    if vote.type == "edit" and editor and [other.person for other in agreed] != [editor]:
        return f"*{_VERBS[approval.ask.kind]['approve']}* by {by}, with changes by {person(editor)}, {when}."
    return f"*{_VERBS[approval.ask.kind][vote.type]}* by {by} {when}."


def execution(status: str | None) -> str:
    """How a granted call went."""
    return _EXECUTIONS.get(status or "", "")


def voters(votes: Sequence[Vote], rule: Rule) -> str:
    """Who cast these, in whose place, and at which stage where there are several."""
    return several([f"{voter(vote)}{_at(vote, rule)}" for vote in votes])


def voter(vote: Vote) -> str:
    return f"{person(vote.person)} for {person(vote.behalf)}" if vote.behalf else person(vote.person)


def several(names: Sequence[str]) -> str:
    """`one, two and three`; not more than a reader would read."""
    more = len(names) - _MOST_NAMED
    *first, last = [*names[:_MOST_NAMED], f"{more} others"] if more > 0 else names
    return f"{', '.join(first)} and {last}" if first else last


def stage_name(rule: Rule, stage: int) -> str:
    return rule.stages[stage].name or f"{stage + 1}"


def _at(vote: Vote, rule: Rule) -> str:
    return f" ({stage_name(rule, vote.stage)})" if len(rule.stages) > 1 else ""


def _agreed(approval: Approval, index: int) -> list[Vote]:
    """The votes that made up the decision; the one that settled it, where the others are not known."""
    vote, votes = approval.votes[index], approval.course(index).votes
    kind = "approve" if vote.type == "edit" else vote.type
    return [other for other in votes if other.type == kind] or [vote]


def _asked(approval: Approval, index: int) -> str:
    rule = approval.ask.actions[index].rule
    return f" Asked were {approvers(rule, approval.standpoint(index)).described}." if rule.stages else ""
