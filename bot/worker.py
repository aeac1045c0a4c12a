"""The worker: what happens when the queue says "look at this thread" or "draw this approval"."""

import logging

from bot.approvals import Approval, State, response
from bot.drawings import Drawings
from bot.intake import Intake
from bot.queue import Queue
from bot.runs import Answer, Finished, Outcome, Paused, Runs
from bot.slack import Mark, Slack, Trouble, is_final
from bot.slack.pacing import Crowded
from bot.store import Store, StoreDown
from bot.store.due import DRAW, LOOK
from bot.store.threads import Turn
from bot.views import notes
from bot.views.reply import reply

log = logging.getLogger(__name__)

_SOON = 0.0
_LATER = 10.0
"""Seconds until a drawing is due again, after it found no place or failed; the sweep adds two."""
_MOST_ATTEMPTS = 5
"""Processes that may die over one message before it is given up: one of them may be what kills them."""


class Outdated(Exception):  # noqa: N818
    """What was decided on is not what would run now."""


class Workshop:
    def __init__(
        self,
        *,
        store: Store,
        runs: Runs,
        intake: Intake,
        drawings: Drawings,
        slack: Slack,
        queue: Queue,
        retention: float,
    ) -> None:
        """`retention`: seconds until a quiet conversation is forgotten."""
        self._store = store
        self._runs = runs
        self._intake = intake
        self._drawings = drawings
        self._slack = slack
        self._queue = queue
        self._retention = retention

    async def draw(self, approval: str) -> None:
        mark = await self._store.due.mark(DRAW, approval)
        try:
            await self._drawings.draw(approval)
        except Trouble as error:
            log.warning("Approval %s could not be drawn: %s", approval, error)
            if await self._is_worth_another_try(approval, error):
                seconds = _SOON if isinstance(error, Crowded) else _LATER
                await self._store.due.postpone(DRAW, approval, seconds=seconds)
                return
        await self._store.due.settle(DRAW, approval, mark)

    async def _is_worth_another_try(self, id: str, error: BaseException) -> bool:
        """What Slack refuses for good is tried again only while somebody still has to decide."""
        approval = await self._store.approvals.get(id)
        return not is_final(error) or (approval is not None and bool(approval.open_actions))

    async def tidy(self, thread: str) -> None:
        await self._runs.tidy(thread)

    async def retire(self, thread: str) -> None:
        """Forget a conversation nobody has used for long; a message that came meanwhile keeps it."""
        seconds, _ = await self._store.redis.time()
        if await self._store.threads.retire(thread, before=seconds - self._retention):
            await self._runs.forget(thread)

    async def look(self, thread: str) -> None:
        """Do whatever this thread needs until it waits for somebody or has nothing more to do."""
        while turn := await self._store.threads.open_turn(thread):
            approvals = await self._approvals(turn)
            if _decided(approvals) is None and any(a.state is State.PENDING for a in approvals):
                await self._store.due.settle(LOOK, thread, turn.due)
                break
            await self._advance(turn, approvals)
        # Behind whatever this thread needs next: nobody waits for it.
        await self._queue.submit("tidy", thread, why="rest")

    async def _advance(self, turn: Turn, approvals: list[Approval]) -> None:
        """Take the turn as far as it goes: to an answer, a failure, or the next question."""
        # A run that ended needs only its answer posted, for as long as Slack takes to be there again.
        if turn.attempts >= _MOST_ATTEMPTS and turn.answering_since is None:
            await self._fail(turn, approvals, notes.EXHAUSTED)
            return
        await self._store.threads.start(turn.place.thread)
        try:
            outcome = await self._run(turn, approvals)
            if isinstance(outcome, Paused):
                await self._ask(turn, outcome)
        except StoreDown:
            # The records are out of reach, so nothing is known to have failed: the sweep tries again.
            raise
        except Exception as error:  # whatever a graph raises, its requester gets a plain message
            log.exception("The run of %s failed", turn.id, extra={"action": "run", "turn": turn.id})
            await self._fail(turn, approvals, notes.FAILED.format(why=_plainly(error)))
            return
        if isinstance(outcome, Finished):
            await self._answer(turn, outcome.text or notes.EMPTY_ANSWER)

    async def _approvals(self, turn: Turn) -> list[Approval]:
        found = [await self._store.approvals.get(id) for id in turn.open]
        return [approval for approval in found if approval]

    async def _run(self, turn: Turn, approvals: list[Approval]) -> Outcome:
        thread, text = turn.place.thread, turn.message.text
        self._slack.status(turn.place.channel, turn.place.thread_ts, "is working on it…")
        if decided := _decided(approvals):
            return await self._resume(turn, decided)
        if turn.started:
            return await self._runs.carry_on(thread, turn.id, text)
        return await self._runs.start(thread, turn.id, text)

    async def _resume(self, turn: Turn, approval: Approval) -> Outcome:
        ask = approval.ask
        if approval.state is State.DECIDED and (why := self._intake.outdated(approval)):
            raise Outdated(why)
        answer: Answer = response(approval) if ask.kind == "review" else "settled"
        before = await self._store.approvals.move(ask.id, State.RESUMING)
        # Somebody may have resumed and died: then the interrupt is answered, and the run only needs to go on.
        if before is State.RESUMING and not await self._runs.is_waiting(ask.thread, ask.interrupt):
            outcome = await self._runs.carry_on(ask.thread, turn.id, turn.message.text)
        else:
            outcome = await self._runs.resume(ask.thread, ask.interrupt, answer)
        await self._store.approvals.move(ask.id, State.RESUMED)
        return outcome

    async def _ask(self, turn: Turn, paused: Paused) -> None:
        asked = [await self._intake.ask(turn, question) for question in paused.questions]
        await self._store.threads.wait(turn.place.thread, asked)
        self._slack.status(turn.place.channel, turn.place.thread_ts, "")

    async def _fail(self, turn: Turn, approvals: list[Approval], text: str) -> None:
        await self._runs.abandon(turn.place.thread, text)
        for approval in approvals:
            for state in (State.RESUMING, State.RESUMED):
                await self._store.approvals.move(approval.ask.id, state)
        await self._answer(turn, text)

    async def _answer(self, turn: Turn, text: str) -> None:
        """Post the answer and end the turn. A channel that refuses it for good must not keep the thread busy."""
        try:
            await self._post_once(turn, text)
        except Trouble as error:
            if not is_final(error):
                raise
            log.exception("The answer of %s cannot be posted", turn.id)
        self._slack.status(turn.place.channel, turn.place.thread_ts, "")
        await self._store.threads.close_turn(turn.place.thread, turn.message.ts)

    async def _post_once(self, turn: Turn, text: str) -> None:
        place, mark = turn.place, Mark(kind="answer", id=turn.id)
        if turn.answering_since is None:
            await self._store.threads.answer(place.thread)
        # A process may have died after it posted and before it could say so.
        elif await self._slack.find(place.channel, mark, since=turn.answering_since, thread_ts=place.thread_ts):
            return
        await self._slack.post(place.channel, reply(text), mark=mark, thread_ts=place.thread_ts)


def _decided(approvals: list[Approval]) -> Approval | None:
    return next((a for a in approvals if a.state in {State.DECIDED, State.RESUMING}), None)


def _plainly(error: Exception) -> str:
    if isinstance(error, Outdated):
        return str(error)
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0][:300]}" if first else type(error).__name__
