"""What an administrator does: people come, change and go; groups and channels gain and lose them.

Each order may also be sent to the front door as `POST /client/administration`, `{"order": "deactivate", "user": ...}`.
People, groups and channels are named by id or by name.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.changes import ChannelChanged, GroupChanged, MemberJoined, MemberLeft, PersonChanged, PersonJoined
from sandbox.directory import PARTNER_TEAM_ID, TEAM_ID, Channel, User, UserGroup
from sandbox.errors import SlackError
from sandbox.workspace import Workspace


class Administration:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def obey(self, order: str, arguments: Mapping[str, Any]) -> None:
        """Carry out an order that came by its name."""
        if order not in ORDERS:
            raise SlackError("unknown_order", known=sorted(ORDERS))
        carry_out: Callable[..., Any] = getattr(self, order)
        try:
            given = inspect.signature(carry_out).bind(**arguments)
        except TypeError as wrong:
            raise SlackError.explained("invalid_arguments", [str(wrong)]) from None
        carry_out(*given.args, **given.kwargs)

    def add_person(self, name: str, real_name: str, title: str = "", tz: str = "Etc/UTC") -> User:
        """A new colleague, with a conversation with the bot."""
        user = User("U0" + name.upper(), name, real_name, title, tz, updated=self._now())
        self._workspace.users[user.id] = user
        channel, _ = self._workspace.direct_channel(user.id)
        self._workspace.tell(ChannelChanged(channel))
        self._workspace.tell(PersonJoined(user))
        return user

    def deactivate(self, user: str) -> None:
        """The account ends; as in Slack, groups and channels still list it until somebody takes it out."""
        self._change_person(user, deleted=True)

    def reactivate(self, user: str) -> None:
        self._change_person(user, deleted=False)

    def make_guest(self, user: str) -> None:
        self._change_person(user, is_restricted=True)

    def make_external(self, user: str) -> None:
        """From here on this is somebody of another company."""
        self._change_person(user, is_stranger=True, team_id=PARTNER_TEAM_ID)

    def make_colleague(self, user: str) -> None:
        """Neither guest nor external."""
        plain = {"is_restricted": False, "is_ultra_restricted": False, "is_stranger": False}
        self._change_person(user, **plain, team_id=TEAM_ID)

    def change_locale(self, user: str, locale: str) -> None:
        self._change_person(user, locale=locale)

    def add_to_group(self, group: str, user: str) -> None:
        changed, added = self._group(group), self._user(user)
        if added.id not in changed.users:
            changed.users.append(added.id)
            self._tell_of(changed, [added.id], [])

    def remove_from_group(self, group: str, user: str) -> None:
        changed, removed = self._group(group), self._user(user)
        if removed.id in changed.users:
            changed.users.remove(removed.id)
            self._tell_of(changed, [], [removed.id])

    def add_to_channel(self, channel: str, user: str) -> None:
        joined, added = self._channel(channel), self._user(user)
        if added.id not in joined.members:
            joined.members.append(added.id)
            self._workspace.tell(MemberJoined(joined, added))

    def remove_from_channel(self, channel: str, user: str) -> None:
        left, removed = self._channel(channel), self._user(user)
        if removed.id in left.members:
            left.members.remove(removed.id)
            self._workspace.tell(MemberLeft(left, removed))

    def share_channel(self, channel: str) -> None:
        """Another company is in the channel from now on."""
        self._set_shared(channel, shared=True)

    def unshare_channel(self, channel: str) -> None:
        self._set_shared(channel, shared=False)

    def _change_person(self, wanted: str, **fields: Any) -> None:
        user = self._user(wanted)
        for name, value in {**fields, "updated": self._now()}.items():
            setattr(user, name, value)
        self._workspace.tell(PersonChanged(user))

    def _tell_of(self, group: UserGroup, added: list[str], removed: list[str]) -> None:
        previous, group.updated = group.updated, self._now()
        self._workspace.tell(GroupChanged(group, previous, added, removed))

    def _set_shared(self, wanted: str, *, shared: bool) -> None:
        channel = self._channel(wanted)
        channel.is_ext_shared = shared
        self._workspace.tell(ChannelChanged(channel))

    def _user(self, wanted: str) -> User:
        names = {user.id: user.name for user in self._workspace.users.values()}
        return self._workspace.users[_id_of(wanted, names, "user_not_found")]

    def _group(self, wanted: str) -> UserGroup:
        handles = {group.id: group.handle for group in self._workspace.groups.values()}
        return self._workspace.groups[_id_of(wanted, handles, "no_such_subteam")]

    def _channel(self, wanted: str) -> Channel:
        names = {channel.id: channel.name for channel in self._workspace.channels.values()}
        return self._workspace.channels[_id_of(wanted, names, "channel_not_found")]

    def _now(self) -> int:
        return int(self._workspace.clock())


ORDERS = frozenset(name for name in vars(Administration) if not name.startswith("_") and name != "obey")


def _id_of(wanted: str, names: Mapping[str, str], refusal: str) -> str:
    for known, name in names.items():
        if wanted.lstrip("@#") in (known, name):
            return known
    raise SlackError(refusal)
