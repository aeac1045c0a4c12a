"""The Home tab, drawn when somebody opens it."""

from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.desk import Desk
from bot.slack import Slack
from bot.views.home import home


class Home:
    def __init__(self, *, desk: Desk, slack: Slack) -> None:
        self._desk = desk
        self._slack = slack

    async def opened(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("tab") != "home":
            return
        waiting, total = await self._desk.waiting(event["user"], team=str(context.team_id))
        view = home(waiting, total=total, review_channel=self._desk.review_channel)
        await self._slack.client.views_publish(user_id=event["user"], view=view)
