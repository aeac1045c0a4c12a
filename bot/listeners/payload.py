"""What a payload says, without trusting it: ids are looked up, people are checked."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_DIGITS = 8
"""So many a number may have that a button carries."""


class OpenView(NamedTuple):
    """A view as it was when somebody clicked in it."""

    id: str
    hash: str


class Click(NamedTuple):
    """Who pressed what, where."""

    approval: str
    action: int
    version: int
    """How often the arguments had been changed when the button was drawn."""
    person: str
    team: str
    channel: str | None
    thread_ts: str | None
    trigger: str
    view: OpenView | None
    """The modal or Home tab in which the button stands."""
    inside: bool
    """Whether that is a modal: what the button opens is put on top of it."""
    page: int
    """Where a button of a paged view leads; 0 for all others."""


def click(body: Mapping[str, Any]) -> Click:
    """A `block_actions` payload of one of our buttons."""
    approval, index, version = target(body["actions"][0].get("value"))
    message = body.get("message") or {}
    return Click(
        approval=approval,
        action=index,
        version=version,
        person=body["user"]["id"],
        team=team(body),
        channel=(body.get("channel") or {}).get("id"),
        thread_ts=message.get("thread_ts"),
        trigger=str(body.get("trigger_id", "")),
        view=_view(body.get("view") or {}),
        inside=(body.get("view") or {}).get("type") == "modal",
        page=_page(body["actions"][0].get("value")),
    )


def _view(view: Mapping[str, Any]) -> OpenView | None:
    return OpenView(str(view["id"]), str(view.get("hash", ""))) if "id" in view else None


class Target(NamedTuple):
    """What a button or a view is about."""

    approval: str
    action: int
    version: int


def target(value: object) -> Target:
    """`approval:index:version` as a button or view carries it.

    What it carries none of is -1: there is no such action, and no such arguments that somebody could have read.
    """
    approval, index, version = [*str(value or "").split(":"), "", "", ""][:3]
    return Target(approval, _number(index), _number(version))


def seen(value: object) -> dict[int, int]:
    """Of `approval:index:version,index:version`: the version that was shown of each action."""
    _, _, shown = str(value or "").partition(":")
    pairs = [pair.partition(":") for pair in shown.split(",")]
    numbers = [(_number(index), _number(version)) for index, _, version in pairs]
    return {index: version for index, version in numbers if index >= 0 and version >= 0}


def _page(value: object) -> int:
    """The fourth part of what a button carries."""
    parts = str(value or "").split(":")
    return max(_number(parts[3]), 0) if len(parts) > 3 else 0  # noqa: PLR2004


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else -1


def team(body: Mapping[str, Any]) -> str:
    """The workspace of the person who acts; in a shared channel that may not be ours."""
    return str(body["user"].get("team_id") or (body.get("team") or {}).get("id") or "")


def typed(body: Mapping[str, Any], field: str) -> str:
    """The text of one input of a submitted view; empty when it was left empty."""
    state = body["view"]["state"]["values"].get(field, {}).get(field, {})
    return clean(str(state.get("value") or "")).strip()


def clean(text: str) -> str:
    """Text that can be stored: JSON may carry halves of characters, which no encoding does."""
    return text.encode(errors="replace").decode()
