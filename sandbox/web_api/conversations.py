"""Channels, who is in them, and what was said there."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.changes import Message
from sandbox.errors import SlackError
from sandbox.messages import bare
from sandbox.web_api.arguments import Arguments, cursor_to
from sandbox.web_api.paging import page
from sandbox.web_api.places import SCOPE_KINDS, known_channel, readable_channel, require_scope
from sandbox.workspace import Workspace

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = known_channel(workspace, arguments.text("channel"))
    require_scope(workspace, f"{SCOPE_KINDS[channel.kind]}:read")
    return {"channel": channel.described()}


def list_(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    types = (arguments.text("types") or "public_channel").replace(" ", "").split(",")
    if unknown := set(types) - {*KINDS, "mpim"}:
        raise SlackError.explained("invalid_types", [f"unknown type: {name}" for name in sorted(unknown)])
    kinds = {KINDS[name] for name in types if name in KINDS}
    for kind in sorted(kinds):
        require_scope(workspace, f"{SCOPE_KINDS[kind]}:read")
    channels = [channel for channel in workspace.channels.values() if channel.kind in kinds]
    if arguments.flag("exclude_archived"):
        channels = [channel for channel in channels if not channel.is_archived]
    mine = [channel for channel in channels if channel.kind == "channel" or workspace.bot.id in channel.members]
    return page(arguments, "channels", [channel.described() for channel in mine])


def members(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = known_channel(workspace, arguments.text("channel"))
    require_scope(workspace, f"{SCOPE_KINDS[channel.kind]}:read")
    return page(arguments, "members", channel.members)


def open_(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    if arguments.text("channel"):
        return {"channel": {"id": known_channel(workspace, arguments.text("channel")).id}}
    if not arguments.text("users"):
        raise SlackError("users_list_not_supplied")
    wanted = arguments.text("users").split(",")
    if len(wanted) != 1:
        raise SlackError("method_not_supported_for_channel_type")
    user = workspace.user(wanted[0])
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    channel, was_open = workspace.direct_channel(user.id)
    described = channel.described() if arguments.flag("return_im") else {"id": channel.id}
    return {"channel": described} | ({"no_op": True, "already_open": True} if was_open else {})


def history(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Top-level messages, newest first."""
    channel = readable_channel(workspace, arguments.text("channel"))
    found = _within(workspace.messages.top_level(channel.id), arguments)[::-1]
    before = arguments.cursor("")
    found = [message for message in found if not before or message["ts"] <= before]
    return _messages_page(found, arguments)


def replies(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """The parent and its replies, oldest first; the parent opens every page."""
    channel = readable_channel(workspace, arguments.text("channel"))
    ts = arguments.text("ts")
    if workspace.messages.find(channel.id, ts) is None:
        raise SlackError("thread_not_found")
    thread = workspace.messages.thread(channel.id, ts)
    start = arguments.cursor("")
    found = [message for message in _within(thread, arguments) if message["ts"] >= start and message["ts"] != ts]
    return _messages_page(found, arguments, parent=thread[0])


def _messages_page(found: list[Message], arguments: Arguments, parent: Message | None = None) -> dict[str, Any]:
    limit = arguments.number("limit", default=100, most=999)
    room = limit if parent is None else max(1, limit - 1)
    following = found[room]["ts"] if len(found) > room else ""
    with_metadata = arguments.flag("include_all_metadata")
    shown = [*([parent] if parent else []), *found[:room]]
    messages = [_shown(message, with_metadata=with_metadata) for message in shown]
    answer: dict[str, Any] = {"messages": messages, "has_more": bool(following)}
    return answer | ({"response_metadata": {"next_cursor": cursor_to(following)}} if following else {})


def _shown(message: Message, *, with_metadata: bool) -> Message:
    shown = bare(message)
    if "metadata" in shown and not with_metadata:
        shown["metadata"] = {"event_type": shown["metadata"]["event_type"]}
    return shown


def _within(messages: list[Message], arguments: Arguments) -> list[Message]:
    """Those between `oldest` and `latest`, the ends only when `inclusive`."""
    oldest = _time(arguments.text("oldest") or "0", "invalid_ts_oldest")
    latest = _time(arguments.text("latest") or "Infinity", "invalid_ts_latest")
    ends = (oldest, latest) if arguments.flag("inclusive") else ()
    return [m for m in messages if oldest < Decimal(m["ts"]) < latest or Decimal(m["ts"]) in ends]


def _time(text: str, error: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SlackError(error) from None
