"""What a vote makes of an action: it stands, ends a stage, or settles it. Pure functions over an Approval.

votes stand ── the stage has its quorum ──> next stage ── the last one has ──> approved, or edited and approved
└─ enough rejections, or an answer in the tool's place ──────────> settled as that
a change makes a new version: earlier votes fall, and the first stage begins again
"""

from collections.abc import Sequence
from functools import partial

from bot.approvals import Action, Approval, Course, State, Vote
from bot.language import Refusal, say
from bot.policy import Rule


class Void(Refusal):
    """This vote changes nothing; the message is for the person who cast it."""


CHANGED = partial(say, "The arguments have changed since you saw them. Please read them again on the card.")


def cast(approval: Approval, index: int, vote: Vote, *, approves: bool = True) -> Approval:
    """The approval after this vote on one action. `approves`: whether an edit also counts as its author's approval.

    Raises:
        Void: the vote is about other arguments than those that wait now, or was cast already.
    """
    action, course = approval.ask.actions[index], approval.course(index)
    if vote.version is not None and vote.version != course.version:
        raise Void(CHANGED)
    if vote.type == "edit":
        course = _changed(course, action, vote)
        if not approves:
            return _with(approval, index, course)
        vote = vote.model_copy(update={"type": "approve", "arguments": None, "stage": 0})
    else:
        _refuse_repetition(course, vote)
    course = _standing(course, vote)
    return _with(approval, index, *_counted(action, course, vote))


def take_back(approval: Approval, index: int, person: str) -> Approval:
    """The approval without this person's vote; stages that rested on it are open again.

    Raises:
        Void: there is no vote of theirs.
    """
    course = approval.course(index)
    own = next((vote for vote in course.votes if vote.person == person), None)
    if own is None:
        raise Void(partial(say, "There is no vote of yours to take back."))
    return _with(approval, index, _without(course, [own]))


def settle(approval: Approval, votes: dict[int, Vote]) -> Approval:
    """The approval with these votes as the last word on their actions: those of the clock and of the policy."""
    for index, vote in votes.items():
        approval = _with(approval, index, approval.course(index), vote)
    return approval


def _with(approval: Approval, index: int, course: Course, settled: Vote | None = None) -> Approval:
    votes = {**approval.votes, index: settled} if settled else approval.votes
    everything = len(votes) == len(approval.ask.actions)
    return approval.model_copy(
        update={
            "courses": {**approval.courses, index: course},
            "votes": votes,
            "state": State.DECIDED if everything else approval.state,
        }
    )


def _changed(course: Course, action: Action, vote: Vote) -> Course:
    arguments = vote.arguments if vote.arguments != action.arguments else None
    made = {"arguments": arguments, "presentations": vote.presentations if arguments else ()}
    made |= {"editor": vote.person, "reason": vote.message, "edit": vote.id}
    fallen = tuple(other.person for other in course.votes if other.person != vote.person)
    return course.model_copy(update={**made, "fallen": fallen, "version": course.version + 1, "stage": 0, "votes": ()})


def _refuse_repetition(course: Course, vote: Vote) -> None:
    """Raises Void when this vote says what one with the same right said already."""
    for other in _of_the_same_right(course, vote):
        if (other.type, other.message, other.value) == (vote.type, vote.message, vote.value):
            if other.person == vote.person:
                raise Void(partial(say, "You have voted this way already."))
            raise Void(partial(say, "{person} has voted this way in your place already.", person=f"<@{other.person}>"))


def _standing(course: Course, vote: Vote) -> Course:
    """The course with this vote in the place of the earlier one of the same right."""
    if earlier := _of_the_same_right(course, vote):
        course = _without(course, earlier)
    return course.model_copy(update={"votes": (*course.votes, vote)})


def _of_the_same_right(course: Course, vote: Vote) -> list[Vote]:
    """Votes by the same person, or in the place of the same: nobody counts twice by standing in for somebody."""
    return [other for other in course.votes if not _rights(other).isdisjoint(_rights(vote))]


def _rights(vote: Vote) -> frozenset[str]:
    return frozenset({vote.person, vote.behalf or vote.person})


def _without(course: Course, dropped: Sequence[Vote]) -> Course:
    """The course without these votes; later stages had not begun without them."""
    stage = min(course.stage, *(vote.stage for vote in dropped))
    left = tuple(vote for vote in course.votes if vote not in dropped and vote.stage <= stage)
    return course.model_copy(update={"votes": left, "stage": stage})


def _counted(action: Action, course: Course, vote: Vote) -> tuple[Course, Vote | None]:
    """The course after its votes were counted, and the vote that settles the action, if one does."""
    rule = action.rule
    if vote.type == "respond" and vote.value is None:
        return course, vote
    if vote.type == "reject":
        rejections = sum(other.type == "reject" and other.stage == course.stage for other in course.votes)
        return course, vote if rejections >= _rejections_needed(rule, course.stage) else None
    if not all(_has_quorum(rule, course, vote, stage) for stage in range(course.stage + 1)):
        return course, None
    if course.stage + 1 < len(rule.stages):
        return course.model_copy(update={"stage": course.stage + 1}), None
    if course.arguments is None and (vote.type != "approve" or "approve" in rule.decisions):
        return course, vote
    # Where changes alone are offered, one back to what was asked is still a change.
    return course, vote.model_copy(update={"type": "edit", "arguments": course.arguments or action.arguments})


def _has_quorum(rule: Rule, course: Course, vote: Vote, stage: int) -> bool:
    """Whether enough of a stage say the same as this vote: approve, or give the same answer to a graph's question."""
    alike = [other for other in course.votes if (other.type, other.value) == (vote.type, vote.value)]
    return sum(other.stage == stage for other in alike) >= quorum(rule, stage)


def quorum(rule: Rule, stage: int) -> int:
    return rule.stages[stage].quorum if rule.stages else 1


def _rejections_needed(rule: Rule, stage: int) -> int:
    return 1 if rule.rejection == "any" else quorum(rule, stage) // 2 + 1
