"""Modals and Home tabs: a stack of up to three views for each person, and one Home view."""

import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.changes import HomePublished, Observer, View, ViewClosed, ViewOpened, ViewUpdated
from sandbox.directory import APP_ID, BOT_ID, TEAM_ID
from sandbox.errors import SlackError
from sandbox.passes import Clock

STACK = 3
GIVEN = (
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "callback_id",
    "private_metadata",
    "external_id",
    "clear_on_close",
    "notify_on_close",
)
DEFAULTS: View = {
    "callback_id": "",
    "private_metadata": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}
MODAL_DEFAULTS: View = {**DEFAULTS, "submit": None, "close": None}


class Views:
    def __init__(self, clock: Clock, tell: Observer) -> None:
        self._clock = clock
        self._tell = tell
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """The person's open modals, the visible one last."""
        return self._stacks.setdefault(user, [])

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def owner(self, view_id: str) -> tuple[str, View]:
        """Whose view this is, and the view as it is now."""
        for user, view in self._all():
            if view["id"] == view_id:
                return user, view
        raise SlackError("not_found")

    def of(self, user: str, view_id: str) -> View:
        """The view, if it is this person's."""
        owner, view = self.owner(view_id)
        if owner != user:
            raise SlackError("not_found")
        return view

    def open(self, user: str, given: View) -> View:
        """A new modal in front of this person, in place of any other."""
        self.clear(user)
        return self._add(user, given)

    def push(self, user: str, given: View) -> View:
        if not self.stack(user):
            raise SlackError("invalid_trigger_id")
        if len(self.stack(user)) == STACK:
            raise SlackError("push_limit_reached")
        return self._add(user, given)

    def update(self, given: View, *, view_id: str = "", external_id: str = "", view_hash: str = "") -> View:
        if not view_id and not external_id:
            raise SlackError.explained("invalid_arguments", ["either the `view_id` or `external_id` must be provided"])
        user, old = self.owner(view_id or self._id_of(external_id))
        self._check_hash(old, view_hash)
        self._check_external_id(given, but=old["id"])
        old.update(
            self._filled(given, old["id"])
            | {"root_view_id": old["root_view_id"], "previous_view_id": old["previous_view_id"]}
        )
        self._tell(ViewUpdated(user, old) if old["type"] == "modal" else HomePublished(user, old))
        return old

    def publish(self, user: str, given: View, view_hash: str = "") -> View:
        old = self._homes.get(user)
        if old is not None:
            self._check_hash(old, view_hash)
        self._check_external_id(given, but=old["id"] if old else "")
        view_id = old["id"] if old else _new_id()
        view = self._filled(given, view_id) | {"root_view_id": view_id, "previous_view_id": None}
        self._homes[user] = view
        self._tell(HomePublished(user, view))
        return view

    def close(self, user: str, view_id: str) -> View:
        """Take the person's visible view away; the one below it shows again."""
        stack = self.stack(user)
        if not stack or stack[-1]["id"] != view_id:
            raise SlackError("not_found")
        view = stack.pop()
        self._tell(ViewClosed(user, view))
        return view

    def clear(self, user: str) -> list[View]:
        """Take away the whole stack; the views that were in it, the visible one first."""
        return [self.close(user, view["id"]) for view in reversed([*self.stack(user)])]

    def _all(self) -> Iterator[tuple[str, View]]:
        yield from ((user, view) for user, stack in self._stacks.items() for view in stack)
        yield from self._homes.items()

    def _add(self, user: str, given: View) -> View:
        self._check_external_id(given)
        stack, view_id = self.stack(user), _new_id()
        root, previous = (stack[0]["id"], stack[-1]["id"]) if stack else (view_id, None)
        view = self._filled(given, view_id) | {"root_view_id": root, "previous_view_id": previous}
        stack.append(view)
        self._tell(ViewOpened(user, view))
        return view

    def _filled(self, given: View, view_id: str) -> View:
        """The view object Slack makes of what the app gave, with a new hash."""
        defaults = MODAL_DEFAULTS if given["type"] == "modal" else DEFAULTS
        known: dict[str, Any] = {key: given[key] for key in GIVEN if key in given}
        known["blocks"] = [{"block_id": secrets.token_hex(3), **block} for block in given["blocks"]]
        made = {
            "id": view_id,
            "team_id": TEAM_ID,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        return {
            **made,
            "hash": f"{self._clock():.0f}.{secrets.token_hex(4)}",
            "state": {"values": {}},
            **defaults,
            **known,
        }

    def _id_of(self, external_id: str) -> str:
        for _, view in self._all():
            if view["external_id"] == external_id:
                return str(view["id"])
        raise SlackError("not_found")

    def _check_external_id(self, given: View, *, but: str = "") -> None:
        wanted = given.get("external_id")
        if wanted and any(view["external_id"] == wanted and view["id"] != but for _, view in self._all()):
            raise SlackError("duplicate_external_id")

    @staticmethod
    def _check_hash(view: View, view_hash: str) -> None:
        if view_hash and view_hash != view["hash"]:
            raise SlackError("hash_conflict")


def _new_id() -> str:
    return "V0" + secrets.token_hex(5).upper()
