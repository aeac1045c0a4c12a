"""The language in which a listener answers: that of whoever pressed, submitted, typed a command or opened something."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.language import ENGLISH, speak
from bot.slack.languages import Languages

_MESSAGES = {"message", "app_mention"}
"""Few of them are for us: whoever answers one asks in which language."""


class Reader:
    def __init__(self, languages: Languages) -> None:
        self._languages = languages

    async def speak(
        self, body: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> None:
        """Set the language for the rest of this request; Bolt runs its listeners after this, not within."""
        asks_later = (body.get("event") or {}).get("type") in _MESSAGES
        speak(ENGLISH if asks_later else await self._languages.of_reader(context.user_id or ""))
        await next_()
