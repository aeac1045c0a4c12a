"""Absences: somebody who is away names who decides in their place, and until when."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from dateutil import parser as dates

from bot.background import Background
from bot.language import say, speaking
from bot.policy import Forbidden, People, may_take_part
from bot.policy.standing import StandIn
from bot.settings import parse_duration
from bot.slack import Slack, Trouble, told
from bot.slack.languages import Languages
from bot.slack.people import Directory, Unavailable
from bot.store import Store
from bot.views import Drawn, notes
from bot.views.standing import standing_in, stood_in

log = logging.getLogger(__name__)

_LONGEST = timedelta(days=90)


class Absences:
    def __init__(
        self, *, store: Store, directory: Directory, slack: Slack, languages: Languages, background: Background
    ) -> None:
        self._store = store
        self._directory = directory
        self._slack = slack
        self._languages = languages
        self._background = background

    async def delegate(self, person: str, *, to: str, until: float, team: str) -> None:
        """From now on `to` may decide what `person` may, until that epoch second, and is told so.

        Raises:
            Forbidden: one of them is nobody who decides, or Slack does not say who they are.
        """
        if to == person:
            raise Forbidden(partial(say, "You cannot stand in for yourself."))
        for each in (person, to):
            try:
                may_take_part(await self._directory.person(each, team=team, among=People(), live=True))
            except Unavailable:
                raise Forbidden(notes.UNCONFIRMED) from None
        before = await self._now(person)
        stand_in = StandIn(person=person, by=to, until=until)
        await self._store.stand_ins.name(stand_in)
        self._background.start(self._tell(stand_in, standing_in))
        if before and before.by != to:
            self._background.start(self._tell(before, stood_in))

    async def _tell(self, stand_in: StandIn, drawn: Callable[[StandIn], Drawn]) -> None:
        """A courtesy: what they may decide is the same whether it reaches them or not."""
        with speaking(await self._languages.of_reader(stand_in.by)):
            content = drawn(stand_in)
        try:
            await self._slack.post(await self._slack.direct(stand_in.by), content)
        except Trouble as error:
            log.warning("%s was not told whether they stand in for %s: %s", stand_in.by, stand_in.person, told(error))

    async def end(self, person: str) -> bool:
        """This person is back, and who stood in for them is told so; False when nobody did."""
        before = await self._now(person)
        ended = await self._store.stand_ins.end(person)
        if ended and before:
            self._background.start(self._tell(before, stood_in))
        return ended

    async def _now(self, person: str) -> StandIn | None:
        seconds, _ = await self._store.redis.time()
        return await self.of(person, now=seconds)

    async def of(self, person: str, *, now: float) -> StandIn | None:
        """Who stands in for this person at this moment (epoch seconds)."""
        found = await self._store.stand_ins.all(now=now)
        return next((stand_in for stand_in in found if stand_in.person == person), None)


def end_of(text: str, *, now: datetime) -> float | None:
    """The epoch second until which `friday`, `2026-12-24`, `24 Dec` or `3d` lasts; None when it cannot be read.

    A day counts to its end, in the time zone of `now`. What lies in the past, or more than 90 days away, is not read.
    """
    end = _duration(text, now) or _day(text, now)
    return end.timestamp() if end and now < end <= now + _LONGEST else None


def _duration(text: str, now: datetime) -> datetime | None:
    try:
        lasts = parse_duration(re.sub(r"\s*(hour|day|minute)s?$", lambda unit: unit[1][0], text.strip()))
    except ValueError:
        return None
    return now + lasts if isinstance(lasts, timedelta) else None


def _day(text: str, now: datetime) -> datetime | None:
    named = {"today": 0, "tomorrow": 1}
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    try:
        if text.strip().lower() in named:
            day = midnight + timedelta(days=named[text.strip().lower()])
        else:
            day = dates.parse(text, default=midnight)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day.date(), time(23, 59, 59), tzinfo=now.tzinfo)


def zone(name: str) -> ZoneInfo:
    """A person's time zone as Slack names it; UTC when it is not known here."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
