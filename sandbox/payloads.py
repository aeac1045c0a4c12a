"""What Slack sends to an app: events, clicks, submitted and closed views, commands."""

import secrets
from typing import Any

from sandbox.changes import Message, View
from sandbox.directory import APP_ID, BOT_USER, TEAM_ID, TEAM_NAME, Channel
from sandbox.messages import bare
from sandbox.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack still sends one; nothing may rely on it

Payload = dict[str, Any]


def event_callback(workspace: Workspace, event: Payload, channel: Channel | None = None) -> Payload:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(workspace.clock()),
        "authorizations": [authorization],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": secrets.token_urlsafe(24),
    }


def interaction(workspace: Workspace, kind: str, user_id: str) -> Payload:
    """What every interaction carries."""
    user = workspace.user(user_id)
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": TEAM_ID, "domain": "countersign-demo"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
    }


def in_message(workspace: Workspace, message: Message) -> Payload:
    """Where something happened. Of a private note Slack sends the place only, not the content."""
    channel = workspace.channel(message["channel"])
    private = "ephemeral_to" in message
    thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id, "is_ephemeral": private}
    name = "directmessage" if channel.kind == "im" else channel.name
    shown = {} if private else {"message": bare(workspace.messages.shown(message))}
    return {"container": container | thread, "channel": {"id": channel.id, "name": name}, **shown}


def in_view(view: View) -> Payload:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def message_action(workspace: Workspace, user: str, message: Message, *, action: Payload, values: Payload) -> Payload:
    return {
        **interaction(workspace, "block_actions", user),
        "trigger_id": workspace.passes.trigger(user),
        **in_message(workspace, message),
        "state": {"values": values},
        "actions": [action],
    }


def view_action(workspace: Workspace, user: str, view: View, *, action: Payload, values: Payload) -> Payload:
    return {
        **interaction(workspace, "block_actions", user),
        "trigger_id": workspace.passes.trigger(user),
        **in_view(view | {"state": {"values": values}}),
        "actions": [action],
    }


def suggestion(workspace: Workspace, user: str, where: Payload, given: Payload) -> Payload:
    """Somebody types into a select whose options the bot makes."""
    typed = {"block_id": given["block_id"], "action_id": given["action_id"], "value": str(given.get("value") or "")}
    return {**interaction(workspace, "block_suggestion", user), **where, **typed}


def view_submission(workspace: Workspace, user: str, view: View, values: Payload) -> Payload:
    return {
        **interaction(workspace, "view_submission", user),
        "trigger_id": workspace.passes.trigger(user),
        "view": view | {"state": {"values": values}},
        "response_urls": [],
    }


def view_closed(workspace: Workspace, user: str, view: View, *, is_cleared: bool) -> Payload:
    return {**interaction(workspace, "view_closed", user), "view": view, "is_cleared": is_cleared}


def command(
    workspace: Workspace, user_id: str, channel: Channel, *, name: str, text: str, response_url: str
) -> Payload:
    """A command comes flat, as a form does."""
    user = workspace.user(user_id)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": "countersign-demo",
        "team_name": TEAM_NAME,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.passes.trigger(user_id),
    }
