"""In which language a message is said: its reader's where one person alone reads it, else that of the channels."""

from bot.language import Language, language_of
from bot.slack.people import Directory

_DIRECT = "D"
"""The ids of conversations between one person and the bot begin with it."""


class Languages:
    def __init__(self, directory: Directory, *, channels: Language) -> None:
        self._directory = directory
        self.channels: Language = channels

    async def of_reader(self, user: str) -> Language:
        return language_of(await self._directory.locale(user))

    async def of_place(self, channel: str, user: str) -> Language:
        """`user`: who talks with the bot there, if it is a conversation of those two."""
        return await self.of_reader(user) if channel.startswith(_DIRECT) else self.channels
