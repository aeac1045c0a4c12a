"""Approvals in Redis. Each change is one script; reading is one HGETALL."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal, cast

from redis.asyncio import Redis

from bot import audit
from bot.approvals import MOVES, Action, Approval, Ask, Drawing, Grant, State, Vote, canonical, digest, grant
from bot.store import keys
from bot.store.lua import Scripts, text

Voted = Literal["accepted", "settled", "expired", "early", "unknown"]

_KEEP = 30 * 86400
"""Seconds a settled approval stays readable; the audit trail stays for ever."""


class Approvals:
    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def add(self, ask: Ask, *, timeout: float, votes: Mapping[int, Vote]) -> None:
        """Store what a run asked for, with the votes that the policy gives at once.

        Asking again changes nothing. `timeout` is in seconds from now, by Redis' clock.
        """
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.exists(keys.approval(ask.id))
            pipe.time()
            stored, (seconds, microseconds) = await pipe.execute()
        if stored:
            return
        now = seconds + microseconds / 1_000_000
        ask = ask.model_copy(update={"asked_at": now, "deadline": now + timeout})
        if not votes:
            await self._ask(ask)
            return
        async with self._redis.pipeline(transaction=True) as pipe:
            await self._ask(ask, client=pipe)
            await self._vote(ask, votes, client=pipe)
            await pipe.execute()

    async def _ask(self, ask: Ask, *, client: Redis | None = None) -> None:
        await self._scripts.ask(
            keys=[keys.approval(ask.id), keys.DEADLINES, keys.DUE_DRAW, keys.AUDIT],
            args=[
                ask.id,
                ask.model_dump_json(exclude={"asked_at", "deadline"}),
                f"{ask.asked_at:.6f}",
                f"{ask.deadline:.6f}",
                *(canonical(audit.requested(ask, action)) for action in ask.actions),
            ],
            client=client,
        )

    async def vote(self, ask: Ask, votes: Mapping[int, Vote], *, clock: bool = False) -> Voted:
        """Settle actions by index; the first vote on each stands.

        `settled`: every one of them had a vote already. `early`: the clock came before the deadline.
        """
        result = await self._vote(ask, votes, clock=clock)
        return cast("Voted", text(result[0]))

    async def _vote(
        self, ask: Ask, votes: Mapping[int, Vote], *, clock: bool = False, client: Redis | None = None
    ) -> Sequence[object]:
        arguments: list[object] = [ask.id, ask.thread, "1" if clock else "", ask.kind]
        grants = []
        for index, vote in votes.items():
            action = ask.actions[index]
            given = grant(ask, action, vote)
            grants.append(keys.grant(ask.thread, action.call))
            arguments += [
                index,
                vote.model_dump_json(exclude={"at"}),
                canonical(audit.decided(ask, action, vote)),
            ]
            arguments += _grant(action, given) if given else [""] * 5
        result: Sequence[object] = await self._scripts.vote(
            keys=[keys.approval(ask.id), keys.DEADLINES, keys.DUE_DRAW, keys.DUE_LOOK, keys.AUDIT, *grants],
            args=arguments,
            client=client,
        )
        return result

    async def move(self, id: str, to: State) -> State | None:
        """Move to a state if the table of legal moves allows it; answers the state before, None if unknown."""
        allowed = [state for state, targets in MOVES.items() if to in targets]
        before = await self._scripts.move(
            keys=[keys.approval(id), keys.DUE_DRAW],
            args=[id, to, _KEEP if to is State.RESUMED else "", *allowed],
        )
        return State(text(before)) if before else None

    async def get(self, id: str) -> Approval | None:
        raw = await self._redis.hgetall(keys.approval(id))
        if not raw:
            return None
        fields = {text(name): text(value) for name, value in raw.items()}
        approval = _approval(fields)
        statuses = await self._statuses(approval)
        return approval.model_copy(update={"executions": statuses}) if statuses else approval

    async def _statuses(self, approval: Approval) -> dict[int, str]:
        ask = approval.ask
        granted = [i for i, vote in approval.votes.items() if grant(ask, ask.actions[i], vote)]
        if not granted:
            return {}
        async with self._redis.pipeline(transaction=False) as pipe:
            for index in granted:
                pipe.hget(keys.grant(approval.ask.thread, approval.ask.actions[index].call), "status")
            return {i: text(s) for i, s in zip(granted, await pipe.execute(), strict=True) if s}

    async def draw(self, id: str, place: str, drawing: Drawing) -> None:
        await self._redis.hset(keys.approval(id), f"drawing:{place}", drawing.model_dump_json())

    async def past_deadline(self, limit: int = 1000) -> list[str]:
        """Pending approvals that the clock has to settle, by Redis' clock."""
        now = (await self._redis.time())[0]
        return [text(id) for id in await self._redis.zrange(keys.DEADLINES, 0, now, byscore=True, offset=0, num=limit)]

    async def pending(self, *, limit: int) -> tuple[list[str], int]:
        """The first to expire, and how many there are."""
        first = await self._redis.zrange(keys.DEADLINES, 0, limit - 1)
        return [text(id) for id in first], await self._redis.zcard(keys.DEADLINES)

    async def forget_deadline(self, id: str) -> None:
        """Drop a deadline whose approval is gone or final."""
        await self._redis.zrem(keys.DEADLINES, id)


def _grant(action: Action, given: Grant) -> list[str]:
    fingerprint = digest(action.tool, given.arguments)
    return [given.status, action.tool, given.arguments, fingerprint, given.result]


def _approval(fields: Mapping[str, str]) -> Approval:
    times = {"asked_at": float(fields["asked_at"]), "deadline": float(fields["deadline"])}
    votes = {}
    for name, value in fields.items():
        if name.startswith("vote:"):
            index = name.removeprefix("vote:")
            votes[int(index)] = Vote.model_validate(json.loads(value) | {"at": float(fields[f"at:{index}"])})
    drawings = {
        name.removeprefix("drawing:"): Drawing.model_validate_json(value)
        for name, value in fields.items()
        if name.startswith("drawing:")
    }
    ask = Ask.model_validate(json.loads(fields["ask"]) | times)
    return Approval(ask=ask, state=State(fields["state"]), votes=votes, drawings=drawings)
