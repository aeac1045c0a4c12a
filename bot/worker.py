"""The worker: what happens when the queue says "look at this thread" or "draw this approval"."""

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import partial

from langgraph.errors import GraphRecursionError

from bot.answers import response, unheard
from bot.approvals import Approval, State
from bot.background import Background
from bot.desk import Desk
from bot.drawings import Drawings
from bot.intake import Intake
from bot.language import Refusal, Words, say, speaking
from bot.queue import Queue
from bot.runs import Outcome, Paused, Runs, Vanished
from bot.slack import Mark, Posted, Slack, Trouble, is_final, told
from bot.slack.languages import Languages
from bot.slack.pacing import Crowded
from bot.store import Store, StoreDown
from bot.store.checkpoints import only_while
from bot.store.due import DRAW, QUIET
from bot.store.postings import PATIENCE
from bot.store.threads import Turn
from bot.views import notes
from bot.views.reply import reply

log = logging.getLogger(__name__)

_SOON = 0.0
_LATER = 10.0
"""Seconds until a drawing is due again, after it found no place or failed; the sweep adds two."""
_GLANCE = 1.0
"""Seconds between two looks for an answer that somebody else may be posting."""
_MOST_ATTEMPTS = 5
"""Processes that may die over one message before it is given up: one of them may be what kills them."""


class Outdated(Refusal):
    """What was decided on is not what would run now."""


