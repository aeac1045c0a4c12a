"""Audit summaries: on demand, and once a day for all replicas together."""

import time

from bot.audit import summarise
from bot.language import speaking
from bot.slack import Mark, Slack
from bot.slack.languages import Languages
from bot.store import Store
from bot.views import Drawn
from bot.views.summary import summary

_DAY = 86400


class Summaries:
    def __init__(self, *, store: Store, slack: Slack, languages: Languages, audit_channel: str | None) -> None:
        self._store = store
        self._slack = slack
        self._languages = languages
        self._audit_channel = audit_channel

    async def last_day(self) -> Drawn:
        entries = [entry async for entry in self._store.audit.entries(since=time.time() - _DAY)]
        return summary(summarise(entries))

    async def post(self, date: str) -> None:
        """Post the summary of this day (ISO date), unless that was done; a failure may be tried again.

        Raises:
            Trouble: Slack did not take it.
        """
        if not self._audit_channel or await self._store.audit.was_posted(date):
            return
        mark = Mark(kind="summary", id=date)
        if not await self._slack.find(self._audit_channel, mark, since=time.time() - _DAY):
            with speaking(self._languages.channels):
                drawn = await self.last_day()
            await self._slack.post(self._audit_channel, drawn, mark=mark)
        await self._store.audit.posted(date)
