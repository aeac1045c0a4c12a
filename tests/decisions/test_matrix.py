"""Everybody tries everything on a payment in every situation, at the desk and over the local Slack."""

import time
from collections.abc import Awaitable
from typing import get_args

import pytest

from bot.approvals import Vote
from bot.canonical import canonical
from bot.policy.standing import StandIn
from sandbox.directory import TEAM_ID
from tests.bot.desks import refusal
from tests.decisions.company import AWAY, EVERYBODY, FOR_LEAD, RILEY, STRANGER, TAYLOR
from tests.decisions.expectations import Act, Attempt, expected
from tests.decisions.offices import Office
from tests.decisions.situations import PAYMENT, Situation, a_payment, new_entries, newest_entry

pytestmark = pytest.mark.asyncio(loop_scope="module")

SITUATIONS: tuple[Situation, ...] = get_args(Situation)
ACTS: tuple[Act, ...] = get_args(Act)
REQUESTERS: dict[str, tuple[Situation, ...]] = {
    RILEY: SITUATIONS,
    TAYLOR: ("asked", "one of finance agreed", "changed"),
    FOR_LEAD: ("asked",),
}
"""Somebody who decides nothing, a lead, and who stands in for a lead; and the situations they are tried in."""
ATTEMPTS = [
    Attempt(requester, situation, person, act)
    for requester, situations in REQUESTERS.items()
    for situation in situations
    for person in EVERYBODY
    for act in ACTS
]
EDITED = canonical(PAYMENT | {"amount": 1.0})


def attempts(situation: Situation, person: str) -> list[Attempt]:
    return [attempt for attempt in ATTEMPTS if (attempt.situation, attempt.person) == (situation, person)]


def act(office: Office, id: str, attempt: Attempt) -> Awaitable[object]:
    team = "T0OTHER" if attempt.person == STRANGER else TEAM_ID
    if attempt.act == "withdraw":
        return office.desk.withdraw(id, person=attempt.person, team=team)
    if attempt.act == "take back":
        return office.desk.take_back(id, 0, person=attempt.person, team=team)
    version = int(attempt.situation in {"changed", "changed by one of finance"})
    message = "because" if attempt.act in {"reject", "respond"} else None
    arguments = EDITED if attempt.act == "edit" else None
    vote = Vote(type=attempt.act, person=attempt.person, message=message, arguments=arguments, version=version)
    return office.desk.vote(id, 0, vote, team=team)


async def problem(office: Office, attempt: Attempt) -> str | None:
    """What is wrong with what became of it; None when nothing is."""
    id, wanted = await a_payment(office, attempt.situation, requester=attempt.requester), expected(attempt)
    before, newest = await office.approval(id), await newest_entry(office)
    said = await refusal(act(office, id, attempt))
    after, entries = await office.approval(id), await new_entries(office, newest)
    told = [(entry["kind"], entry.get("person"), entry.get("tried"), entry.get("why")) for entry in entries]
    if wanted is None:
        return f"{attempt} was refused: {said}" if said else _ineffective(attempt, changed=after != before, told=told)
    if not said:
        return f"{attempt} was accepted, and should be refused: {wanted}"
    if not said.startswith(wanted):
        return f"{attempt} was refused with the wrong words: {said}; expected: {wanted}"
    if after != before:
        return f"{attempt} was refused, and changed something"
    return (
        None if told == [("refusal", attempt.person, attempt.act, said)] else f"{attempt}: the audit trail has {told}"
    )


def _ineffective(attempt: Attempt, *, changed: bool, told: list[object]) -> str | None:
    """What counts changes the record and stands in the audit trail; to withdraw once more does neither."""
    again = (attempt.act, attempt.situation) == ("withdraw", "withdrawn")
    if changed == again or len(told) != (0 if again else 1):
        return f"{attempt} was accepted, and the audit trail has {told}; changed: {changed}"
    return None


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("situation", SITUATIONS)
async def test_who_may_do_what_and_what_everybody_else_is_told(
    office: Office, situation: Situation, person: str
) -> None:
    for by, away in AWAY.items():
        if away != TAYLOR or by in {person, FOR_LEAD}:
            await office.store.stand_ins.name(StandIn(person=away, by=by, until=time.time() + 3600))
    found = [await problem(office, attempt) for attempt in attempts(situation, person)]

    assert [wrong for wrong in found if wrong] == []


async def test_there_are_many_attempts_of_every_kind() -> None:
    counts = [len([a for a in ATTEMPTS if (expected(a) is None) is counts]) for counts in (True, False)]

    assert counts[0] > 100
    assert counts[1] > 1500
