"""The desk: what people and the clock make of an open approval."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import NoReturn

from bot import audit, ballots
from bot.answers import clock_votes
from bot.approvals import POLICY, Approval, State, Vote, Withdrawal
from bot.background import Background
from bot.counting import approving, closed, counted, offered, still_open, together
from bot.electorate import NOT_HERE, Electorate, Voter
from bot.language import Refusal, Words, in_english, say
from bot.policy import Act, Forbidden
from bot.queue import Queue
from bot.store import Store
from bot.store.approvals import Change, Step, Unchanged
from bot.views import notes

log = logging.getLogger(__name__)


class Refused(Refusal):
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
        vote = next(iter(votes.values()))
        async with self.attempt(id, min(votes), act=vote.type, person=vote.person) as approval:
            return await self._cast(approval, votes, team=team)

    async def _cast(self, approval: Approval, votes: Mapping[int, Vote], *, team: str) -> Approval:
        id, vote = approval.ask.id, next(iter(votes.values()))
        offered(approval, votes)
        voter = await self._voter(approval, votes, vote.type, person=vote.person, team=team)
        after = await self.change(
            id, lambda current, now: counted(current, votes, voter, now), found=approval, about=votes
        )
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

    async def approve_all(self, id: str, seen: Mapping[int, int], *, person: str, team: str) -> Approval:
        """Approve what may be approved together of these actions; `seen`: the versions that were shown of them.

        Raises:
            Refused: nothing was changed, and why.
        """
        async with self.attempt(id, min(seen, default=0), act="approve", person=person) as approval:
            return await self._cast(approval, together(approval, seen, person), team=team)

    async def take_back(self, id: str, index: int, *, person: str, team: str) -> None:
        """Take back a vote that has not settled its action yet.

        Raises:
            Refused: there is none, it is too late, or it was cast in another workspace.
        """

        def step(approval: Approval, _: float) -> Change:
            still_open(approval, [index])
            if team != approval.ask.team:
                raise Forbidden(NOT_HERE)
            return Change(ballots.take_back(approval, index, person), [audit.taken_back(approval, index, person)])

        async with self.attempt(id, index, act="take back", person=person) as approval:
            after = await self.change(id, step, found=approval, about=[index])
        self._background.start(self._tell(after, why=f"taken back {after.changed}"))

    async def withdraw(self, id: str, *, person: str, team: str) -> None:
        """The asker takes back what waits; the run ends. Doing so again changes nothing.

        Raises:
            Refused: nothing was changed, and why.
        """

        def step(approval: Approval, now: float) -> Change:
            if approval.withdrawal and approval.withdrawal.person == person:
                return Change(approval)
            still_open(approval, range(len(approval.ask.actions)))
            return _withdrawn(approval, Withdrawal(person=person, why="", at=now))

        async with self.attempt(id, 0, act="withdraw", person=person) as approval:
            if team != approval.ask.team or person != approval.ask.requester:
                asker = f"<@{approval.ask.requester}>"
                raise Forbidden(partial(say, "Only {person}, who asked for this, can withdraw it.", person=asker))
            if approval.ask.kind == "doubt":
                raise Refused(notes.DOUBT_STAYS)
            after = await self.change(id, step, found=approval)
        self._background.start(self._tell(after, why="withdrawn"))

    async def drop(self, id: str, *, why: str) -> None:
        """The run that asked this has ended: nobody has to decide it any more."""

        def step(approval: Approval, now: float) -> Change:
            if approval.state is not State.PENDING:
                return Change(approval)
            return _withdrawn(approval, Withdrawal(person=POLICY, why=why, at=now))

        # Past its deadline too: nobody would take up what the clock answered to a run that is no more.
        for late in (False, True):
            with suppress(Unchanged):
                after = await self._store.approvals.change(id, step, clock=late)
                await self._queue.submit("draw", after.ask.id, why="withdrawn")
                return

    async def may_open(self, id: str, index: int, *, act: Act, person: str, team: str) -> Approval:
        """The approval, for a view that leads to a vote.

        Raises:
            Refused: the vote would not count anyway, and why.
        """
        async with self.attempt(id, index, act=act, person=person) as approval:
            still_open(approval, [index])
            await self._electorate.voter(approval, [index], act, person=person, team=team, live=False)
        return approval

    async def change_approves(self, approval: Approval, index: int, *, person: str, team: str) -> bool:
        """Whether a change by this person would approve it too, as far as Slack's answers of the last minute tell."""
        try:
            voter = await self._electorate.voter(approval, [index], "edit", person=person, team=team, live=False)
            return approving(approval, index, voter) is not None
        except Forbidden:
            return False

    async def known(self, id: str) -> Approval:
        """The approval.

        Raises:
            Refused: there is none.
        """
        approval = await self._store.approvals.get(id)
        if approval is None:
            raise Refused(notes.UNKNOWN)
        return approval

    @asynccontextmanager
    async def attempt(self, id: str, index: int, *, act: str, person: str) -> AsyncIterator[Approval]:
        """The approval with which somebody wants to do something; whatever refuses them is written down.

        Raises:
            Refused: in the place of Forbidden and Void too.
        """
        approval = await self.known(id)
        try:
            yield approval
        except (Forbidden, ballots.Void, Refused) as refusal:
            await self.refuse(approval, index, person=person, act=act, why=refusal.words)

    async def refuse(self, approval: Approval, index: int, *, person: str, act: str, why: Words) -> NoReturn:
        """Write down that somebody tried what they may not.

        Raises:
            Refused: always.
        """
        if 0 <= index < len(approval.ask.actions):
            await self._store.audit.append(audit.refused(approval, index, person=person, act=act, why=in_english(why)))
        raise Refused(why) from None

    async def _voter(self, approval: Approval, indexes: Iterable[int], act: Act, *, person: str, team: str) -> Voter:
        """Somebody who may do this; for an approval, and what may end in one, Slack is asked now."""
        live = act in {"approve", "edit"}
        return await self._electorate.voter(approval, indexes, act, person=person, team=team, live=live)

    async def change(
        self, id: str, step: Step, *, found: Approval | None = None, about: Iterable[int] | None = None
    ) -> Approval:
        """Change what waits; `found`: as it was just read; `about`: the actions it is about, all unless told.

        Raises:
            Refused: what became of them meanwhile.
        """
        try:
            return await self._store.approvals.change(id, step, found=found)
        except (Forbidden, ballots.Void) as error:
            raise Refused(error.words) from None
        except Unchanged:
            approval = await self.known(id)
            why = closed(approval, range(len(approval.ask.actions)) if about is None else about)
            raise Refused(why or notes.EXPIRED) from None

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