class Worker:
    def __init__(
        self,
        *,
        store: Store,
        runs: Runs,
        desk: Desk,
        intake: Intake,
        drawings: Drawings,
        slack: Slack,
        languages: Languages,
        queue: Queue,
        background: Background,
        retention: float,
    ) -> None:
        """`retention`: seconds until a quiet conversation is forgotten."""
        self._store = store
        self._runs = runs
        self._desk = desk
        self._intake = intake
        self._drawings = drawings
        self._slack = slack
        self._languages = languages
        self._queue = queue
        self._background = background
        self._retention = retention

    async def draw(self, approval: str) -> None:
        mark = await self._store.due.mark(DRAW, approval)
        try:
            await self._drawings.draw(approval)
        except Trouble as error:
            log.warning("Approval %s could not be drawn: %s", approval, told(error))
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
        mark = await self._store.due.mark(QUIET, thread)
        if await self._store.threads.retire(thread, before=seconds - self._retention):
            await self._runs.forget(thread)
            await self._store.due.settle(QUIET, thread, mark)

    async def look(self, thread: str) -> None:
        """Do whatever this thread needs until it waits for somebody or has nothing more to do."""
        more = True
        while more and (turn := await self._store.threads.open_turn(thread)):
            more = await self._advance(turn)
        # Behind whatever this thread needs next: nobody waits for it, and the next turn makes up for one that is lost.
        self._background.start(self._queue.submit("tidy", thread, why="rest"))

    async def _advance(self, turn: Turn) -> bool:
        """Take the turn as far as it goes: to an answer, a failure, or a question. True when there is more to do."""
        if turn.answered and turn.answered.state is State.WITHDRAWN:
            return await self._fail(turn, partial(notes.ended, turn.answered))
        if turn.answered and (index := unheard(turn.answered)) is not None:
            return await self._fail(turn, partial(notes.stopped, turn.answered, index))
        # A run that ended needs only its answer posted, for as long as Slack takes to be there again.
        if turn.attempts >= _MOST_ATTEMPTS and turn.answering_since is None:
            return await self._fail(turn, notes.EXHAUSTED)
        try:
            with only_while(partial(self._store.threads.is_ours, turn), since=turn.taken_at):
                outcome = await self._run(turn)
            if isinstance(outcome, Paused):
                return await self._ask(turn, outcome)
        except StoreDown:
            # The records are out of reach, so nothing is known to have failed: the sweep tries again.
            raise
        except Exception as error:  # noqa: BLE001 - whatever a graph raises, its requester gets a plain message
            return await self._break(turn, error)
        with await self._speaking(turn):
            return await self._answer(turn, outcome.text or notes.EMPTY_ANSWER())

    async def _speaking(self, turn: Turn) -> AbstractContextManager[None]:
        return speaking(await self._languages.of_place(turn.place.channel, turn.message.user))

    async def _run(self, turn: Turn) -> Outcome:
        thread, text = turn.place.thread, turn.message.text
        with await self._speaking(turn):
            self._slack.status(turn.place.channel, turn.place.thread_ts, say("is working on it…"))
        if turn.answered:
            return await self._resume(turn, turn.answered)
        if turn.started:
            return await self._runs.carry_on(thread, turn.id, text)
        return await self._runs.start(thread, turn.id, text)

    async def _resume(self, turn: Turn, approval: Approval) -> Outcome:
        ask = approval.ask
        if (why := self._intake.outdated(approval)) and await self._runs.is_waiting(ask.thread, ask.interrupt):
            raise Outdated(why)
        try:
            answer = response(approval) if ask.kind == "review" else "settled"
            return await self._runs.resume(ask.thread, ask.interrupt, answer)
        except Vanished:
            if approval.state is not State.RESUMING:
                raise Outdated(notes.VANISHED) from None
        # Somebody resumed and died: the interrupt is answered, and the run only needs to go on.
        return await self._runs.carry_on(ask.thread, turn.id, turn.message.text)

    async def _ask(self, turn: Turn, paused: Paused) -> bool:
        waiting = await self._intake.ask(turn, paused.questions)
        await self._drop(waiting.orphans)
        self._slack.status(turn.place.channel, turn.place.thread_ts, "")
        return waiting.decided

    async def _drop(self, orphans: Iterable[str]) -> None:
        for approval in orphans:
            await self._desk.drop(approval, why=notes.RUN_ENDED)

    async def _break(self, turn: Turn, error: Exception) -> bool:
        """End a run that raised this, unless another worker goes on with it, who took this one for dead."""
        if not await self._store.threads.is_ours(turn):
            log.warning("Another worker goes on with %s, where this one stopped: %r", turn.id, error)
            return False
        log.error("The run of %s failed", turn.id, exc_info=error, extra={"action": "run", "turn": turn.id})
        return await self._fail(turn, partial(_failed, error))

    async def _fail(self, turn: Turn, words: Words) -> bool:
        """End the run with this answer; what of it still waits for somebody waits no more."""
        await self._runs.abandon(turn.place.thread, words())
        for approval in turn.open:
            await self._desk.drop(approval, why=notes.RUN_ENDED)
            await self._store.approvals.move(approval, State.RESUMED)
        with await self._speaking(turn):
            return await self._answer(turn, words())

    async def _answer(self, turn: Turn, text: str) -> bool:
        """Post the answer and end the turn. A channel that refuses it for good must not keep the thread busy."""
        try:
            await self._post_once(turn, text)
        except Trouble as error:
            if not is_final(error):
                raise
            log.error("The answer of %s cannot be posted: %s", turn.id, told(error))  # noqa: TRY400 - Slack's word is all
        self._slack.status(turn.place.channel, turn.place.thread_ts, "")
        return await self._store.threads.close_turn(turn)

    async def _post_once(self, turn: Turn, text: str) -> None:
        """Post the answer unless it is there: a process may have died after it posted, or may be posting it now."""
        place, mark, began = turn.place, Mark(kind="answer", id=turn.id), time.time()
        while answering := await self._store.threads.answer(turn):
            await self._drop(answering.orphans)
            posting = answering.posting
            if posting.since is not None and await self._slack.find(
                place.channel, mark, since=posting.since, thread_ts=place.thread_ts
            ):
                return
            if not posting.wait:
                posted = await self._slack.post(place.channel, reply(text), mark=mark, thread_ts=place.thread_ts)
                if time.time() - began > PATIENCE:
                    await self._keep_first(posted, mark, since=began, thread_ts=place.thread_ts)
                return
            await asyncio.sleep(min(posting.wait, _GLANCE))

    async def _keep_first(self, posted: Posted, mark: Mark, *, since: float, thread_ts: str) -> None:
        """Take a message away again when this process stood still, and another has posted it meanwhile."""
        first = await self._slack.find(posted.channel, mark, since=since, thread_ts=thread_ts)
        if first and first != posted:
            await self._slack.remove(posted)


def _failed(error: Exception) -> str:
    return notes.failed(_plainly(error))


def _plainly(error: Exception) -> str:
    if isinstance(error, Outdated):
        return str(error)
    if isinstance(error, GraphRecursionError):
        return notes.ENDLESS()
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0][:300].rstrip('.')}" if first else type(error).__name__
