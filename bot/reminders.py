"""Reminders: what the clock, and an asker who grows impatient, say to those who still have to decide."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from bot import alarms, audit
from bot.approvals import Approval
from bot.background import Background
from bot.counting import require_open
from bot.desk import Desk, Refused
from bot.electorate import Electorate
from bot.expiry import escalated
from bot.language import in_english, say, speaking
from bot.policy import Forbidden, People, approvers
from bot.queue import Queue
from bot.slack import Slack, Trouble, told
from bot.slack.languages import Languages
from bot.slack.people import Directory, Unavailable
from bot.store import Store
from bot.store.approvals import Change, Unchanged
from bot.views.asides import card_of
from bot.views.reminder import reminder, too_soon

log = logging.getLogger(__name__)

MOST = 20
"""People who are written to one by one; more are mentioned together, under the card."""
NUDGE_EVERY = 4 * 3600.0
"""Seconds between two nudges of one approval."""


class Reminders:
    """A reminder is counted first and sent then: however many replicas try, nobody hears it twice."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        electorate: Electorate,
        directory: Directory,
        slack: Slack,
        languages: Languages,
        queue: Queue,
        background: Background,
    ) -> None:
        self._store = store
        self._desk = desk
        self._electorate = electorate
        self._directory = directory
        self._slack = slack
        self._languages = languages
        self._queue = queue
        self._background = background

    async def ring(self, id: str) -> None:
        """An alarm of this approval has come: ask more people, and remind those who were asked, as is due."""
        rung = _Rung(None, ())

        def step(approval: Approval, now: float) -> Change:
            nonlocal rung
            rung = _ring(approval, now)
            return rung.change or Change(approval)

        try:
            after = await self._store.approvals.change(id, step)
        except Unchanged as error:
            if error.why == "unknown":
                await self._store.approvals.forget_deadline(id)
            return
        if not after.open_actions:
            await self._store.approvals.forget_deadline(id)
        if rung.change:
            await self._queue.submit("draw", id, why=f"rung {after.writes}")
        if rung.remind:
            await self._remind(after, rung.remind, nudged=False)

    async def nudge(self, id: str, *, person: str, team: str) -> None:
        """The asker nudges those who still have to decide.

        Raises:
            Refused: somebody else asked, it is too late, or too soon after the last time.
        """

        def step(approval: Approval, now: float) -> Change:
            require_open(approval)
            if now < approval.nudged_at + NUDGE_EVERY:
                raise Refused(partial(too_soon, approval.nudged_at, again=approval.nudged_at + NUDGE_EVERY))
            after = approval.model_copy(update={"nudged_at": now})
            return Change(after, [audit.noted("nudge", after, person=person)])

        async with self._desk.attempt(id, 0, act="nudge", person=person) as approval:
            if team != approval.ask.team or person != approval.ask.requester:
                asker = f"<@{approval.ask.requester}>"
                raise Forbidden(partial(say, "Only {person}, who asked for this, can nudge the others.", person=asker))
            after = await self._desk.change(id, step)
        self._background.start(self._remind(after, after.open_actions, nudged=True))

    async def _remind(self, approval: Approval, indexes: Sequence[int], *, nudged: bool) -> None:
        """Tell whoever still has to decide these actions; what does not arrive is only logged."""
        among = _asked(approval, indexes)
        persons = await self._persons(approval, indexes, among)
        reached = await (
            self._mention(approval, indexes, among, nudged=nudged)
            if persons is None
            else self._write(approval, indexes, persons, nudged=nudged)
        )
        await self._store.audit.append(audit.noted("reminded", approval, actions=list(indexes), people=reached))

    async def _persons(self, approval: Approval, indexes: Sequence[int], among: People) -> list[str] | None:
        """One by one; None when they are too many, or Slack does not say who they are."""
        if among.anyone:
            return None
        try:
            members = await self._directory.members(among)
        except Unavailable as error:
            log.warning("Slack did not say who is to be reminded of approval %s: %s", approval.ask.id, error)
            return None
        seconds, _ = await self._store.redis.time()
        instead = {absence.person: absence.by for absence in await self._store.stand_ins.all(now=seconds)}
        asked = {instead.get(member, member) for member in members}
        if len(asked) > MOST:
            return None
        return [person for person in sorted(asked) if await self._is_awaited(approval, indexes, person)]

    async def _is_awaited(self, approval: Approval, indexes: Sequence[int], person: str) -> bool:
        """Whether this person may decide one of these actions and has not voted on it."""
        for index in indexes:
            if person in approval.standpoint(index).voted:
                continue
            try:
                team = approval.ask.team
                await self._electorate.voter(approval, [index], "approve", person=person, team=team, live=False)
            except Forbidden:
                continue
            return True
        return False

    async def _write(
        self, approval: Approval, indexes: Sequence[int], persons: Sequence[str], *, nudged: bool
    ) -> list[str]:
        """To each of them alone; gives those whom it reached."""
        card = card_of(approval, indexes[0])
        reached = []
        for person in persons:
            with speaking(await self._languages.of_reader(person)):
                drawn = reminder(approval, indexes, card=card.link if card else None, nudged=nudged)
            try:
                await self._slack.post(await self._slack.direct(person), drawn)
            except Trouble as error:
                log.warning("The reminder of approval %s did not reach %s: %s", approval.ask.id, person, told(error))
                continue
            reached.append(person)
        return reached

    async def _mention(self, approval: Approval, indexes: Sequence[int], among: People, *, nudged: bool) -> list[str]:
        """All of them at once, under the card; gives how they were named, if it was posted."""
        card = card_of(approval, indexes[0])
        if not card or not card.channel or not card.ts:
            log.warning("Approval %s has no card yet, so nobody could be reminded under it", approval.ask.id)
            return []
        with speaking(self._languages.channels):
            drawn = reminder(approval, indexes, card=None, to=among.described, nudged=nudged)
        try:
            await self._slack.post(card.channel, drawn, thread_ts=card.ts)
        except Trouble as error:
            log.warning("The reminder of approval %s could not be posted: %s", approval.ask.id, told(error))
            return []
        return [in_english(lambda: among.described)]


class _Rung(NamedTuple):
    """What an alarm makes of an approval."""

    change: Change | None
    """None: nothing is due."""
    remind: Sequence[int]
    """Actions whose approvers are reminded."""


def _ring(approval: Approval, now: float) -> _Rung:
    escalating, reminding = alarms.to_escalate(approval, now), alarms.to_remind(approval, now)
    change = escalated(approval, escalating) if escalating else Change(approval)
    if reminding:
        after = change.approval.model_copy(update={"reminded": alarms.reminded(approval, now)})
        change = Change(after, [*change.entries, audit.noted("reminder", after, actions=reminding)])
    return _Rung(change if escalating or reminding else None, reminding)


def _asked(approval: Approval, indexes: Sequence[int]) -> People:
    """Those who have to decide these actions, as their rules name them."""
    among = People()
    for index in indexes:
        rule = approval.rule(index)
        asker = People(users=(approval.ask.requester,))
        among = among | (asker if rule.asks == "requester" else approvers(rule, approval.standpoint(index)))
    return among
