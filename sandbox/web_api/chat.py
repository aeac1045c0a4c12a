"""Writing messages: post, update, delete, a note to one person."""

import json
from typing import Any

from sandbox.block_kit import message_problems, text_length
from sandbox.changes import Message
from sandbox.directory import BOT_ID
from sandbox.errors import SlackError, malformed, mute
from sandbox.messages import bare
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.places import known_channel, writable_channel
from sandbox.workspace import Workspace

POSTED_TEXT = 40_000
UPDATED_TEXT = 4_000
BLOCK_TEXT = 13_000
ATTACHMENTS = 100
METADATA_BYTES = 8_000
"""Slack does not say; this is a guess on the generous side."""


def post_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = writable_channel(workspace, arguments.text("channel"))
    content = _content(arguments)
    warnings = {"warning": "message_truncated"} if len(arguments.text("text")) > POSTED_TEXT else {}
    message = workspace.post(channel.id, content | thread_of(workspace, channel.id, arguments) | _metadata(arguments))
    return {"channel": channel.id, "ts": message["ts"], "message": bare(message), **warnings}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = writable_channel(workspace, arguments.text("channel"))
    (user,) = arguments.required("user")
    if user not in workspace.users:
        raise SlackError("user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(arguments) | thread_of(workspace, channel.id, arguments)
    note = workspace.post(channel.id, content | {"ephemeral_to": user})
    return {"message_ts": note["ts"]}


def update(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = known_channel(workspace, arguments.text("channel"))
    if channel.is_archived:
        raise SlackError("is_inactive")
    message = _own_message(workspace, channel.id, arguments, refusal="cant_update_message")
    if len(arguments.text("text")) > UPDATED_TEXT:
        raise SlackError("msg_too_long")
    content: dict[str, Any] = {"blocks": None, "attachments": None, **_content(arguments)}
    changed = workspace.change(message, content | _metadata(arguments))
    return {"channel": channel.id, "ts": changed["ts"], "text": changed["text"], "message": bare(changed)}


def delete(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = known_channel(workspace, arguments.text("channel"))
    message = _own_message(workspace, channel.id, arguments, refusal="cant_delete_message")
    workspace.delete(message)
    return {"channel": channel.id, "ts": message["ts"]}


def get_permalink(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = known_channel(workspace, arguments.text("channel"))
    message = workspace.messages.get(channel.id, arguments.text("message_ts"))
    return {"channel": channel.id, "permalink": workspace.permalink(message)}


def add_reaction(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    name, channel, ts = arguments.required("name", "channel", "timestamp")
    message = workspace.messages.get(writable_channel(workspace, channel).id, ts)
    reactions: dict[str, Any] = {reaction["name"]: reaction for reaction in message.get("reactions", [])}
    if name in reactions:
        raise SlackError("already_reacted")
    reactions[name] = {"name": name, "users": [workspace.bot.id], "count": 1}
    workspace.react(message, [*reactions.values()])
    return {}


def _own_message(workspace: Workspace, channel: str, arguments: Arguments, *, refusal: str) -> Message:
    message = workspace.messages.get(channel, arguments.text("ts"))
    if "ephemeral_to" in message:
        raise SlackError("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise SlackError(refusal)
    return message


def _content(arguments: Arguments) -> dict[str, Any]:
    """Text, blocks and attachments, checked as Slack checks them."""
    blocks = arguments.structure("blocks", error="invalid_blocks_format")
    attachments = arguments.structure("attachments", error="invalid_attachments")
    text = arguments.text("text")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    content: dict[str, Any] = {"text": text[:POSTED_TEXT]}
    if blocks:
        check_blocks(blocks)
        if not text:
            mute()
        content["blocks"] = blocks
    if attachments:
        if not isinstance(attachments, list):
            raise SlackError("invalid_attachments")
        if len(attachments) > ATTACHMENTS:
            raise SlackError("too_many_attachments")
        content["attachments"] = attachments
    return content


def check_blocks(blocks: Any) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise malformed("invalid_blocks", problems)
    if text_length(blocks) > BLOCK_TEXT:
        raise malformed("msg_blocks_too_long", [f"{text_length(blocks)} characters"])


def thread_of(workspace: Workspace, channel: str, arguments: Arguments) -> dict[str, Any]:
    thread_ts = arguments.text("thread_ts")
    if not thread_ts:
        return {}
    if not workspace.messages.can_be_replied_to(channel, thread_ts):
        raise SlackError("cannot_reply_to_message")
    return {"thread_ts": thread_ts}


def _metadata(arguments: Arguments) -> dict[str, Any]:
    """Nothing when it was not given; None, which takes it away, when it is empty."""
    metadata = arguments.structure("metadata", error="invalid_metadata_format")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not metadata:
        return {"metadata": None}
    if not isinstance(metadata.get("event_type"), str) or not _is_flat(metadata.get("event_payload")):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"metadata": metadata}


def _is_flat(payload: Any) -> bool:
    """Strings, numbers, booleans; one level of objects, or lists of those."""

    def plain(value: Any) -> bool:
        return isinstance(value, str | int | float | bool)

    def nested(value: Any) -> bool:
        if isinstance(value, dict):
            return all(plain(item) or item is None for item in value.values())
        return plain(value) or (isinstance(value, list) and all(nested(item) for item in value))

    return isinstance(payload, dict) and all(nested(value) for value in payload.values())
