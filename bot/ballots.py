"""What a vote makes of an action: it stands, ends a stage, or settles it. Pure functions over an Approval.

votes stand ── the stage has its quorum ──> next stage ── the last one has ──> approved, or edited and approved
└─ enough rejections, or an answer in the tool's place ──────────> settled as that
a change makes a new version: earlier votes fall, and the first stage begins again
"""

from bot.approvals import Action, Approval, Course, State, Vote
from bot.policy import Rule


class Void(Exception):  # noqa: N818
    """This vote changes nothing; the message is for the person who cast it."""


def cast(approval: Approval, index: int, vote: Vote, *, approves: bool = True) -> Approval:
    """The approval after this vote on one action. `approves`: whether an edit also counts as its author's approval.

    Raises:
        Void: the vote is about other arguments than those that wait now, or was cast already.
    """
    action, course = approval.ask.actions[index], approval.course(index)
    if vote.version is not None and vote.version != course.version:
        raise Void("The arguments were changed after what you saw was drawn. Please read them again on the card.")
    if vote.type == "edit":
        course = _changed(course, action, vote)
        if not approves:
            return _with(approval, index, course)
        vote = vote.model_copy(update={"type": "approve", "arguments": None, "stage": 0})
    elif any(v.person == vote.person and v.type == vote.type and v.message == vote.message for v in course.votes):
        raise Void("Your vote stands already.")
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
        raise Void("There is no vote of yours to take back.")
    return _with(approval, index, _without(course, own))


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
    made = {"arguments": arguments, "editor": vote.person, "reason": vote.message, "edit": vote.id}
    fallen = tuple(other.person for other in course.votes if other.person != vote.person)
    return course.model_copy(update={**made, "fallen": fallen, "version": course.version + 1, "stage": 0, "votes": ()})


def _standing(course: Course, vote: Vote) -> Course:
    """The course with this vote in the place of the person's earlier one."""
    own = next((other for other in course.votes if other.person == vote.person), None)
    if own:
        course = _without(course, own)
    return course.model_copy(update={"votes": (*course.votes, vote)})


def _without(course: Course, own: Vote) -> Course:
    """The course without this vote; later stages had not begun without it."""
    left = tuple(vote for vote in course.votes if vote is not own and vote.stage <= own.stage)
    return course.model_copy(update={"votes": left, "stage": min(course.stage, own.stage)})


def _counted(action: Action, course: Course, vote: Vote) -> tuple[Course, Vote | None]:
    """The course after its votes were counted, and the vote that settles the action, if one does."""
    rule = action.rule
    if vote.type == "respond":
        return course, vote
    here = [other for other in course.votes if other.stage == course.stage]
    if vote.type == "reject":
        rejections = sum(other.type == "reject" for other in here)
        return course, vote if rejections >= _rejections_needed(rule, course.stage) else None
    if sum(other.type == "approve" for other in here) < quorum(rule, course.stage):
        return course, None
    if course.stage + 1 < len(rule.stages):
        return course.model_copy(update={"stage": course.stage + 1}), None
    if course.arguments is None:
        return course, vote
    return course, vote.model_copy(update={"type": "edit", "arguments": course.arguments})


def quorum(rule: Rule, stage: int) -> int:
    return rule.stages[stage].quorum if rule.stages else 1


def _rejections_needed(rule: Rule, stage: int) -> int:
    return 1 if rule.rejection == "any" else quorum(rule, stage) // 2 + 1
