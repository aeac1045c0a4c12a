"""Audit summaries: on demand, and once a day for all replicas together."""

import time

from bot.audit import summarise
from bot.slack import Mark, Slack
from bot.store import Store
from bot.views import Drawn
from bot.views.summary import summary

_DAY = 86400


class Summaries:
    def __init__(self, *, store: Store, slack: Slack, audit_channel: str | None) -> None:
        self._store = store
        self._slack = slack
        self._audit_channel = audit_channel

    async def last_day(self) -> Drawn:
        entries = [entry async for entry in self._store.audit.entries(since=time.time() - _DAY)]
        return summary(summarise(entries), period="last 24 hours")

    async def post(self, date: str) -> None:
        """Post the summary of this day (ISO date), unless that was done; a failure may be tried again.

        Raises:
            Trouble: Slack did not take it.
        """
        if not self._audit_channel or await self._store.audit.was_posted(date):
            return
        mark = Mark(kind="summary", id=date)
        if not await self._slack.find(self._audit_channel, mark, since=time.time() - _DAY):
            await self._slack.post(self._audit_channel, await self.last_day(), mark=mark)
        await self._store.audit.posted(date)
