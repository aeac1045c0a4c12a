"""What happens in the workspace, as events for the bot: only from where it is a member and has the scope."""

from typing import Any

from sandbox import payloads
from sandbox.changes import Change, Message, MessageChanged, MessageDeleted, MessagePosted
from sandbox.delivery import Delivery
from sandbox.directory import BOT_USER
from sandbox.messages import bare
from sandbox.web_api.places import SCOPE_KINDS
from sandbox.workspace import Workspace


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
                self._send(message, "message", self._hidden(message, "message_changed", changed))
            case MessageDeleted(message) if "ephemeral_to" not in message:
                deleted = {"previous_message": bare(message), "deleted_ts": message["ts"]}
                self._send(message, "message", self._hidden(message, "message_deleted", deleted))

    def home_opened(self, user: str) -> None:
        channel, _ = self._workspace.direct_channel(user)
        view = self._workspace.views.home(user)
        opened: dict[str, Any] = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home"}
        event = opened | {"event_ts": f"{self._workspace.clock():.6f}"} | ({"view": view} if view else {})
        self._delivery.event(payloads.event_callback(self._workspace, event, channel), user)

    def _posted(self, message: Message) -> None:
        event = {**message, "event_ts": message["ts"]}
        if f"<@{BOT_USER}>" in message["text"] and message["user"] != BOT_USER:
            self._send(message, "app_mention", event)
        self._send(message, "message", event)

    def _hidden(self, message: Message, subtype: str, event: dict[str, Any]) -> dict[str, Any]:
        now = self._workspace.next_ts()
        return {"subtype": subtype, "hidden": True, "channel": message["channel"], "ts": now, "event_ts": now, **event}

    def _send(self, message: Message, kind: str, event: dict[str, Any]) -> None:
        channel = self._workspace.channel(message["channel"])
        mention = kind == "app_mention"
        scope = "app_mentions:read" if mention else f"{SCOPE_KINDS[channel.kind]}:history"
        if BOT_USER not in channel.members or scope not in self._workspace.scopes or (mention and channel.kind == "im"):
            return
        where = {} if mention else {"channel_type": channel.kind}
        payload = payloads.event_callback(self._workspace, {**event, "type": kind, **where}, channel)
        self._delivery.event(payload, message["user"])
