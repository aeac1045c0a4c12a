"""Settle actions of a stored approval, or withdraw it, as the desk does once it knows who may."""

from collections.abc import Mapping

from bot import audit
from bot.approvals import Approval, Ask, State, Vote, Withdrawal
from bot.ballots import settle
from bot.store import Store
from bot.store.approvals import Change, Step, Unchanged


async def settles(store: Store, ask: Ask, votes: Mapping[int, Vote], *, clock: bool = False) -> str:
    """`accepted`, or why nothing was changed; what was settled before stays as it is."""

    def step(approval: Approval, now: float) -> Change:
        left = {i: vote.model_copy(update={"at": now}) for i, vote in votes.items() if i not in approval.votes}
        if not left:
            raise Unchanged("settled")
        return Change(settle(approval, left))

    return await _changes(store, ask, step, clock=clock)


async def withdraws(store: Store, ask: Ask) -> str:
    """`accepted`, or why nothing was changed."""

    def step(approval: Approval, now: float) -> Change:
        withdrawal = Withdrawal(person=ask.requester, why="", at=now)
        after = approval.model_copy(update={"state": State.WITHDRAWN, "withdrawal": withdrawal})
        return Change(after, [audit.noted("withdrawal", approval, person=ask.requester, why="")])

    return await _changes(store, ask, step)


async def _changes(store: Store, ask: Ask, step: Step, *, clock: bool = False) -> str:
    try:
        await store.approvals.change(ask.id, step, clock=clock)
    except Unchanged as refusal:
        return refusal.why
    return "accepted"
