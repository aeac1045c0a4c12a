"""What somebody's votes make of an approval, as Slack knows them: pure functions that the desk stores the result of."""

from collections.abc import Iterable, Mapping
from functools import partial

from bot import audit
from bot.approvals import Approval, Course, Vote
from bot.ballots import Void, cast
from bot.electorate import Voter
from bot.language import Words
from bot.policy import Forbidden, Seat
from bot.store.approvals import Change
from bot.views import notes


def closed(approval: Approval, about: Iterable[int] | None = None) -> Words | None:
    """Why none of these actions (all unless told) waits for anybody, for whoever came too late; None when one does."""
    wanted = list(range(len(approval.ask.actions)) if about is None else about)
    if not all(0 <= index < len(approval.ask.actions) for index in wanted):
        return notes.UNKNOWN
    if approval.withdrawal:
        return partial(notes.withdrawn, approval.withdrawal)
    if all(index in approval.votes for index in wanted):
        return partial(notes.already_decided, approval, wanted[0])
    return None


def require_open(approval: Approval, about: Iterable[int] | None = None) -> None:
    """Raises Void when none of these actions (all unless told) waits for anybody."""
    if why := closed(approval, about):
        raise Void(why)


def require_offered(approval: Approval, votes: Mapping[int, Vote]) -> None:
    """Raises Void when one of these votes is none that its rule takes, whoever casts it."""
    require_open(approval, votes)
    for index, vote in votes.items():
        rule = approval.rule(index)
        unanswered = approval.ask.shape == "value" and vote.type == "respond" and vote.value is None
        if vote.type not in rule.decisions or unanswered:
            raise Void(notes.NOT_OFFERED)
        if vote.type in rule.reason_required and not vote.message:
            raise Void(notes.REASON_REQUIRED)


def together(approval: Approval, seen: Mapping[int, int], person: str) -> dict[int, Vote]:
    """Approvals of what may be approved together of these actions (with the versions that were shown of them).

    What this person has approved already is left out.

    Raises:
        Void: nothing may.
    """
    rules = {index: action.rule for index, action in enumerate(approval.ask.actions) if index in seen}
    may = [index for index, rule in rules.items() if rule.may_be_approved_together]
    if not may:
        raise Void(notes.NOT_OFFERED)
    left = [index for index in may if index not in approval.votes and not _approved(approval, index, person)] or may
    return {index: Vote(type="approve", person=person, version=seen[index]) for index in left}


def _approved(approval: Approval, index: int, person: str) -> bool:
    return any((vote.person, vote.type) == (person, "approve") for vote in approval.course(index).votes)


def counted(approval: Approval, votes: Mapping[int, Vote], voter: Voter, now: float) -> Change:
    """What these votes make of the approval; the ones that somebody else settled meanwhile are left out."""
    if _stands(approval, votes):
        return Change(approval)
    require_open(approval, votes)
    after, entries = approval, []
    for index, vote in votes.items():
        if index in approval.votes:
            continue
        approval_of_own = approving(after, index, voter) if vote.type == "edit" else None
        seat = approval_of_own or voter.seat(after, index, vote.type)
        dated = vote.model_copy(update={"at": now, "stage": seat.stage, "behalf": seat.behalf})
        before = after
        after = cast(before, index, dated, approves=approval_of_own is not None)
        if index in after.votes:
            continue
        record = audit.changed(before, after, index, dated) if vote.type == "edit" else audit.voted(after, index, dated)
        entries.append(record)
    return Change(after, entries)


def _stands(approval: Approval, votes: Mapping[int, Vote]) -> bool:
    """Whether it is these very votes that were counted already: a lost answer makes the client send them twice."""
    ids = {vote.id for vote in approval.votes.values()}
    ids |= {vote.id for course in approval.courses.values() for vote in course.votes}
    ids |= {course.edit for course in approval.courses.values() if course.edit}
    return any(vote.id in ids for vote in votes.values())


def approving(approval: Approval, index: int, voter: Voter) -> Seat | None:
    """The right with which a change by this voter is at the same time an approval; None: others have to approve it."""
    voter.seat(approval, index, "edit")
    if not approval.rule(index).edit_approves:
        return None
    anew = Course(escalated=approval.course(index).escalated)
    try:
        return voter.seat(approval.model_copy(update={"courses": {index: anew}}), index, "approve")
    except Forbidden:
        return None
