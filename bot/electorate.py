"""Who may decide an approval: its rule, what Slack says of the person now, and who stands in for whom."""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.approvals import Approval
from bot.language import say
from bot.policy import Act, Forbidden, People, Person, Seat, seat
from bot.slack.people import Directory, Unavailable
from bot.store import Store
from bot.views import notes

log = logging.getLogger(__name__)

_LOOK = 100
"""Waiting approvals that are looked at for one person."""


@dataclass(frozen=True, kw_only=True)
class Voter:
    """Somebody who wants to decide, as Slack knows them, and those they stand in for."""

    person: Person
    absent: Sequence[Person] = ()

    def seat(self, approval: Approval, index: int, act: Act) -> Seat:
        """The right with which they may do this to an action.

        Raises:
            Forbidden: there is none; says who can.
        """
        ask = approval.ask
        return seat(
            ask.actions[index].rule,
            approval.standpoint(index),
            act,
            requester=ask.requester,
            person=self.person,
            absent=self.absent,
        )


class Electorate:
    def __init__(self, *, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory

    async def voter(
        self, approval: Approval, indexes: Iterable[int], act: Act, *, person: str, team: str, live: bool
    ) -> Voter:
        """Somebody who may do this to each of these actions.

        `live`: asks Slack now; otherwise what it said in the last minute is enough.

        Raises:
            Forbidden: they may not, or Slack does not say who they are.
        """
        ask = approval.ask
        if team != ask.team:
            raise Forbidden(partial(say, "Only people of this workspace can decide."))
        wanted = list(indexes)
        among = _everybody(approval, wanted)
        voter = Voter(person=await self._person(person, team=team, among=among, live=live))
        try:
            _check(voter, approval, wanted, act)
        except Forbidden:
            absent = await self._absent(person, team=team, among=among, live=live)
            if not absent:
                raise
            voter = Voter(person=voter.person, absent=absent)
            _check(voter, approval, wanted, act)
        return voter

    async def waiting(self, user: str, *, team: str) -> tuple[list[Approval], int]:
        """What waits that this person asked for or may decide, the first to expire first, and how many wait in all."""
        ids, total = await self._store.approvals.pending(limit=_LOOK)
        found = [await self._store.approvals.get(id) for id in ids]
        pending = [approval for approval in found if approval and approval.open_actions]
        return [approval for approval in pending if await self._concerns(approval, user, team=team)], total

    async def _concerns(self, approval: Approval, user: str, *, team: str) -> bool:
        if approval.ask.requester == user:
            return True
        for index in approval.open_actions:
            try:
                await self.voter(approval, [index], "approve", person=user, team=team, live=False)
            except Forbidden:
                continue
            return True
        return False

    async def _person(self, person: str, *, team: str, among: People, live: bool) -> Person:
        try:
            return await self._directory.person(person, team=team, among=among, live=live)
        except Unavailable:
            log.warning("Slack did not say who %s is, so they could not decide", person)
            raise Forbidden(notes.UNCONFIRMED) from None

    async def _absent(self, person: str, *, team: str, among: People, live: bool) -> list[Person]:
        """Those who named this person as their stand-in, as far as they still belong where they did."""
        named = [s.person for s in await self._store.stand_ins.all(now=time.time()) if s.by == person]
        return list(await asyncio.gather(*(self._person(other, team=team, among=among, live=live) for other in named)))


def _everybody(approval: Approval, indexes: Iterable[int]) -> People:
    named = People()
    for index in indexes:
        named = named | approval.ask.actions[index].rule.everybody
    return named


def _check(voter: Voter, approval: Approval, indexes: Iterable[int], act: Act) -> None:
    for index in indexes:
        voter.seat(approval, index, act)
