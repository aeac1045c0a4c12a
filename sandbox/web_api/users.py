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
    wanted = {"with_users": arguments.flag("include_users"), "with_count": arguments.flag("include_count")}
    return {"usergroups": [group.described(**wanted) for group in workspace.groups.values()]}


def list_group_users(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    (wanted,) = arguments.required("usergroup")
    if wanted not in workspace.groups:
        raise SlackError("no_such_subteam")
    return {"users": [*workspace.groups[wanted].users]}
