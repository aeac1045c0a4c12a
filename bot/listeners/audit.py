"""`/audit`: what was asked and decided in the last day."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.summaries import Summaries


class AuditCommand:
    def __init__(self, *, summaries: Summaries) -> None:
        self._summaries = summaries

    async def command(self, ack: AsyncAck) -> None:
        drawn = await self._summaries.last_day()
        await ack(response_type="ephemeral", text=drawn.text, blocks=drawn.blocks)
