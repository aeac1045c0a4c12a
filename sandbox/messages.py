"""The messages of every channel, with their threads."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.changes import Message
from sandbox.errors import SlackError

_VERSIONS = 5
"""How many earlier drawings of a message are remembered."""


class Messages:
    """Keeps messages by channel and `ts`; knows which are replies, and to what."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._by_channel: defaultdict[str, dict[str, Message]] = defaultdict(dict)
        self._replies: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._earlier: defaultdict[tuple[str, str], deque[list[Any]]] = defaultdict(lambda: deque(maxlen=_VERSIONS))
        for message in messages:
            self.add(message)

    def add(self, message: Message) -> None:
        channel, ts = message["channel"], message["ts"]
        self._by_channel[channel][ts] = message
        if is_reply(message) and "ephemeral_to" not in message:
            self._replies[channel, message["thread_ts"]].append(ts)

    def replace(self, message: Message) -> None:
        channel, ts = message["channel"], message["ts"]
        self._earlier[channel, ts].appendleft(self._by_channel[channel][ts].get("blocks", []))
        self._by_channel[channel][ts] = message

    def drawings(self, channel: str, ts: str) -> list[list[Any]]:
        """The blocks of a message, now and before: somebody's window may still show what it was."""
        return [self.get(channel, ts).get("blocks", []), *self._earlier[channel, ts]]

    def remove(self, message: Message) -> None:
        channel, ts = message["channel"], message["ts"]
        del self._by_channel[channel][ts]
        self._earlier.pop((channel, ts), None)
        if is_reply(message) and ts in self._replies[channel, message["thread_ts"]]:
            self._replies[channel, message["thread_ts"]].remove(ts)

    def find(self, channel: str, ts: str) -> Message | None:
        return self._by_channel[channel].get(ts)

    def get(self, channel: str, ts: str) -> Message:
        message = self.find(channel, ts)
        if message is None:
            raise SlackError("message_not_found")
        return message

    def can_be_replied_to(self, channel: str, ts: str) -> bool:
        """Replies go under a top-level message that everybody sees."""
        parent = self.find(channel, ts)
        return parent is not None and not is_reply(parent) and "ephemeral_to" not in parent

    def newest_ts(self) -> str:
        return max((ts for messages in self._by_channel.values() for ts in messages), default="0000000000.000000")

    def visible_to(self, channel: str, user: str) -> list[Message]:
        """Everything in the channel that this person sees, private notes included, oldest first."""
        return [self.shown(m) for m in self._by_channel[channel].values() if m.get("ephemeral_to", user) == user]

    def top_level(self, channel: str) -> list[Message]:
        return [self.shown(m) for m in self._public(channel) if not is_reply(m)]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The parent and its replies, oldest first."""
        parent = self.get(channel, ts)
        replies = (self._by_channel[channel][reply] for reply in self._replies.get((channel, ts), ()))
        return [self.shown(parent), *(self.shown(reply) for reply in replies)]

    def shown(self, message: Message) -> Message:
        """A copy with what Slack adds to the parent of a thread."""
        replies = self._replies.get((message["channel"], message["ts"]))
        if not replies:
            return {**message}
        writers = [self._by_channel[message["channel"]][ts]["user"] for ts in replies]
        counts: dict[str, Any] = {"reply_count": len(replies), "reply_users": [*dict.fromkeys(writers)]}
        return {**message, "thread_ts": message["ts"], "latest_reply": replies[-1], **counts}

    def _public(self, channel: str) -> Iterator[Message]:
        return (m for m in self._by_channel[channel].values() if "ephemeral_to" not in m)


def bare(message: Message) -> Message:
    """The message as Slack sends it: without the channel, which stands beside it."""
    return {name: value for name, value in message.items() if name != "channel"}


def is_reply(message: Message) -> bool:
    return bool(message.get("thread_ts", message["ts"]) != message["ts"])
