"""Settle actions of a stored approval, as the desk does once it knows who may."""

from collections.abc import Mapping

from bot.approvals import Approval, Ask, Vote
from bot.ballots import settle
from bot.store import Store
from bot.store.approvals import Change, Unchanged


async def settles(store: Store, ask: Ask, votes: Mapping[int, Vote], *, clock: bool = False) -> str:
    """`accepted`, or why nothing was changed; what was settled before stays as it is."""

    def step(approval: Approval, now: float) -> Change:
        left = {i: vote.model_copy(update={"at": now}) for i, vote in votes.items() if i not in approval.votes}
        if not left:
            raise Unchanged("settled")
        return Change(settle(approval, left))

    try:
        await store.approvals.change(ask.id, step, clock=clock)
    except Unchanged as refusal:
        return refusal.why
    return "accepted"
