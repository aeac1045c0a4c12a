"""Slash commands."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.summaries import Summaries


class Commands:
    def __init__(self, *, summaries: Summaries) -> None:
        self._summaries = summaries

    async def audit(self, ack: AsyncAck) -> None:
        drawn = await self._summaries.last_day()
        await ack(response_type="ephemeral", text=drawn.text, blocks=drawn.blocks)
