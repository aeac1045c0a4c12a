"""What happens in the workspace, as events for the bot: those it subscribed to, has the scope for, and may see."""

from typing import Any

from sandbox import payloads
from sandbox.changes import (
    Change,
    GroupChanged,
    MemberJoined,
    MemberLeft,
    Message,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PersonChanged,
    PersonJoined,
)
from sandbox.delivery import Delivery
from sandbox.directory import BOT_USER, TEAM_ID, Channel, User
from sandbox.messages import bare
from sandbox.web_api.places import SCOPE_KINDS
from sandbox.workspace import Workspace

Event = dict[str, Any]
CHANNEL_TYPES = {"channel": "C", "group": "G", "im": "D"}
NOBODY = ""
"""Who is warned when the bot does not take what an administrator did."""


class BotEvents:
    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self._workspace = workspace
        self._delivery = delivery

    def observe(self, change: Change) -> None:
        match change:
            case MessagePosted(message) if "ephemeral_to" not in message:
                self._posted(message)
            case MessageChanged(message, previous) if "ephemeral_to" not in message:
                changed = {"message": bare(message), "previous_message": bare(previous)}
                self._said(message, self._hidden(message, "message_changed", changed))
            case MessageDeleted(message) if "ephemeral_to" not in message:
                deleted = {"previous_message": bare(message), "deleted_ts": message["ts"]}
                self._said(message, self._hidden(message, "message_deleted", deleted))
            case PersonJoined(user):
                self._send({"type": "team_join", "user": user.described(), "cache_ts": user.updated}, "users:read")
            case PersonChanged(user):
                self._send({"type": "user_change", "user": user.described(), "cache_ts": user.updated}, "users:read")
            case GroupChanged():
                self._group_changed(change)
            case MemberJoined(channel, user):
                self._moved("member_joined_channel", channel, user)
            case MemberLeft(channel, user):
                self._moved("member_left_channel", channel, user)

    def home_opened(self, user: str) -> None:
        channel, _ = self._workspace.direct_channel(user)
        view = self._workspace.views.home(user)
        opened: Event = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home"}
        self._send(opened | ({"view": view} if view else {}), "", channel=channel, cause=user)

    def _posted(self, message: Message) -> None:
        event = {**message, "event_ts": message["ts"]}
        channel = self._workspace.channel(message["channel"])
        called = f"<@{BOT_USER}>" in message["text"] and message["user"] != BOT_USER
        if called and channel.kind != "im" and BOT_USER in channel.members:
            mention = {**event, "type": "app_mention"}
            self._send(mention, "app_mentions:read", channel=channel, cause=message["user"])
        self._said(message, event)

    def _hidden(self, message: Message, subtype: str, event: Event) -> Event:
        now = self._workspace.next_ts()
        return {"subtype": subtype, "hidden": True, "channel": message["channel"], "ts": now, "event_ts": now, **event}

    def _said(self, message: Message, event: Event) -> None:
        channel = self._workspace.channel(message["channel"])
        if BOT_USER in channel.members:
            said = {**event, "type": "message", "channel_type": channel.kind}
            kind = SCOPE_KINDS[channel.kind]
            self._send(said, f"{kind}:history", f"message.{kind}", channel=channel, cause=message["user"])

    def _group_changed(self, change: GroupChanged) -> None:
        group = change.group
        subteam = group.described(with_users=True, with_count=True)
        self._send({"type": "subteam_updated", "subteam": subteam}, "usergroups:read")
        difference = {
            "subteam_id": group.id,
            "team_id": TEAM_ID,
            "date_previous_update": change.previous_update,
            "date_update": group.updated,
            "added_users": change.added,
            "added_users_count": len(change.added),
            "removed_users": change.removed,
            "removed_users_count": len(change.removed),
        }
        self._send({"type": "subteam_members_changed", **difference}, "usergroups:read")

    def _moved(self, kind: str, channel: Channel, user: User) -> None:
        """Told to those inside; of its own leaving the bot hears too."""
        if BOT_USER in (user.id, *channel.members):
            where = {"channel": channel.id, "channel_type": CHANNEL_TYPES[channel.kind]}
            event = {"type": kind, "user": user.id, **where, "team": user.team_id}
            self._send(event, f"{SCOPE_KINDS[channel.kind]}:read", channel=channel)

    def _send(
        self,
        event: Event,
        scope: str,
        subscription: str = "",
        *,
        channel: Channel | None = None,
        cause: str = NOBODY,
    ) -> None:
        """To the bot, if it asked for events of this kind; `cause` is warned when it does not take it."""
        asked_for = (subscription or event["type"]) in self._workspace.subscriptions
        if asked_for and (not scope or scope in self._workspace.scopes):
            stamped = {"event_ts": f"{self._workspace.clock():.6f}", **event}
            self._delivery.event(payloads.event_callback(self._workspace, stamped, channel), cause)
