"""Putting a file into a channel or thread: ask for an address, upload there, say that it is complete."""

from typing import Any

from sandbox.directory import BOT_USER
from sandbox.errors import SlackError
from sandbox.files import SNIPPET_BYTES, File
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.chat import check_blocks, thread_of
from sandbox.web_api.places import writable_channel
from sandbox.workspace import Workspace


def get_upload_url(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    name, length = arguments.required("filename", "length")
    if not length.isdecimal():
        raise SlackError.explained("invalid_arguments", ["length must be a whole number"])
    if int(length) == 0:
        raise SlackError("missing_argument")
    if arguments.text("snippet_type") and int(length) > SNIPPET_BYTES:
        raise SlackError("snippet_too_large")
    file_id, secret = workspace.files.announce(name, int(length))
    return {"upload_url": f"{workspace.url}/upload/v1/{secret}", "file_id": file_id}


def complete_upload(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Finish the files; where a channel is named, one message there carries them all."""
    wanted = arguments.text("channel_id") or arguments.text("channels")
    channel = writable_channel(workspace, wanted) if wanted else None
    thread = thread_of(workspace, channel.id, arguments) if channel else {}
    comment = _comment(arguments)
    named = arguments.structure("files", error="invalid_arguments")
    if not isinstance(named, list) or not named or not all(isinstance(each, dict) for each in named):
        raise SlackError.explained("invalid_arguments", ["files must be an array of objects with an id"])
    files = [_finished(workspace, each, [channel.id] if channel else []) for each in named]
    for file in files:
        workspace.files.add(file)
    described = [file.described(workspace.url) for file in files]
    if channel:
        workspace.post(channel.id, {"subtype": "file_share", "upload": True, "files": described, **comment, **thread})
    return {"files": described}


def _comment(arguments: Arguments) -> dict[str, Any]:
    """Blocks count only where there is no comment."""
    text, blocks = arguments.text("initial_comment"), arguments.structure("blocks", error="invalid_blocks")
    if text or not blocks:
        return {"text": text}
    check_blocks(blocks)
    return {"text": "", "blocks": blocks}


def _finished(workspace: Workspace, named: dict[str, Any], channels: list[str]) -> File:
    file_id = str(named.get("id", ""))
    name, content = workspace.files.uploaded(file_id)
    created = int(workspace.clock())
    return File(file_id, name, BOT_USER, created, content, str(named.get("title") or ""), channels)
