"""The desk: what people and the clock make of an open approval.

Whoever wants something has to pass three questions: is it open and offered at all, may this person do it by what
Slack says of them, and is both still so in the very step that stores it? Every no is written down.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial

from bot import audit, ballots
from bot.approvals import POLICY, Approval, State, Vote, Withdrawal
from bot.background import Background
from bot.counting import approving, closed, counted, require_offered, require_open, together
from bot.electorate import NOT_HERE, Electorate
from bot.expiry import expired
from bot.language import Refusal, in_english, say
from bot.policy import Act, Forbidden
from bot.queue import Queue
from bot.store import Store
from bot.store.approvals import Change, Step, Unchanged
from bot.views import notes

log = logging.getLogger(__name__)


class Refused(Refusal):
    """This does not count; the message is for whoever tried it."""


class Desk:
    def __init__(self, *, store: Store, queue: Queue, electorate: Electorate, background: Background) -> None:
        self._store = store
        self._queue = queue
        self._electorate = electorate
        self._background = background

    async def vote(self, id: str, index: int, vote: Vote, *, team: str) -> Approval:
        """Cast somebody's vote on one action.

        Raises:
            Refused: nothing was changed, and why.
        """
        async with self.attempt(id, index, act=vote.type, person=vote.person) as approval:
            return await self._cast(approval, {index: vote}, vote.type, person=vote.person, team=team)

    async def approve_all(self, id: str, seen: Mapping[int, int], *, person: str, team: str) -> Approval:
        """Approve what may be approved together of these actions; `seen`: the versions that were shown of them.

        Raises:
            Refused: nothing was changed, and why.
        """
        async with self.attempt(id, min(seen, default=0), act="approve", person=person) as approval:
            return await self._cast(approval, together(approval, seen, person), "approve", person=person, team=team)

    async def take_back(self, id: str, index: int, *, person: str, team: str) -> None:
        """Take back a vote that has not settled its action yet.

        Raises:
            Refused: there is none, it is too late, or it was cast in another workspace.
        """

        def step(approval: Approval, _: float) -> Change:
            require_open(approval, [index])
            if team != approval.ask.team:
                raise Forbidden(NOT_HERE)
            return Change(ballots.take_back(approval, index, person), [audit.taken_back(approval, index, person)])

        async with self.attempt(id, index, act="take back", person=person) as approval:
            after = await self.change(id, step, found=approval, about=[index])
        self._background.start(self._tell(after, why=f"taken back {after.writes}"))

    async def withdraw(self, id: str, *, person: str, team: str) -> None:
        """The asker takes back what waits; the run ends. Doing so again changes nothing.

        Raises:
            Refused: nothing was changed, and why.
        """

        def step(approval: Approval, now: float) -> Change:
            if approval.withdrawal and approval.withdrawal.person == person:
                return Change(approval)
            require_open(approval)
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

        # After its deadline too: nobody would take up what the clock answered to a run that is no more.
        for clock in (False, True):
            with suppress(Unchanged):
                after = await self._store.approvals.change(id, step, clock=clock)
                await self._queue.submit("draw", after.ask.id, why="withdrawn")
                return

    async def expire(self) -> None:
        """Let the clock answer what nobody answered before its deadline."""
        for id in await self._store.approvals.past_deadline():
            try:
                after = await self._store.approvals.change(id, expired, clock=True)
            except Unchanged as error:
                if error.why in {"settled", "unknown"}:
                    await self._store.approvals.forget_deadline(id)
                continue
            await self._tell(after, why=f"expired {after.writes}")
            log.info("Nobody answered approval %s in time", id, extra={"action": "expire", "approval": id})

    async def may_open(self, id: str, index: int, *, act: Act, person: str, team: str) -> Approval:
        """The approval, for a view that leads to a vote.

        Raises:
            Refused: the vote would not count anyway, and why.
        """
        async with self.attempt(id, index, act=act, person=person) as approval:
            require_open(approval, [index])
            await self._electorate.voter(approval, [index], act, person=person, team=team, live=False)
        return approval

    async def edit_approves(self, approval: Approval, index: int, *, person: str, team: str) -> bool:
        """Whether an edit by this person would approve it too, as far as Slack's answers of the last minute tell."""
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
            if 0 <= index < len(approval.ask.actions):
                why = in_english(refusal.words)
                await self._store.audit.append(audit.refused(approval, index, person=person, act=act, why=why))
            raise Refused(refusal.words) from None

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
            raise Refused(closed(await self.known(id), about) or notes.EXPIRED) from None

    async def _cast(
        self, approval: Approval, votes: Mapping[int, Vote], act: Act, *, person: str, team: str
    ) -> Approval:
        """Store one person's votes of one kind, all of them or none."""
        require_offered(approval, votes)
        # For an approval, and what may end in one, Slack is asked now.
        live = act in {"approve", "edit"}
        voter = await self._electorate.voter(approval, votes, act, person=person, team=team, live=live)
        id = approval.ask.id
        after = await self.change(
            id, lambda current, now: counted(current, votes, voter, now), found=approval, about=votes
        )
        # The person has their answer meanwhile; if this is lost, the sweep finds what is due.
        self._background.start(self._tell(after, why=f"vote {after.writes} {sorted(votes)}"))
        log.info(
            "%s voted on %s: %s, actions %s",
            person,
            id,
            act,
            sorted(votes),
            extra={"action": "vote", "approval": id, "person": person},
        )
        return after

    async def _tell(self, approval: Approval, *, why: str) -> None:
        """Hand out what a change made due."""
        if approval.state is not State.PENDING:
            await self._queue.submit("look", approval.ask.thread, why=f"{approval.ask.id} {why}")
        await self._queue.submit("draw", approval.ask.id, why=why)


def _withdrawn(approval: Approval, withdrawal: Withdrawal) -> Change:
    after = approval.model_copy(update={"state": State.WITHDRAWN, "withdrawal": withdrawal})
    return Change(after, [audit.noted("withdrawal", approval, person=withdrawal.person, why=withdrawal.why)])
