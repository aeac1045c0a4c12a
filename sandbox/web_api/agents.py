"""What an agent shows while it works: status, title, prompts, session."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.places import writable_channel
from sandbox.workspace import Workspace

SESSION_STATUSES = ("active", "processing", "suspended", "closed")
PROMPTS = 4
LOADING_MESSAGES = 10
TITLE = 200


def set_status(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel, thread_ts = _thread(workspace, arguments)
    loading = arguments.structure("loading_messages", error="invalid_arguments") or []
    if len(loading) > LOADING_MESSAGES:
        raise SlackError.explained("invalid_arguments", [f"no more than {LOADING_MESSAGES} items allowed"])
    workspace.set_status(channel, thread_ts, arguments.text("status"))
    return {}


def set_title(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    _thread(workspace, arguments)
    arguments.required("title")
    return {}


def set_suggested_prompts(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    if arguments.text("thread_ts"):
        _thread(workspace, arguments)
    prompts = arguments.structure("prompts", error="invalid_arguments")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS:
        raise SlackError.explained("invalid_arguments", [f"between 1 and {PROMPTS} prompts are allowed"])
    if not all(isinstance(prompt, dict) and prompt.get("title") and prompt.get("message") for prompt in prompts):
        raise SlackError.explained("invalid_arguments", ["every prompt needs a title and a message"])
    return {}


def set_session_status(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    if arguments.text("status") not in SESSION_STATUSES:
        raise SlackError("invalid_status")
    if not arguments.text("thread_ts"):
        raise SlackError("thread_ts_required")
    _thread(workspace, arguments)
    if len(arguments.text("title")) > TITLE:
        raise SlackError("invalid_arguments")
    return {}


def _thread(workspace: Workspace, arguments: Arguments) -> tuple[str, str]:
    wanted, thread_ts = arguments.required("channel_id", "thread_ts")
    channel = writable_channel(workspace, wanted)
    if workspace.messages.find(channel.id, thread_ts) is None:
        raise SlackError("invalid_thread_ts")
    return channel.id, thread_ts
