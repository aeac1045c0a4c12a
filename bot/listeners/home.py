"""The Home tab, drawn when somebody opens it."""

from typing import Any

from bot.slack import Slack
from bot.store import Store
from bot.views.home import MOST, home


class Home:
    def __init__(self, *, store: Store, slack: Slack, review_channel: str) -> None:
        self._store = store
        self._slack = slack
        self._review_channel = review_channel

    async def opened(self, event: dict[str, Any]) -> None:
        if event.get("tab") != "home":
            return
        ids, total = await self._store.approvals.pending(limit=MOST)
        found = [await self._store.approvals.get(id) for id in ids]
        waiting = [approval for approval in found if approval and approval.open_actions]
        view = home(waiting, total=total, review_channel=self._review_channel)
        await self._slack.client.views_publish(user_id=event["user"], view=view)
