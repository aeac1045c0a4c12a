"""The workspace: who is there, what was said, what is open.

It changes only through its own verbs, and tells its observers.
"""

import secrets
import time
import uuid
from collections.abc import Iterable
from typing import Any, Final

from sandbox.changes import (
    Change,
    Message,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    Observer,
    Reacted,
    StatusSet,
)
from sandbox.demo import demo_channels, demo_commands, demo_groups, demo_users
from sandbox.directory import APP_ID, BOT_ID, BOT_USER, Channel, Entry, User, UserGroup
from sandbox.errors import SlackError
from sandbox.files import Files
from sandbox.messages import Messages, is_reply
from sandbox.passes import Clock, Passes
from sandbox.views import Views

SCOPES: Final = (
    "app_mentions:read assistant:write channels:history channels:read chat:write commands files:read files:write "
    "groups:history groups:read im:history im:read im:write metadata.message:read reactions:write usergroups:read "
    "users:read"
)
SUBSCRIPTIONS: Final = "app_home_opened app_mention message.channels message.groups message.im"
"""The events the app's manifest asks for; a test may let the app subscribe to more."""


class Workspace:
    def __init__(
        self,
        messages: Iterable[Message] = (),
        entries: Iterable[Entry] = (),
        files: Files | None = None,
        clock: Clock = time.time,
    ) -> None:
        self.clock = clock
        self.url = ""
        """Where people open it, without a slash at the end; known when the server listens."""
        self.bot_token = "xoxb-sandbox"  # noqa: S105 - a sandbox has nothing to protect
        self.app_token = "xapp-sandbox"  # noqa: S105
        self.signing_secret = "sandbox-signing-secret"  # noqa: S105
        self.scopes = set(SCOPES.split())
        self.subscriptions = set(SUBSCRIPTIONS.split())
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, UserGroup] = {}
        for entry in (*demo_users(), *demo_groups(), *demo_channels(), *entries):
            self._enter(entry)
        self.commands = demo_commands()
        self.messages = Messages(messages)
        self.files = files or Files([], keep=lambda _: None)
        self.passes = Passes(self._now)
        self.views = Views(self._now, self.tell)
        self.statuses: dict[tuple[str, str], str] = {}
        self._observers: list[Observer] = []
        self._last_ts = self.messages.newest_ts()

    def observe(self, observer: Observer) -> None:
        self._observers.append(observer)

    def tell(self, change: Change) -> None:
        for observer in self._observers:
            observer(change)

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    @property
    def bot(self) -> User:
        return self.users[BOT_USER]

    def may_read(self, user: str, channel_id: str) -> bool:
        """Public channels are open to everyone, the others to those inside."""
        channel = self.channel(channel_id)
        return channel.kind == "channel" or user in channel.members

    def people(self) -> list[User]:
        """Everybody who has or had an account here."""
        return [user for user in self.users.values() if not user.is_bot]

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """A person's message."""
        if thread_ts and not self.messages.can_be_replied_to(channel, thread_ts):
            raise SlackError("thread_not_found")
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        return self._post(
            {"user": user, "channel": channel, "text": text, "client_msg_id": str(uuid.uuid4()), **thread}
        )

    def post(self, channel: str, fields: dict[str, Any]) -> Message:
        """A message of the bot; a private note if the fields say `ephemeral_to`."""
        message = self._post(
            {
                "user": BOT_USER,
                "bot_id": BOT_ID,
                "app_id": APP_ID,
                "channel": channel,
                **with_block_ids(fields),
            }
        )
        if "ephemeral_to" not in message:
            self.set_status(channel, message.get("thread_ts", ""), "")
        return message

    def change(self, message: Message, fields: dict[str, Any]) -> Message:
        """The message with other content; a field that is None goes away."""
        kept = {key: value for key, value in {**message, **with_block_ids(fields)}.items() if value is not None}
        edited = (
            kept if "ephemeral_to" in message else kept | {"edited": {"user": message["user"], "ts": self.next_ts()}}
        )
        self.messages.replace(edited)
        self.tell(MessageChanged(edited, message))
        return edited

    def react(self, message: Message, reactions: list[dict[str, Any]]) -> None:
        """Reactions do not count as an edit."""
        reacted = {**message, "reactions": reactions}
        self.messages.replace(reacted)
        self.tell(Reacted(reacted))

    def delete(self, message: Message) -> None:
        self.messages.remove(message)
        self.tell(MessageDeleted(message))

    def set_status(self, channel: str, thread_ts: str, status: str) -> None:
        if self.statuses.get((channel, thread_ts), "") == status:
            return
        self.statuses[channel, thread_ts] = status
        if not status:
            del self.statuses[channel, thread_ts]
        self.tell(StatusSet(channel, thread_ts, status))

    def direct_channel(self, user: str) -> tuple[Channel, bool]:
        """The im of this person and the bot, and whether it was there before."""
        found = next((channel for channel in self.channels.values() if channel.user == user), None)
        channel = found or Channel("D" + user[1:], self.users[user].name, "im", members=[user, BOT_USER], user=user)
        self.channels[channel.id] = channel
        return channel, found is not None

    def permalink(self, message: Message) -> str:
        link = f"{self.url}/archives/{message['channel']}/p{message['ts'].replace('.', '')}"
        return f"{link}?thread_ts={message['thread_ts']}&cid={message['channel']}" if is_reply(message) else link

    def _enter(self, entry: Entry) -> None:
        match entry:
            case User():
                self.users[entry.id] = entry
            case UserGroup():
                self.groups[entry.id] = entry
            case Channel():
                self.channels[entry.id] = entry

    def _post(self, fields: dict[str, Any]) -> Message:
        message = {
            "type": "message",
            "ts": self.next_ts(),
            "team": self.users[fields["user"]].team_id,
            **fields,
        }
        self.messages.add(message)
        self.tell(MessagePosted(message))
        return message

    def _now(self) -> float:
        return self.clock()

    def next_ts(self) -> str:
        """A time stamp like Slack's, later than every other: it is also the message's identity."""
        micros = max(int(self.clock() * 1_000_000), int(self._last_ts.replace(".", "")) + 1)
        self._last_ts = f"{micros // 1_000_000:010}.{micros % 1_000_000:06}"
        return self._last_ts


def with_block_ids(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with an id for every block that came without one."""
    if not fields.get("blocks"):
        return fields
    return {**fields, "blocks": [{"block_id": secrets.token_hex(3), **block} for block in fields["blocks"]]}
