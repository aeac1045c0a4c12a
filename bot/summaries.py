"""Audit summaries: on demand, and once a day for all replicas together."""

import asyncio
import time
from datetime import datetime

from bot.audit import summarise
from bot.language import speaking
from bot.slack import Mark, Slack
from bot.slack.languages import Languages
from bot.store import Store
from bot.views import Drawn
from bot.views.summary import summary

_DAY = 86400
_GLANCE = 1.0
"""Seconds between two looks at a summary that somebody else is posting."""


class Summaries:
    def __init__(self, *, store: Store, slack: Slack, languages: Languages, audit_channel: str | None) -> None:
        self._store = store
        self._slack = slack
        self._languages = languages
        self._audit_channel = audit_channel

    async def last_day(self) -> Drawn:
        entries = [entry async for entry in self._store.audit.entries(since=time.time() - _DAY)]
        return summary(summarise(entries))

    async def is_owed(self, due: datetime) -> bool:
        """Whether the summary that was due at this moment tells something of the day before, and nobody posted it."""
        if not self._audit_channel or await self._store.postings.is_summary_posted(due.date().isoformat()):
            return False
        async for entry in self._store.audit.entries(since=due.timestamp() - _DAY):
            return bool(entry["at"] < due.timestamp())
        return False

    async def post(self, date: str) -> None:
        """Post the summary of this day (ISO date), once however many replicas try; a failure may be tried again.

        Raises:
            Trouble: Slack did not take it.
        """
        if not self._audit_channel:
            return
        whose = await self._store.postings.announce_summary(date)
        while whose == "theirs":
            await asyncio.sleep(_GLANCE)
            whose = await self._store.postings.announce_summary(date)
        if whose == "ours":
            await self._post_once(self._audit_channel, Mark(kind="summary", id=date))
            await self._store.postings.summary_posted(date)

    async def _post_once(self, channel: str, mark: Mark) -> None:
        """Post it unless it is there: a process may have died after it posted."""
        if await self._slack.find(channel, mark, since=time.time() - _DAY):
            return
        with speaking(self._languages.channels):
            drawn = await self.last_day()
        await self._slack.post(channel, drawn, mark=mark)
