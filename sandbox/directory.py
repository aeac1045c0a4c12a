"""Who and what is in the workspace: users, channels, groups, commands, and how Slack describes them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

TEAM_ID = "T0SANDBOX"
TEAM_NAME = "Countersign Demo"
APP_ID = "A0APP"
BOT_ID = "B0BOT"
BOT_USER = "U0BOT"
PARTNER_TEAM_ID = "T0PARTNER"
"""The workspace of another company, with which channels may be shared."""
CREATED = 1_700_000_000
"""When everything here began: seconds since 1970, UTC."""


@dataclass
class User:
    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "Etc/UTC"
    color: str = "4a154b"
    locale: str = "en-US"
    team_id: str = TEAM_ID
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = CREATED
    """Seconds since 1970, UTC."""

    def described(self, *, with_locale: bool = False) -> dict[str, Any]:
        """The user as `users.info` shows it; the locale only when asked for, as Slack does."""
        described = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
            "profile": self._profile(),
        }
        described |= {} if self.deleted else self._active()
        return described | ({"locale": self.locale} if with_locale else {})

    def _active(self) -> dict[str, Any]:
        """What Slack tells of people only while they have an account."""
        offset = datetime.now(ZoneInfo(self.tz)).utcoffset()
        active: dict[str, Any] = {
            "real_name": self.real_name,
            "color": self.color,
            "tz": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": False,
            "is_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
        }
        return active | ({"is_stranger": True} if self.is_stranger else {})

    def _profile(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "real_name": self.real_name,
            "display_name": self.name,
            "email": f"{self.name}@example.com",
            "team": self.team_id,
        }


@dataclass
class Channel:
    id: str
    name: str
    kind: Literal["channel", "group", "im"] = "channel"
    topic: str = ""
    members: list[str] = field(default_factory=list)
    user: str | None = None
    """The person of an im."""
    is_archived: bool = False
    is_ext_shared: bool = False

    def described(self) -> dict[str, Any]:
        """The channel as `conversations.info` shows it to the bot."""
        described: dict[str, Any] = {
            "id": self.id,
            "created": CREATED,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_private": self.kind != "channel",
            "is_archived": self.is_archived,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "shared_team_ids": [TEAM_ID, *([PARTNER_TEAM_ID] if self.is_ext_shared else [])],
            "is_member": BOT_USER in self.members,
            "context_team_id": TEAM_ID,
        }
        if self.kind == "im":
            return described | {"user": self.user}
        topic = {"value": self.topic, "creator": "", "last_set": 0}
        return described | {
            "name": self.name,
            "name_normalized": self.name,
            "topic": topic,
            "num_members": len(self.members),
        }


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    updated: int = CREATED
    """Seconds since 1970, UTC."""

    def described(self, *, with_users: bool = False, with_count: bool = False) -> dict[str, Any]:
        """The group as `usergroups.list` shows it; people and their number only when asked for."""
        described: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": CREATED,
            "date_update": self.updated,
            "date_delete": 0,
            "auto_type": None,
            "auto_provision": False,
            "enterprise_subteam_id": "",
            "created_by": "USLACKBOT",
            "updated_by": "USLACKBOT",
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
        }
        described |= {"users": [*self.users]} if with_users else {}
        return described | ({"user_count": len(self.users)} if with_count else {})


Entry = User | Channel | UserGroup


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False
    """Whether people, groups and channels in its text come as marks with their ids."""
