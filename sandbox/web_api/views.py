"""Modals and Home tabs."""

import json
from typing import Any

from sandbox.block_kit import view_problems
from sandbox.changes import View
from sandbox.errors import malformed
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import Workspace

VIEW_BYTES = 250_000


def open_(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    given = _view(arguments, "modal")
    user = _exchange(workspace, arguments)
    return {"view": workspace.views.open(user, given)}


def push(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    given = _view(arguments, "modal")
    user = _exchange(workspace, arguments)
    return {"view": workspace.views.push(user, given)}


def update(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    given = _view(arguments)
    names = {"view_id": arguments.text("view_id"), "external_id": arguments.text("external_id")}
    return {"view": workspace.views.update(given, **names, view_hash=arguments.text("hash"))}


def publish(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    (user,) = arguments.required("user_id")
    given = _view(arguments, "home")
    return {"view": workspace.views.publish(workspace.user(user).id, given, arguments.text("hash"))}


def checked_view(view: Any, kind: str = "") -> View:
    """The view, if Slack would take it (and, if a kind is named, only a view of that kind)."""
    problems = view_problems(view, kind)
    if problems:
        raise malformed("invalid_arguments", problems)
    if len(json.dumps(view)) > VIEW_BYTES:
        raise malformed("view_too_large", [f"{len(json.dumps(view))} bytes"])
    checked: View = view
    return checked


def _view(arguments: Arguments, kind: str = "") -> View:
    arguments.required("view")
    return checked_view(arguments.structure("view", error="invalid_arguments"), kind)


def _exchange(workspace: Workspace, arguments: Arguments) -> str:
    (trigger_id,) = arguments.required("trigger_id")
    return workspace.passes.exchange(trigger_id)
