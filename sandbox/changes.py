"""What can happen in the workspace.

Each change is told to every observer, in order, before the caller gets its answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
)
Observer = Callable[[Change], None]
