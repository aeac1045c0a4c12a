"""Approvals in Redis. Each change is one script; reading is one round trip."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from bot import audit
from bot.alarms import next_alarm
from bot.answers import Grant, grant
from bot.approvals import MOVES, Action, Approval, Ask, Drawing, State, Vote
from bot.ballots import settle
from bot.canonical import canonical, digest
from bot.store import keys
from bot.store.lua import Scripts, text

Refusal = Literal["unknown", "settled", "expired", "early"]

KEEP = 30 * 86400
"""Seconds a settled approval stays readable; the audit trail stays for ever."""
_CARDS = 90 * 86400
"""Seconds after its last drawing in which replies to a card are still understood."""
_COURSE = {"votes", "courses", "reminded", "paused", "nudged_at", "remarks", "withdrawal"}
"""What becomes of an approval after it was asked, kept as one text: it changes as a whole or not at all."""


class Unchanged(Exception):  # noqa: N818
    """The approval could not be changed, and why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class Change(NamedTuple):
    """What an approval becomes, and what the audit trail says of it. Decisions are written down by themselves."""

    approval: Approval
    entries: Sequence[Mapping[str, Any]] = ()


Step = Callable[[Approval, float], Change]
"""From the approval as it is, and Redis' time, to what it becomes. Called again when somebody was faster."""


class Approvals:
    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def add(self, ask: Ask, *, timeout: float, votes: Mapping[int, Vote], step: Pipeline | None = None) -> None:
        """Store what a run asked for, with the votes that the policy gives at once.

        Asking again changes nothing. `timeout` is in seconds from now, by Redis' clock. What has no votes can be
        stored as part of a larger `step`.
        """
        if not votes:
            await self._ask(ask, timeout=timeout, client=step)
            return

        async def ask_and_decide(pipe: Pipeline) -> None:
            # What was asked before, or by another process right now, is not decided by the policy of this one.
            if await pipe.exists(keys.approval(ask.id)):
                return
            now = _seconds(await pipe.time())
            asked = _asked(ask, now, now + timeout)
            dated = {index: vote.model_copy(update={"at": now}) for index, vote in votes.items()}
            pipe.multi()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            await self._ask(ask, timeout=timeout, client=pipe)
            await self._write(asked, Change(settle(asked, dated)), client=pipe)

        # Begins anew when the approval was stored between the look and the step.
        await self._redis.transaction(ask_and_decide, keys.approval(ask.id))

    async def _ask(self, ask: Ask, *, timeout: float, client: Pipeline | None = None) -> None:
        # Reminders need no clock but this process's own: a second more or less does not matter there.
        soon = _asked(ask, time.time(), 0)
        await self._scripts.ask(
            keys=[keys.approval(ask.id), keys.DEADLINES, keys.ALARMS, keys.DUE_DRAW, keys.AUDIT],
            args=[
                ask.id,
                ask.model_dump_json(exclude={"asked_at", "deadline"}, exclude_defaults=True),
                timeout,
                _moment(next_alarm(soon)),
                *(canonical(audit.requested(ask, action, timeout=timeout)) for action in ask.actions),
            ],
            client=client,
        )

    async def change(self, id: str, step: Step, *, found: Approval | None = None, clock: bool = False) -> Approval:
        """Change a pending approval in one step, and give it back as it is then.

        The clock changes it only after its deadline, everybody else only before. Who has read it already hands it over
        as `found`: it is read again only when it has changed since.

        Raises:
            Unchanged: it is not there, not pending, or it is not the time for it.
        """
        approval, now = (found, _seconds(await self._redis.time())) if found else await self._read(id)
        while approval is not None:
            if clock and (why := _not_yet_or_no_more(approval, now)):
                raise Unchanged(why)
            change = step(approval, now)
            if change.approval is approval:
                return approval
            if approval.state is not State.PENDING:
                raise Unchanged("settled")
            result = text(await self._write(approval, change, clock=clock))
            if result == "accepted":
                return change.approval
            if result in {"expired", "early"}:
                raise Unchanged(cast("Refusal", result))
            # Somebody was faster. It may be ourselves: a client that lost the answer writes again.
            approval, now = await self._read(id)
        raise Unchanged("unknown")

    async def _write(
        self, before: Approval, change: Change, *, clock: bool = False, client: Pipeline | None = None
    ) -> object:
        ask, after = before.ask, change.approval
        settled = [index for index in after.votes if index not in before.votes]
        entries = [*change.entries, *(audit.decided(after, index) for index in settled)]
        grants = _grants(after, settled)
        result: object = await self._scripts.change(
            keys=[
                keys.approval(ask.id),
                keys.DEADLINES,
                keys.ALARMS,
                keys.DUE_DRAW,
                keys.DUE_LOOK,
                keys.AUDIT,
                keys.granted(ask.thread),
                *(keys.grant(ask.thread, call) for call in grants),
            ],
            args=[
                ask.id,
                ask.thread,
                before.writes,
                "1" if clock else "",
                after.state,
                after.model_dump_json(include=_COURSE, exclude_defaults=True),
                f"{after.ask.deadline:.6f}",
                _moment(next_alarm(after)),
                KEEP if after.state is State.WITHDRAWN else "",
                ask.kind,
                len(entries),
                *(canonical(entry) for entry in entries),
                *(field for given in grants.values() for field in given),
            ],
            client=client,
        )
        return result

    async def move(self, id: str, to: State) -> State | None:
        """Move to a state if the table of legal moves allows it; answers the state before, None if unknown."""
        allowed = [state for state, targets in MOVES.items() if to in targets]
        before = await self._scripts.move(
            keys=[keys.approval(id), keys.DUE_DRAW],
            args=[id, to, KEEP if to is State.RESUMED else "", *allowed],
        )
        return State(text(before)) if before else None

    async def get(self, id: str) -> Approval | None:
        """The approval, and how its granted calls went."""
        approval, _ = await self._read(id)
        return approval and await self._with_executions(approval)

    async def _read(self, id: str) -> tuple[Approval | None, float]:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hgetall(keys.approval(id))
            pipe.time()
            raw, moment = await pipe.execute()
        return _read_fields(raw), _seconds(moment)

    async def _with_executions(self, approval: Approval) -> Approval:
        ask = approval.ask
        granted = [i for i, vote in approval.votes.items() if grant(ask, ask.actions[i], vote)]
        if not granted:
            return approval
        async with self._redis.pipeline(transaction=False) as pipe:
            for index in granted:
                pipe.hget(keys.grant(ask.thread, ask.actions[index].call), "status")
            found = zip(granted, await pipe.execute(), strict=True)
        return approval.model_copy(update={"executions": {i: text(status) for i, status in found if status}})

    async def draw(self, id: str, place: str, drawing: Drawing, *, before: Drawing | None = None) -> bool:
        """Write down what is shown where; of a message that can be replied to, also what it shows.

        `before`: what was written there when this was drawn. False: meanwhile another message was, and it stays.
        """
        channel, ts = drawing.channel or "", drawing.ts or ""
        card = [keys.card(channel, ts)] if place.startswith("review") and ts else []
        unsealed = drawing.model_copy(update={"seal": None})
        written = await self._scripts.draw(
            keys=[keys.approval(id), keys.DUE_DRAW, *card],
            args=[
                id,
                place,
                (before and before.seal) or "",
                ts,
                drawing.model_dump_json(),
                unsealed.model_dump_json(),
                _CARDS,
            ],
        )
        return bool(written)

    async def on_card(self, channel: str, ts: str) -> str | None:
        """The id of the approval that this message shows to reviewers; None when it is no card."""
        found = await self._redis.get(keys.card(channel, ts))
        return text(found) if found else None

    async def past_deadline(self, limit: int = 1000) -> list[str]:
        """Pending approvals that the clock has to settle, by Redis' clock."""
        now = (await self._redis.time())[0]
        return [text(id) for id in await self._redis.zrange(keys.DEADLINES, 0, now, byscore=True, offset=0, num=limit)]

    async def pending(self, *, limit: int) -> tuple[list[Approval], int]:
        """Those that expire first, and how many wait in all."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zrange(keys.DEADLINES, 0, limit - 1)
            pipe.zcard(keys.DEADLINES)
            first, total = await pipe.execute()
            for id in first:
                pipe.hgetall(keys.approval(text(id)))
            found = [_read_fields(raw) for raw in await pipe.execute()]
        return [approval for approval in found if approval and approval.open_actions], total

    async def forget_deadline(self, id: str) -> None:
        """Drop the times of an approval that is gone or final."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zrem(keys.DEADLINES, id)
            pipe.zrem(keys.ALARMS, id)
            await pipe.execute()


