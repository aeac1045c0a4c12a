"""What one person has before their eyes: kept up to date by the page's events, told briefly when a test fails."""

from collections.abc import Iterator
from typing import Any

from sandbox.changes import Message, View

NEWEST = 8
"""Messages told for each channel."""


class Sight:
    def __init__(self, user: str) -> None:
        self.user = user
        self.name = user
        self.loaded = False
        self.connected = False
        self.channels: dict[str, dict[str, Any]] = {}
        self.views: list[View] = []
        self.home: View | None = None
        self.warnings: list[str] = []
        self.mails: list[dict[str, Any]] = []
        self.statuses: dict[tuple[str, str], str] = {}
        self._messages: dict[str, dict[str, Message]] = {}

    def load(self, workspace: dict[str, Any], histories: dict[str, list[Message]], mails: list[dict[str, Any]]) -> None:
        self.know(workspace)
        self._messages = {channel: {m["ts"]: m for m in messages} for channel, messages in histories.items()}
        self.mails = mails
        self.loaded = True

    def know(self, workspace: dict[str, Any]) -> None:
        """Take in who and what is there now."""
        self.name = next((each["real_name"] for each in workspace["people"] if each["id"] == self.user), self.user)
        self.channels = {channel["id"]: channel for channel in workspace["channels"]}

    def channel_id(self, name: str) -> str:
        """By id or by name."""
        return next((each["id"] for each in self.channels.values() if name in (each["id"], each["name"])), name)

    def in_channel(self, channel: str) -> list[Message]:
        messages = self._messages.get(self.channel_id(channel), {})
        return [messages[ts] for ts in sorted(messages)]

    def everywhere(self) -> list[Message]:
        everything = (message for messages in self._messages.values() for message in messages.values())
        return sorted(everything, key=lambda message: str(message["ts"]))

    def current(self, surface: dict[str, Any]) -> dict[str, Any]:
        """The message or view as it looks now."""
        if "channel" in surface:
            return self._messages.get(surface["channel"], {}).get(surface["ts"], surface)
        known = [*self.views, *([self.home] if self.home else [])]
        return next((view for view in known if view["id"] == surface["id"]), surface)

    def take(self, event: dict[str, Any]) -> None:
        """Let one of the page's events change the picture."""
        match event["type"]:
            case "message":
                message = event["message"]
                self._messages.setdefault(message["channel"], {})[message["ts"]] = message
            case "message_deleted":
                self._messages.get(event["channel"], {}).pop(event["ts"], None)
            case "home" | "view_opened" | "view_updated" | "view_closed":
                self._take_view(event)
            case "status":
                self.statuses[event["channel"], event["thread_ts"]] = event["status"]
            case "warning":
                self.warnings.append(event["text"])
            case "mail":
                self.mails = [event["mail"], *(mail for mail in self.mails if mail["id"] != event["mail"]["id"])]
            case "connection":
                self.connected = event["connected"]

    def _take_view(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "home":
                self.home = event["view"]
            case "view_opened":
                self.views.append(event["view"])
            case "view_updated":
                self.views = [event["view"] if view["id"] == event["view"]["id"] else view for view in self.views]
            case "view_closed":
                self.views = [view for view in self.views if view["id"] != event["view_id"]]

    def __str__(self) -> str:
        lines = [f"{self.name} saw (bot connected: {self.connected}):"]
        for channel in self.channels.values():
            newest = self.in_channel(channel["id"])[-NEWEST:]
            lines += [f"  {channel['name']} ({channel['id']})"] if newest else []
            lines += [f"    {message['ts']} {_writer(message)} {shown_text(message)!r}" for message in newest]
        lines += [f"  modal {shown_text(view)!r}" for view in self.views]
        lines += [f"  warning {text!r}" for text in self.warnings]
        return "\n".join([*lines, f"  {len(self.mails)} mails"])


def shown_text(surface: dict[str, Any]) -> str:
    """All text a person reads in a message or view: its blocks if it has any, else its text."""
    if "title" in surface:
        return "\n".join(_texts([surface["title"], surface["blocks"]]))
    return "\n".join(_texts(surface["blocks"])) if surface.get("blocks") else str(surface.get("text", ""))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from ([value["text"]] if isinstance(value.get("text"), str) else [])
        yield from _texts([each for each in value.values() if isinstance(each, dict | list)])


def _writer(message: Message) -> str:
    place = " (in a thread)" if message.get("thread_ts", message["ts"]) != message["ts"] else ""
    return f"{message['user']}{place}{' only to you' if 'ephemeral_to' in message else ''}:"
