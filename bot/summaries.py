"""Audit summaries: on demand, and once a day for all replicas together."""

import time
from datetime import datetime

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

    async def post(self, today: datetime) -> None:
        """Post the summary of the last 24 hours, unless another replica does."""
        date = today.date().isoformat()
        if self._audit_channel and await self._store.audit.claim_once(f"summary:{date}"):
            await self._slack.post(self._audit_channel, await self.last_day(), mark=Mark(kind="summary", id=date))
