"""The Home tab, drawn when somebody opens it."""

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.electorate import Electorate
from bot.listeners.dialogs import publish_home
from bot.slack import Slack
from bot.views.home import home


class Home:
    def __init__(self, *, electorate: Electorate, slack: Slack, review_channel: str) -> None:
        self._electorate = electorate
        self._review_channel = review_channel
        self._slack = slack

    async def opened(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("tab") != "home":
            return
        waiting, total = await self._electorate.waiting(event["user"], team=str(context.team_id))
        view = home(event["user"], waiting, total=total, review_channel=self._review_channel)
        await publish_home(self._slack, event["user"], view)
