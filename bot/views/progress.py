"""How far an open action has come: its stages, the votes that stand, and who can decide."""

from collections.abc import Sequence

from bot.approvals import Approval, Course, Vote
from bot.ballots import quorum
from bot.language import both, bracketed, say
from bot.policy import Rule, approvers
from bot.views.blocks import cut, escape, person
from bot.views.verdict import several, stage_name, voter

_LONGEST = 300
_LONGEST_REASON = 100
_STAGES_BACK = 2
_MOST_AGAINST = 2


def progress(approval: Approval, index: int) -> list[str]:
    """What reviewers read of it, in lines of mrkdwn; nothing where the asker alone decides."""
    rule, course = approval.rule(index), approval.course(index)
    if not rule.stages:
        return []
    lines = [*_so_far(rule, course), *_later(rule, course.stage)]
    lines.append(say("Can decide: {people}.", people=who_decides(approval, index)))
    if rule.editors and "edit" in rule.decisions:
        lines.append(say("Can change: {people}.", people=rule.editors.described))
    if course.escalated and rule.escalate:
        more = rule.escalate.to.described
        lines.append(say("*Escalated*, as nobody had decided: {people} can decide too.", people=more))
    return [cut(line, _LONGEST) for line in lines]


def who_decides(approval: Approval, index: int) -> str:
    """Who may approve, or answer, now; for people."""
    rule = approval.rule(index)
    if rule.asks == "requester":
        return person(approval.ask.requester)
    return approvers(rule, approval.standpoint(index)).described


def who_decides_after_a_change(approval: Approval, index: int) -> str:
    """Who may approve then: it begins with the first stage again."""
    return approvers(approval.rule(index), approval.standpoint(index)._replace(stage=0)).described


def _called(rule: Rule, stage: int) -> str:
    """`Stage Finance`; `Approvals` where there is but one without a name."""
    if len(rule.stages) > 1 or rule.stages[stage].name:
        return say("Stage {stage}", stage=escape(stage_name(rule, stage)))
    return say("Approvals")


def _approvals(course: Course, stage: int) -> list[Vote]:
    return [vote for vote in course.votes if vote.stage == stage and vote.type in {"approve", "respond"}]


def so_far(approval: Approval, index: int) -> str:
    """How many of this stage have approved: `1 of 2 in stage Finance`; empty where one alone decides."""
    rule, course = approval.rule(index), approval.course(index)
    if not rule.stages or not _in_rounds(rule, course):
        return ""
    count = _count(rule, course, course.stage)
    if len(rule.stages) == 1:
        return count
    return say("{count} in stage {stage}", count=count, stage=escape(stage_name(rule, course.stage)))


def takes_others(approval: Approval, index: int, *, anew: bool = False) -> bool:
    """Whether one more approval is not enough. `anew`: as it is after a change, when no votes count any more."""
    rule, course = approval.rule(index), Course() if anew else approval.course(index)
    if not rule.stages:
        return False
    last = course.stage == len(rule.stages) - 1
    return not last or len(_approvals(course, course.stage)) + 1 < quorum(rule, course.stage)


def _count(rule: Rule, course: Course, stage: int) -> str:
    return say("{approved} of {needed}", approved=len(_approvals(course, stage)), needed=quorum(rule, stage))


def _in_rounds(rule: Rule, course: Course) -> bool:
    return len(rule.stages) > 1 or bool(rule.stages[0].name) or rule.stages[0].quorum > 1 or bool(course.votes)


def _so_far(rule: Rule, course: Course) -> list[str]:
    if not _in_rounds(rule, course):
        return []
    first = max(0, course.stage - _STAGES_BACK)
    stages = [_stage(rule, course, stage) for stage in range(first, course.stage + 1)]
    return [say("Earlier stages approved: {count}.", count=first), *stages] if first else stages


def _stage(rule: Rule, course: Course, stage: int) -> str:
    agreed, called = _approvals(course, stage), _called(rule, stage)
    people = several([voter(vote) for vote in agreed]) if agreed else ""
    if stage < course.stage:
        return say("*{stage}*: approved by {people}.", stage=called, people=people)
    count = _count(rule, course, stage)
    against = [vote for vote in course.votes if vote.stage == stage and vote.type == "reject"]
    facts = [count, say("approved by {people}", people=people) if agreed else "", _against(against)]
    return say("*{stage}*: {facts}.", stage=called, facts=say("; ").join(filter(None, facts)))


def _against(votes: Sequence[Vote]) -> str:
    if not votes:
        return ""
    more = len(votes) - _MOST_AGAINST
    named = [_with_reason(vote) for vote in (votes[:_MOST_AGAINST] if more > 1 else votes)]
    people = both([*named, say("{count} others", count=more)] if more > 1 else named)
    return say("rejected by {people}", people=people)


def _with_reason(vote: Vote) -> str:
    said = cut(" ".join((vote.message or "").split()), _LONGEST_REASON)
    return bracketed(voter(vote), escape(said)) if said else voter(vote)


def _later(rule: Rule, stage: int) -> list[str]:
    later = [escape(stage_name(rule, number)) for number in range(stage + 1, len(rule.stages))]
    return [say("Then stage {stages}.", stages=say(", then ").join(later))] if later else []
