"""Who am I, connect me, is this well formed?"""

from typing import Any

from sandbox.block_kit import message_problems, view_problems
from sandbox.directory import APP_ID, BOT_ID, BOT_USER, TEAM_ID, TEAM_NAME
from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Workspace


def api_test(_workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    if arguments.text("error"):
        raise SlackError(arguments.text("error"), args={"error": arguments.text("error")})
    return {}


def auth_test(workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    bot = workspace.users[BOT_USER]
    return {
        "url": f"{workspace.url}/",
        "team": TEAM_NAME,
        "user": bot.name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(workspace: Workspace, _arguments: Arguments) -> dict[str, Any]:
    ticket = workspace.passes.socket_ticket()
    address = workspace.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={APP_ID}"}


def validate_blocks(_workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    given = [name for name in ("blocks", "view", "message") if name in arguments]
    if len(given) != 1:
        raise SlackError.explained("invalid_arguments", ["provide exactly one of blocks, view or message"])
    value = arguments.structure(given[0], error="invalid_blocks_format")
    if given[0] == "message":
        value = value.get("blocks", []) if isinstance(value, dict) else value
    problems = view_problems(value) if given[0] == "view" else message_problems(value)
    if problems:
        raise SlackError.explained("invalid_blocks", problems)
    return {}
