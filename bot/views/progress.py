"""How far an open action has come: its stages, the votes that stand, and who can decide."""

from collections.abc import Sequence

from bot.approvals import Approval, Course, Vote
from bot.ballots import quorum
from bot.policy import Rule, approvers
from bot.views.blocks import cut, escape
from bot.views.verdict import several, stage_name, voter

_LONGEST = 300
_LONGEST_REASON = 100
_STAGES_BACK = 2
_MOST_AGAINST = 2


def progress(approval: Approval, index: int) -> list[str]:
    """What reviewers read of it, in lines of mrkdwn; nothing where the asker alone decides."""
    rule, course = approval.ask.actions[index].rule, approval.course(index)
    if not rule.stages:
        return []
    lines = [*_so_far(rule, course), *_later(rule, course.stage)]
    lines.append(f"Can decide: {who_decides(approval, index)}.")
    if rule.editors and "edit" in rule.decisions:
        lines.append(f"Can change: {rule.editors.described}.")
    if course.escalated and rule.escalate:
        lines.append(f"*Escalated*, as nobody had decided: {rule.escalate.to.described} can decide too.")
    return [cut(line, _LONGEST) for line in lines]


def who_decides(approval: Approval, index: int) -> str:
    """Who may approve now, for people."""
    return approvers(approval.ask.actions[index].rule, approval.standpoint(index)).described


def who_decides_after_a_change(approval: Approval, index: int) -> str:
    """Who may approve then: it begins with the first stage again."""
    return approvers(approval.ask.actions[index].rule, approval.standpoint(index)._replace(stage=0)).described


def _called(rule: Rule, stage: int) -> str:
    """`Stage Finance`; `Approvals` where there is but one without a name."""
    named = len(rule.stages) > 1 or rule.stages[stage].name
    return f"Stage {escape(stage_name(rule, stage))}" if named else "Approvals"


def _approvals(course: Course, stage: int) -> list[Vote]:
    return [vote for vote in course.votes if vote.stage == stage and vote.type in {"approve", "respond"}]


def so_far(approval: Approval, index: int) -> str:
    """How many of this stage have approved: `1 of 2 in stage Finance`; empty where one alone decides."""
    rule, course = approval.ask.actions[index].rule, approval.course(index)
    if not rule.stages or not _in_rounds(rule, course):
        return ""
    count = f"{len(_approvals(course, course.stage))} of {quorum(rule, course.stage)}"
    return f"{count} in stage {escape(stage_name(rule, course.stage))}" if len(rule.stages) > 1 else count


def _in_rounds(rule: Rule, course: Course) -> bool:
    return len(rule.stages) > 1 or bool(rule.stages[0].name) or rule.stages[0].quorum > 1 or bool(course.votes)


def _so_far(rule: Rule, course: Course) -> list[str]:
    if not _in_rounds(rule, course):
        return []
    first = max(0, course.stage - _STAGES_BACK)
    stages = [_stage(rule, course, stage) for stage in range(first, course.stage + 1)]
    return [f"{first} earlier stages are approved.", *stages] if first else stages


def _stage(rule: Rule, course: Course, stage: int) -> str:
    agreed = _approvals(course, stage)
    names = several([voter(vote) for vote in agreed]) if agreed else ""
    if stage < course.stage:
        return f"*{_called(rule, stage)}*: approved by {names}."
    said = f"*{_called(rule, stage)}*: {len(agreed)} of {quorum(rule, stage)}"
    against = [vote for vote in course.votes if vote.stage == stage and vote.type == "reject"]
    return said + (f", approved by {names}" if agreed else "") + _against(against) + "."


def _against(votes: Sequence[Vote]) -> str:
    named = "".join(f"; rejected by {voter(vote)}{_because(vote)}" for vote in votes[:_MOST_AGAINST])
    more = len(votes) - _MOST_AGAINST
    return f"{named} and {more} others" if more > 0 else named


def _because(vote: Vote) -> str:
    said = cut(" ".join((vote.message or "").split()), _LONGEST_REASON)
    return f" ({escape(said)})" if said else ""


def _later(rule: Rule, stage: int) -> list[str]:
    later = [escape(stage_name(rule, number)) for number in range(stage + 1, len(rule.stages))]
    return [f"Then stage {', then '.join(later)}."] if later else []