def _asked(ask: Ask, at: float, deadline: float) -> Approval:
    return Approval(ask=ask.model_copy(update={"asked_at": at, "deadline": deadline}), state=State.PENDING)


def _not_yet_or_no_more(approval: Approval, now: float) -> Refusal | None:
    """Why the clock has nothing to say to an approval."""
    if approval.state is not State.PENDING:
        return "settled"
    return "early" if now < approval.ask.deadline else None


def _grants(after: Approval, settled: Iterable[int]) -> dict[str, list[str]]:
    """By call: what a settled action makes of the right to run it; of a withdrawn approval, that it is taken away."""
    if after.state is State.WITHDRAWN:
        return {action.call: [""] * 6 for action in after.ask.actions}
    given = {}
    for index in settled:
        action = after.ask.actions[index]
        if right := grant(after.ask, action, after.votes[index]):
            given[action.call] = _grant(action, right)
    return given


def _grant(action: Action, given: Grant) -> list[str]:
    bound = digest(action.tool, given.arguments)
    return [given.status, action.tool, given.arguments, bound, action.fingerprint, given.result]


def _seconds(moment: tuple[int, int]) -> float:
    return moment[0] + moment[1] / 1_000_000


def _moment(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.6f}"


def _read_fields(raw: Mapping[bytes, bytes]) -> Approval | None:
    fields = {text(name): text(value) for name, value in raw.items()}
    # A drawing may be written down after the rest has been forgotten.
    return approval_from(fields) if "ask" in fields else None


def approval_from(fields: Mapping[str, str]) -> Approval:
    times = {"asked_at": float(fields["asked_at"]), "deadline": float(fields["deadline"])}
    drawings = {
        name.removeprefix("drawing:"): Drawing.model_validate_json(value)
        for name, value in fields.items()
        if name.startswith("drawing:")
    }
    known = {"ask": json.loads(fields["ask"]) | times, "state": fields["state"], "writes": int(fields["writes"])}
    return Approval.model_validate(json.loads(fields.get("course", "{}")) | known | {"drawings": drawings})
