"""Where the bot may post and what it may read."""

from sandbox.directory import BOT_USER, Channel
from sandbox.errors import SlackError
from sandbox.workspace import Workspace

SCOPE_KINDS = {"channel": "channels", "group": "groups", "im": "im"}


def require_scope(workspace: Workspace, scope: str) -> None:
    if scope and scope not in workspace.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(workspace.scopes)))


def known_channel(workspace: Workspace, wanted: str) -> Channel:
    """The channel by id, by #name, or a person's im by the person's id; private ones only from inside."""
    by_name = {channel.name: channel for channel in workspace.channels.values() if channel.kind != "im"}
    by_user = {channel.user: channel for channel in workspace.channels.values() if channel.kind == "im"}
    found = workspace.channels.get(wanted) or by_user.get(wanted) or by_name.get(wanted.removeprefix("#"))
    if found is None or (found.kind != "channel" and BOT_USER not in found.members):
        raise SlackError("channel_not_found")
    return found


def writable_channel(workspace: Workspace, wanted: str) -> Channel:
    channel = known_channel(workspace, wanted)
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def readable_channel(workspace: Workspace, wanted: str) -> Channel:
    channel = known_channel(workspace, wanted)
    require_scope(workspace, f"{SCOPE_KINDS[channel.kind]}:history")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel
