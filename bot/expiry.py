"""What the clock makes of an approval that nobody decided in time: pure functions, whose result is stored."""

from collections.abc import Sequence

from bot import audit
from bot.answers import clock_votes
from bot.approvals import Approval
from bot.ballots import settle
from bot.store.approvals import Change


def expired(approval: Approval, now: float) -> Change:
    """The clock's answer to what is still open: somebody else is asked, once, or it is rejected."""
    waiting = approval.open_actions
    escalating = [index for index in waiting if approval.escalates(index)]
    if escalating:
        rules = [approval.rule(index) for index in escalating]
        return escalated(approval, escalating, deadline=now + min(rule.timeout for rule in rules))
    votes = clock_votes(approval.ask, timeout=_span(approval.ask.deadline - approval.ask.asked_at))
    return Change(settle(approval, {index: votes[index].model_copy(update={"at": now}) for index in waiting}))


def escalated(approval: Approval, indexes: Sequence[int], *, deadline: float | None = None) -> Change:
    """The approval with more people who may decide these actions; `deadline` (epoch seconds) stays unless told."""
    courses = {index: approval.course(index).model_copy(update={"escalated": True}) for index in indexes}
    ask = approval.ask if deadline is None else approval.ask.model_copy(update={"deadline": deadline})
    after = approval.model_copy(update={"courses": {**approval.courses, **courses}, "ask": ask})
    return Change(after, [audit.noted("escalation", after, actions=list(indexes), deadline=ask.deadline)])


def _span(seconds: float) -> str:
    """`24h`, as a policy writes it."""
    whole = round(seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole >= size and whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}s"
