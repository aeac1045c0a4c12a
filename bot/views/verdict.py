"""Decisions and votes in words: one line of mrkdwn each."""

from collections.abc import Sequence

from bot.approvals import CLOCK, POLICY, Approval, Vote
from bot.language import both, bracketed, say, sentences
from bot.policy import Rule, approvers
from bot.views.blocks import moment, person

_MOST_NAMED = 5


def verdict(approval: Approval, index: int) -> str:
    """What was decided, by whom, when."""
    vote = approval.votes[index]
    when = moment(vote.at)
    if vote.person == CLOCK:
        expired = say("*Expired* {when}: nobody decided in time, so it was rejected.", when=when)
        return sentences(expired, _asked(approval, index))
    if vote.person == POLICY:
        return say("*Allowed by the policy* {when}.", when=when)
    rule, editor = approval.rule(index), approval.course(index).editor
    agreed = _agreed(approval, index)
    people = voters(agreed, rule)
    if approval.ask.kind == "doubt":
        return _found(vote, people, when)
    if vote.type == "edit" and editor and [other.person for other in agreed] != [editor]:
        return say(
            "*Approved* by {people}, with changes by {editor}, {when}.", people=people, editor=person(editor), when=when
        )
    if vote.type == "respond" and answers(approval, index):
        return say("*Answered* by {people} {when}.", people=people, when=when)
    return _decided(vote, people, when)


def answers(approval: Approval, index: int) -> bool:
    """Whether a response is the answer to a question, and not given in the place of a tool's result."""
    rule = approval.rule(index)
    return approval.ask.shape == "value" or (rule.asks == "requester" and "approve" not in rule.decisions)


def decided(approval: Approval, indexes: Sequence[int]) -> str:
    """What became of these in a word, as far as it is the same."""
    found = {_word(approval.votes[index]) for index in indexes}
    return found.pop() if len(found) == 1 else say("Decided")


def _word(vote: Vote) -> str:
    if vote.person == CLOCK:
        return say("Expired")
    match vote.type:
        case "approve" | "edit":
            return say("Approved")
        case "reject":
            return say("Rejected")
        case "respond":
            return say("Responded")


def _decided(vote: Vote, people: str, when: str) -> str:
    match vote.type:
        case "approve":
            return say("*Approved* by {people} {when}.", people=people, when=when)
        case "edit":
            return say("*Edited and approved* by {people} {when}.", people=people, when=when)
        case "reject":
            return say("*Rejected* by {people} {when}.", people=people, when=when)
        case "respond":
            return say("*Responded* by {people} {when}.", people=people, when=when)


def _found(vote: Vote, people: str, when: str) -> str:
    """What somebody made of a call that may have run."""
    match vote.type:
        case "reject":
            return say("*Given up* by {people} {when}.", people=people, when=when)
        case "respond":
            return say("*Found to have run* by {people} {when}.", people=people, when=when)
        case _:
            return say("*Run again, as decided* by {people} {when}.", people=people, when=when)


def execution(status: str | None) -> str:
    """How a granted call went."""
    match status:
        case "running":
            return say("Running now.")
        case "done":
            return say("It ran.")
        case "failed":
            return say("It ran and failed.")
        case "in_doubt":
            return say("In doubt: nobody knows whether it took effect.")
        case _:
            return ""


def voters(votes: Sequence[Vote], rule: Rule) -> str:
    """Who cast these, in whose place, and at which stage where there are several."""
    return several([_at_its_stage(vote, rule) for vote in votes])


def voter(vote: Vote) -> str:
    who = person(vote.person)
    return say("{person} for {absent}", person=who, absent=person(vote.behalf)) if vote.behalf else who


def several(names: Sequence[str]) -> str:
    """`one, two and three`; not more than a reader would read."""
    more = len(names) - _MOST_NAMED
    return both([*names[:_MOST_NAMED], say("{count} others", count=more)] if more > 1 else names)


def stage_name(rule: Rule, stage: int) -> str:
    return rule.stages[stage].name or f"{stage + 1}"


def _at_its_stage(vote: Vote, rule: Rule) -> str:
    return bracketed(voter(vote), stage_name(rule, vote.stage)) if len(rule.stages) > 1 else voter(vote)


def _agreed(approval: Approval, index: int) -> list[Vote]:
    """The votes that made up the decision; the one that settled it, where the others are not known."""
    vote, votes = approval.votes[index], approval.course(index).votes
    kind = "approve" if vote.type == "edit" else vote.type
    return [other for other in votes if other.type == kind] or [vote]


def _asked(approval: Approval, index: int) -> str:
    rule = approval.rule(index)
    if not rule.stages:
        return ""
    return say("It waited for {people}.", people=approvers(rule, approval.standpoint(index)).described)
