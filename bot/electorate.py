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

NOT_HERE = partial(say, "Only people of this workspace can decide.")

_LOOK = 1000
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
            approval.rule(index),
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
            raise Forbidden(NOT_HERE)
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
        """What waits that this person asked for, may decide or may change, and how many wait in all.

        The first to expire comes first.
        """
        pending, total = await self._store.approvals.pending(limit=_LOOK)
        among = [_everybody(approval, approval.open_actions) for approval in pending]
        # Many approvals have few rules: Slack is asked once for each set of people that these name.
        different = list(dict.fromkeys(among))
        voters = await asyncio.gather(*(self._as_known(user, team=team, among=people) for people in different))
        known = dict(zip(different, voters, strict=True))
        found = zip(pending, among, strict=True)
        return [approval for approval, people in found if _concerns(approval, user, team, known[people])], total

    async def _as_known(self, user: str, *, team: str, among: People) -> Voter | None:
        """Somebody and whom they stand in for, as Slack said in the last minute; None when it does not say."""
        try:
            person = await self._person(user, team=team, among=among, live=False)
            return Voter(person=person, absent=await self._absent(user, team=team, among=among, live=False))
        except Forbidden:
            return None

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
        named = named | approval.rule(index).everybody
    return named


def _concerns(approval: Approval, user: str, team: str, voter: Voter | None) -> bool:
    if approval.ask.requester == user:
        return True
    if voter is None or approval.ask.team != team:
        return False
    return any(_may(voter, approval, index, act) for index in approval.open_actions for act in _acts(approval, index))


def _acts(approval: Approval, index: int) -> Sequence[Act]:
    return ("approve", "edit") if "edit" in approval.rule(index).decisions else ("approve",)


def _may(voter: Voter, approval: Approval, index: int, act: Act) -> bool:
    try:
        voter.seat(approval, index, act)
    except Forbidden:
        return False
    return True


def _check(voter: Voter, approval: Approval, indexes: Iterable[int], act: Act) -> None:
    for index in indexes:
        voter.seat(approval, index, act)
