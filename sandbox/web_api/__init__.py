"""The Web API methods the sandbox answers to, by Slack's names; anything else is an `unknown_method`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.web_api import agents, chat, conversations, files, general, users, views
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Workspace


@dataclass(frozen=True)
class Method:
    run: Callable[[Workspace, Arguments], dict[str, Any]]
    scope: str = ""
    caller: Literal["bot", "app", "anyone"] = "bot"


METHODS = {
    "agents.sessions.setStatus": Method(agents.set_session_status, "chat:write"),
    "api.test": Method(general.api_test, caller="anyone"),
    "apps.connections.open": Method(general.open_connection, caller="app"),
    "assistant.threads.setStatus": Method(agents.set_status, "chat:write"),
    "assistant.threads.setSuggestedPrompts": Method(agents.set_suggested_prompts, "assistant:write"),
    "assistant.threads.setTitle": Method(agents.set_title, "assistant:write"),
    "auth.test": Method(general.auth_test),
    "blocks.validate": Method(general.validate_blocks, caller="anyone"),
    "chat.delete": Method(chat.delete, "chat:write"),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.update": Method(chat.update, "chat:write"),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.list": Method(conversations.list_),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_, "im:write"),
    "conversations.replies": Method(conversations.replies),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write"),
    "files.getUploadURLExternal": Method(files.get_upload_url, "files:write"),
    "reactions.add": Method(chat.add_reaction, "reactions:write"),
    "usergroups.list": Method(users.list_groups, "usergroups:read"),
    "usergroups.users.list": Method(users.list_group_users, "usergroups:read"),
    "users.info": Method(users.info, "users:read"),
    "users.list": Method(users.list_, "users:read"),
    "views.open": Method(views.open_),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
