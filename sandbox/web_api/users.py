"""People and groups."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.paging import page
from sandbox.workspace import Workspace


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    user = workspace.user(arguments.text("user"))
    return {"user": user.described(with_locale=arguments.flag("include_locale"))}


def list_(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    with_locale = arguments.flag("include_locale")
    return page(arguments, "members", [user.described(with_locale=with_locale) for user in workspace.users.values()])


def list_groups(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    with_users = arguments.flag("include_users")
    return {"usergroups": [group.described(with_users=with_users) for group in workspace.groups.values()]}


def list_group_users(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    group = workspace.groups.get(arguments.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.users}
