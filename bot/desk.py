"""The desk: what people and the clock make of an open approval."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from bot import audit, ballots
from bot.approvals import Approval, State, Vote, Withdrawal, clock_votes
from bot.background import Background
from bot.electorate import Electorate, Voter
from bot.policy import Act, Forbidden
from bot.queue import Queue
from bot.store import Store
from bot.store.approvals import Change, Step, Unchanged
from bot.views import notes

log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818
    """This vote does not count; the message is for the person who cast it."""


class Desk:
    def __init__(self, *, store: Store, queue: Queue, electorate: Electorate, background: Background) -> None:
        self._store = store
        self._queue = queue
        self._electorate = electorate
        self._background = background

    async def vote(self, id: str, votes: Mapping[int, Vote], *, team: str) -> Approval:
        """Cast one person's votes of one kind.

        Raises:
            Refused: nothing was changed, and why.
        """
        approval = await self.known(id)
        vote = next(iter(votes.values()))
        self._offered(approval, votes)
        voter = await self._voter(approval, list(votes), vote.type, person=vote.person, team=team)

        def step(approval: Approval, now: float) -> Change:
            return _counted(approval, votes, voter, now)

        after = await self.change(id, step)
        # The person has their answer meanwhile; if this is lost, the sweep finds what is due.
        self._background.start(self._tell(after, why=f"vote {after.changed} {sorted(votes)}"))
        log.info(
            "%s voted on %s: %s",
            vote.person,
            id,
            {index: vote.type for index, vote in votes.items()},
            extra={"action": "vote", "approval": id, "person": vote.person},
        )
        return after

    async def approve_all(self, id: str, *, person: str, team: str) -> None:
        """Approve every undecided action that reviewers may approve together.

        Raises:
            Refused: nothing was changed, and why.
        """
        approval = await self.known(id)
        rules = [action.rule for action in approval.ask.actions]
        mine = [
            i
            for i, rule in enumerate(rules)
            if rule.asks == "reviewers" and "approve" in rule.decisions and rule.risk != "high"
        ]
        if not mine:
            raise Refused(notes.NOT_OFFERED)
        left = [index for index in mine if index not in approval.votes] or mine
        votes = {index: Vote(type="approve", person=person, version=approval.course(index).version) for index in left}
        await self.vote(id, votes, team=team)

    async def take_back(self, id: str, index: int, *, person: str) -> None:
        """Take back a vote that has not settled its action yet.

        Raises:
            Refused: there is none, or it is too late.
        """

        def step(approval: Approval, _: float) -> Change:
            still_open(approval, [index])
            return Change(ballots.take_back(approval, index, person), [audit.taken_back(approval, index, person)])

        after = await self.change(id, step)
        self._background.start(self._tell(after, why=f"taken back {after.changed}"))

    async def withdraw(self, id: str, *, person: str, team: str) -> None:
        """The asker takes back what waits; the run ends.

        Raises:
            Refused: nothing was changed, and why.
        """
        approval = await self.known(id)
        if team != approval.ask.team or person != approval.ask.requester:
            why = f"Only <@{approval.ask.requester}>, who asked for this, can withdraw it."
            await self.refuse(approval, 0, person=person, act="withdraw", why=why)
        if approval.ask.kind == "doubt":
            raise Refused(notes.DOUBT_STAYS)

        def step(approval: Approval, now: float) -> Change:
            if approval.state is not State.PENDING:
                raise Refused(notes.TOO_LATE)
            return _withdrawn(approval, Withdrawal(person=person, why="", at=now))

        after = await self.change(id, step)
        self._background.start(self._tell(after, why="withdrawn"))

    async def may_open(self, id: str, index: int, *, act: Act, person: str, team: str) -> Approval:
        """The approval, for a view that leads to a vote.

        Raises:
            Refused: the vote would not count anyway, and why.
        """
        approval = await self.known(id)
        still_open(approval, [index])
        await self._voter(approval, [index], act, person=person, team=team, live=False)
        return approval

    async def known(self, id: str) -> Approval:
        """The approval as it is.

        Raises:
            Refused: there is none (any more).
        """
        approval = await self._store.approvals.get(id)
        if approval is None:
            raise Refused(notes.UNKNOWN)
        return approval

    @staticmethod
    def _offered(approval: Approval, votes: Mapping[int, Vote]) -> None:
        still_open(approval, votes)
        for index, vote in votes.items():
            rule = approval.ask.actions[index].rule
            if vote.type not in rule.decisions:
                raise Refused(notes.NOT_OFFERED)
            if vote.type in rule.reason_required and not vote.message:
                raise Refused(notes.REASON_REQUIRED)

    async def _voter(
        self, approval: Approval, indexes: Sequence[int], act: Act, *, person: str, team: str, live: bool | None = None
    ) -> Voter:
        """Somebody who may do this; for an approval, and what may end in one, Slack is asked now."""
        now = act in {"approve", "edit"} if live is None else live
        try:
            return await self._electorate.voter(approval, indexes, act, person=person, team=team, live=now)
        except Forbidden as error:
            await self.refuse(approval, indexes[0], person=person, act=act, why=str(error))

    async def refuse(self, approval: Approval, index: int, *, person: str, act: str, why: str) -> NoReturn:
        """Turn somebody away, and write it down."""
        await self._store.audit.append(audit.refused(approval, index, person=person, act=act, why=why))
        raise Refused(why)

    async def change(self, id: str, step: Step) -> Approval:
        """Change an open approval by a pure step, and give it back as it is then.

        Raises:
            Refused: nothing was changed, and why.
        """
        try:
            return await self._store.approvals.change(id, step)
        except (ballots.Void, Forbidden) as error:
            raise Refused(str(error)) from None
        except Unchanged as error:
            raise Refused(await self._why_not(id, error.why)) from None

    async def _why_not(self, id: str, why: str) -> str:
        approval = await self._store.approvals.get(id)
        if approval and approval.votes:
            return notes.already_decided(next(iter(approval.votes.values())), approval.ask.kind)
        return notes.EXPIRED if why == "expired" else notes.UNKNOWN

    async def _tell(self, approval: Approval, *, why: str) -> None:
        """Hand out what a change made due."""
        if approval.state is not State.PENDING:
            await self._queue.submit("look", approval.ask.thread, why=f"{approval.ask.id} {why}")
        await self._queue.submit("draw", approval.ask.id, why=why)

    async def expire(self) -> None:
        """Let the clock answer what nobody answered before its deadline."""
        for id in await self._store.approvals.past_deadline():
            try:
                after = await self._store.approvals.change(id, _expired, clock=True)
            except Unchanged as error:
                if error.why in {"settled", "unknown"}:
                    await self._store.approvals.forget_deadline(id)
                continue
            await self._tell(after, why=f"expired {after.changed}")
            log.info("Nobody answered approval %s in time", id, extra={"action": "expire", "approval": id})


def still_open(approval: Approval, indexes: Iterable[int]) -> None:
    """Raises Refused when none of these actions waits for anybody."""
    wanted = list(indexes)
    if not all(0 <= index < len(approval.ask.actions) for index in wanted):
        raise Refused(notes.UNKNOWN)
    if approval.withdrawal:
        raise Refused(notes.withdrawn(approval.withdrawal))
    if all(index in approval.votes for index in wanted):
        raise Refused(notes.already_decided(approval.votes[wanted[0]], approval.ask.kind))


def _counted(approval: Approval, votes: Mapping[int, Vote], voter: Voter, now: float) -> Change:
    """What these votes make of the approval; the ones that somebody else settled meanwhile are left out."""
    if _stands(approval, votes):
        return Change(approval)
    still_open(approval, votes)
    after, entries = approval, []
    for index, vote in votes.items():
        if index in approval.votes:
            continue
        seat = voter.seat(approval, index, vote.type)
        dated = vote.model_copy(update={"at": now, "stage": seat.stage, "behalf": seat.behalf})
        before = after
        after = ballots.cast(before, index, dated, approves=_approves(before, index, voter))
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


def _approves(approval: Approval, index: int, voter: Voter) -> bool:
    """Whether a change by this voter is at the same time an approval: the rule says so, and they may approve."""
    rule = approval.ask.actions[index].rule
    if not rule.edit_approves:
        return False
    first = approval.model_copy(update={"courses": {}})
    try:
        voter.seat(first, index, "approve")
    except Forbidden:
        return False
    return True


def _withdrawn(approval: Approval, withdrawal: Withdrawal) -> Change:
    after = approval.model_copy(update={"state": State.WITHDRAWN, "withdrawal": withdrawal})
    return Change(after, [audit.noted("withdrawal", approval, person=withdrawal.person, why=withdrawal.why)])


def _expired(approval: Approval, now: float) -> Change:
    """The clock's answer to what is still open: somebody else is asked, once, or it is rejected."""
    waiting = approval.open_actions
    escalating = [i for i in waiting if _escalates_at_the_end(approval, i)]
    if escalating:
        rules = [approval.ask.actions[index].rule for index in escalating]
        return escalated(approval, escalating, deadline=now + min(rule.timeout for rule in rules))
    spent = human(approval.ask.deadline - approval.ask.asked_at)
    votes = dict(enumerate(clock_votes(approval.ask, timeout=spent)))
    return Change(ballots.settle(approval, {index: votes[index].model_copy(update={"at": now}) for index in waiting}))


def _escalates_at_the_end(approval: Approval, index: int) -> bool:
    return approval.ask.actions[index].rule.on_timeout == "escalate" and not approval.course(index).escalated


def escalated(approval: Approval, indexes: Sequence[int], *, deadline: float | None = None) -> Change:
    """The approval with more people who may decide these actions."""
    courses = {index: approval.course(index).model_copy(update={"escalated": True}) for index in indexes}
    ask = approval.ask if deadline is None else approval.ask.model_copy(update={"deadline": deadline})
    after = approval.model_copy(update={"courses": {**approval.courses, **courses}, "ask": ask})
    return Change(after, [audit.noted("escalation", after, actions=list(indexes), deadline=ask.deadline)])


def human(seconds: float) -> str:
    whole = round(seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole >= size and whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}s"
