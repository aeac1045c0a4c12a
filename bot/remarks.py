"""Remarks: what is asked, answered and added about an open approval without deciding it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot import audit
from bot.approvals import Approval, Pause, Remark
from bot.background import Background
from bot.ballots import Void
from bot.counting import require_open
from bot.desk import Desk
from bot.electorate import Electorate
from bot.language import say
from bot.policy import Forbidden
from bot.queue import Queue
from bot.store import Store
from bot.store.approvals import Change, Step
from bot.views import notes
from bot.views.remarks import ENOUGH_SAID, LONGEST, NOTHING_ASKED, TAKEN_UP, TOO_LONG

MOST = 20
"""Remarks about one approval."""


class Remarks:
    def __init__(
        self, *, store: Store, desk: Desk, electorate: Electorate, queue: Queue, background: Background
    ) -> None:
        self._store = store
        self._desk = desk
        self._electorate = electorate
        self._queue = queue
        self._background = background

    async def may_ask(self, id: str, index: int, *, person: str, team: str) -> Approval:
        """The approval, for somebody who may decide this action and would like to know more.

        Raises:
            Refused: they may not, or it is too late.
        """
        async with self._desk.attempt(id, index, act="ask", person=person) as approval:
            require_open(approval, [index])
            if approval.rule(index).asks != "reviewers":
                raise Void(notes.NOT_OFFERED)
            await self._electorate.voter(approval, [index], "approve", person=person, team=team, live=False)
        return approval

    async def ask(self, id: str, index: int, text: str, *, person: str, team: str) -> None:
        """Ask the asker something; the first question puts the deadline off as far as the rule says.

        Raises:
            Refused: nothing was changed, and why.
        """
        await self.may_ask(id, index, person=person, team=team)
        question = Remark(kind="question", person=person, text=text, at=0)

        def pausing(approval: Approval, now: float) -> Approval:
            return _paused(approval, approval.rule(index).pause, now)

        async with self._desk.attempt(id, index, act="ask", person=person):
            await self._say(id, question, pausing)

    async def may_answer(self, id: str, *, person: str, team: str) -> Approval:
        """The approval, for its asker to answer what was asked.

        Raises:
            Refused: they are not the asker, or nothing waits for an answer.
        """
        async with self._asker(id, act="answer", person=person, team=team) as approval:
            require_open(approval)
            _asked(approval)
        return approval

    async def answer(self, id: str, remark: Remark, *, team: str) -> None:
        """Answer every question so far; what is left of the time by which they put the deadline off is given back.

        Raises:
            Refused: nothing was changed, and why.
        """

        def answering(approval: Approval, now: float) -> Approval:
            _asked(approval)
            return _resumed(approval, now)

        async with self._asker(id, act="answer", person=remark.person, team=team):
            await self._say(id, remark, answering)

    async def inform(self, id: str, remark: Remark, *, team: str) -> None:
        """The asker adds what those who decide should know.

        Raises:
            Refused: nothing was changed, and why.
        """
        async with self._asker(id, act="add information", person=remark.person, team=team):
            await self._say(id, remark, lambda approval, _: approval)

    async def add(self, id: str, ts: str, *, person: str, team: str) -> None:
        """A message of the asker that was kept for later becomes part of the request, and waits no longer.

        Raises:
            Refused: nothing was changed, and why.
        """
        thread = (await self._desk.known(id)).ask.thread
        message = await self._store.threads.kept(thread, ts)
        async with self._asker(id, act="add information", person=person, team=team):
            if message is None or message.user != person:
                raise Void(TAKEN_UP)
            remark = Remark(kind="information", person=person, text=message.text, at=0, id=ts)
            await self._say(id, remark, lambda approval, _: approval)
            # Should this be lost, the message is taken up as well: better twice than never.
            await self._store.threads.drop(thread, message)

    @asynccontextmanager
    async def _asker(self, id: str, *, act: str, person: str, team: str) -> AsyncIterator[Approval]:
        async with self._desk.attempt(id, 0, act=act, person=person) as approval:
            if team != approval.ask.team or person != approval.ask.requester:
                asker = f"<@{approval.ask.requester}>"
                raise Forbidden(partial(say, "Only {person}, who asked for this, can do that.", person=asker))
            yield approval

    async def _say(self, id: str, remark: Remark, meanwhile: Callable[[Approval, float], Approval]) -> None:
        """Add a remark, once however often it comes; `meanwhile` is what else it makes of the approval."""
        after = await self._desk.change(id, _adding(remark, meanwhile))
        # Whoever said it has their answer meanwhile; if this is lost, the sweep finds what is due.
        self._background.start(self._queue.submit("draw", id, why=f"remark {after.writes}"))


def _adding(remark: Remark, meanwhile: Callable[[Approval, float], Approval]) -> Step:
    def step(approval: Approval, now: float) -> Change:
        if any(known.id == remark.id for known in approval.remarks):
            return Change(approval)
        require_open(approval)
        if len(approval.remarks) >= MOST:
            raise Void(ENOUGH_SAID)
        if len(remark.text) > LONGEST:
            raise Void(TOO_LONG)
        said = remark.model_copy(update={"at": now})
        after = meanwhile(approval, now).model_copy(update={"remarks": (*approval.remarks, said)})
        entry = audit.noted(remark.kind, after, person=said.person, text=said.text, deadline=after.ask.deadline)
        return Change(after, [entry])

    return step


def _asked(approval: Approval) -> None:
    """Raises Void when no question waits for an answer."""
    if not approval.unanswered:
        raise Void(NOTHING_ASKED)


def _paused(approval: Approval, seconds: float, now: float) -> Approval:
    """With the deadline put off, the first time somebody asks."""
    if approval.paused or not seconds:
        return approval
    return _put_off(approval, Pause(since=now, seconds=seconds), by=seconds)


def _resumed(approval: Approval, now: float) -> Approval:
    """With what is left of the pause given back; nothing is, the second time."""
    pause = approval.paused
    if not pause:
        return approval
    used = min(now - pause.since, pause.seconds)
    return _put_off(approval, Pause(since=pause.since, seconds=used), by=used - pause.seconds)


def _put_off(approval: Approval, pause: Pause, *, by: float) -> Approval:
    ask = approval.ask.model_copy(update={"deadline": approval.ask.deadline + by})
    return approval.model_copy(update={"paused": pause, "ask": ask})
