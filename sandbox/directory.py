"""Who and what is in the workspace: users, channels, groups, commands, and how Slack describes them."""

from dataclasses import dataclass, field
from typing import Any, Literal

TEAM_ID = "T0SANDBOX"
TEAM_NAME = "Countersign Demo"
APP_ID = "A0APP"
BOT_ID = "B0BOT"
BOT_USER = "U0BOT"


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

    def described(self, *, with_locale: bool = False) -> dict[str, Any]:
        """The user as `users.info` shows it; the locale only when asked for, as Slack does."""
        described: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "color": self.color,
            "tz": self.tz,
            "is_admin": False,
            "is_owner": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "profile": {
                "title": self.title,
                "real_name": self.real_name,
                "display_name": self.name,
                "email": f"{self.name}@example.com",
                "team": self.team_id,
            },
        }
        if self.is_stranger:
            described["is_stranger"] = True
        if with_locale:
            described["locale"] = self.locale
        return described


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
            "created": 1700000000,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_private": self.kind != "channel",
            "is_archived": self.is_archived,
            "is_ext_shared": self.is_ext_shared,
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

    def described(self, *, with_users: bool = False) -> dict[str, Any]:
        described: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "handle": self.handle,
            "name": self.name,
            "user_count": len(self.users),
            "date_delete": 0,
        }
        return described | ({"users": self.users} if with_users else {})


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str = ""


def demo_users() -> list[User]:
    return [
        User("U0REQUESTER", "riley", "Riley Park", "Requester", "America/New_York", "2f6f9f"),
        User("U0APPROVER", "avery", "Avery Chen", "Approver", "Europe/Berlin", "8a4b9c"),
        User("U0MANAGER", "morgan", "Morgan Diaz", "Manager", "Asia/Shanghai", "b5651d", locale="zh-CN"),
        User(BOT_USER, "countersign", "Countersign", "App", color="1d6f5c", is_bot=True),
    ]


def demo_channels() -> list[Channel]:
    everyone = [user.id for user in demo_users()]
    return [
        Channel("C0GENERAL", "general", topic="Ask @countersign for something", members=[*everyone]),
        Channel("C0APPROVALS", "approvals", topic="What waits for a countersignature", members=[*everyone]),
        Channel("C0AUDIT", "audit", topic="Who allowed what", members=[*everyone]),
        *(
            Channel("D" + user.id[1:], user.name, "im", members=[user.id, BOT_USER], user=user.id)
            for user in demo_users()
            if not user.is_bot
        ),
    ]


def demo_commands() -> list[Command]:
    return [Command("/audit", "Counts of what was asked and decided", "[days]")]
