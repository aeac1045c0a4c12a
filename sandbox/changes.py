"""What can happen in the workspace.

Each change is told to every observer, in order, before the caller gets its answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.directory import Channel, User, UserGroup

Message = dict[str, Any]
"""A message in Slack's shape; `ephemeral_to` names the one person who sees a private note."""

View = dict[str, Any]
"""A view object in Slack's shape."""


@dataclass(frozen=True)
class MessagePosted:
    message: Message


@dataclass(frozen=True)
class MessageChanged:
    message: Message
    previous: Message


@dataclass(frozen=True)
class MessageDeleted:
    message: Message


@dataclass(frozen=True)
class Reacted:
    """The message with its reactions as they are now."""

    message: Message


@dataclass(frozen=True)
class ViewOpened:
    user: str
    view: View


@dataclass(frozen=True)
class ViewUpdated:
    user: str
    view: View


@dataclass(frozen=True)
class ViewClosed:
    user: str
    view: View


@dataclass(frozen=True)
class HomePublished:
    user: str
    view: View


@dataclass(frozen=True)
class StatusSet:
    channel: str
    thread_ts: str
    status: str
    """Empty when there is nothing to show any more."""


@dataclass(frozen=True)
class PersonJoined:
    """Somebody new in the workspace."""

    user: User


@dataclass(frozen=True)
class PersonChanged:
    user: User


@dataclass(frozen=True)
class GroupChanged:
    group: UserGroup
    previous_update: int
    """When it had changed before: seconds since 1970, UTC."""
    added: list[str]
    removed: list[str]


@dataclass(frozen=True)
class MemberJoined:
    channel: Channel
    user: User


@dataclass(frozen=True)
class MemberLeft:
    channel: Channel
    user: User


@dataclass(frozen=True)
class ChannelChanged:
    """The channel is new, or something other than its members changed."""

    channel: Channel


DirectoryChange = PersonJoined | PersonChanged | GroupChanged | MemberJoined | MemberLeft | ChannelChanged
Change = (
    MessagePosted
    | MessageChanged
    | MessageDeleted
    | Reacted
    | ViewOpened
    | ViewUpdated
    | ViewClosed
    | HomePublished
    | StatusSet
    | DirectoryChange
)
Observer = Callable[[Change], None]
