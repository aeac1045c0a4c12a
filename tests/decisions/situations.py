"""How far a payment has come when somebody acts on it: written into the record, not decided at the desk."""

import json
from collections.abc import Mapping
from typing import Literal

from bot import audit
from bot.approvals import Approval, Course, State, Vote, Withdrawal
from bot.ballots import settle
from bot.canonical import canonical
from bot.store import keys
from bot.store.approvals import Change
from tests.bot.records import a_vote, an_action
from tests.bot.workspace import pass_deadline
from tests.decisions.company import FOR_FINANCE, FRAN, LEE, MAX, MORGAN, payment_rule
from tests.decisions.offices import Office

Situation = Literal[
    "asked",
    "one of finance agreed",
    "a stand-in agreed",
    "changed, the card is old",
    "changed",
    "changed by one of finance",
    "asked somebody else too",
    "decided",
    "withdrawn",
    "past its deadline",
    "expired",
]

PAYMENT = {"payee": "ACME", "amount": 2000.0}
CHANGED = PAYMENT | {"amount": 1500.0}

_LEE = a_vote("approve", LEE)
_FRAN = a_vote("approve", FRAN, stage=1)
_IN_FRANS_PLACE = a_vote("approve", FOR_FINANCE, stage=1, behalf=FRAN)
COURSES: Mapping[Situation, Course] = {
    "one of finance agreed": Course(stage=1, votes=(_LEE, _FRAN)),
    "a stand-in agreed": Course(stage=1, votes=(_LEE, _IN_FRANS_PLACE)),
    "changed, the card is old": Course(arguments=canonical(CHANGED), editor=MAX, edit="e1", version=1),
    "changed": Course(arguments=canonical(CHANGED), editor=MAX, edit="e1", version=1),
    "changed by one of finance": Course(
        arguments=canonical(CHANGED), editor=MORGAN, edit="e1", version=1, stage=1, votes=(_LEE,)
    ),
    "asked somebody else too": Course(escalated=True),
}
"""Of those that are still open, and not as they were asked."""


async def a_payment(office: Office, situation: Situation, *, requester: str) -> str:
    """The id of a payment that has come so far."""
    ask = await office.asks(an_action(PAYMENT, tool="make_payment", rule=payment_rule()), requester=requester)
    if situation in {"past its deadline", "expired"}:
        await pass_deadline(office.store.redis, ask.id)
    if situation == "expired":
        await office.desk.expire()
    elif situation != "past its deadline":
        await office.store.approvals.change(ask.id, lambda approval, now: _come(approval, situation, now))
    return ask.id


def _come(approval: Approval, situation: Situation, now: float) -> Change:
    if situation == "decided":
        return Change(settle(approval, {0: Vote(type="reject", person=LEE, at=now)}))
    if situation == "withdrawn":
        withdrawal = Withdrawal(person=approval.ask.requester, why="", at=now)
        after = approval.model_copy(update={"state": State.WITHDRAWN, "withdrawal": withdrawal})
        return Change(after, [audit.noted("withdrawal", approval, person=withdrawal.person, why="")])
    courses = {0: COURSES[situation]} if situation in COURSES else {}
    return Change(approval.model_copy(update={"courses": courses}))


async def new_entries(office: Office, since: str) -> list[dict[str, object]]:
    """What the audit trail has gained since this entry."""
    found = await office.store.redis.xrange(keys.AUDIT, f"({since}")
    return [json.loads(fields[b"entry"]) for _, fields in found]


async def newest_entry(office: Office) -> str:
    newest = await office.store.redis.xrevrange(keys.AUDIT, count=1)
    return newest[0][0].decode() if newest else "0-0"
