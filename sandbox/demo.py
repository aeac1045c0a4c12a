"""Who and what is there at first: the people of a two-stage payment, their groups, channels and commands."""

from sandbox.directory import BOT_USER, Channel, Command, User, UserGroup

RILEY, AVERY, MORGAN, TAYLOR, FRAN = "U0REQUESTER", "U0APPROVER", "U0MANAGER", "U0LEAD", "U0FINANCE"


def demo_users() -> list[User]:
    return [
        User(RILEY, "riley", "Riley Park", "Requester", "America/New_York", "2f6f9f"),
        User(AVERY, "avery", "Avery Chen", "Approver", "Europe/Berlin", "8a4b9c"),
        User(MORGAN, "morgan", "Morgan Diaz", "Manager", "Asia/Shanghai", "b5651d"),
        User(TAYLOR, "taylor", "Taylor Reed", "Team lead", "Europe/London", "3d7a4f"),
        User(FRAN, "fran", "Fran Costa", "Finance", "Europe/Lisbon", "a8324a"),
        User(BOT_USER, "countersign", "Countersign", "App", color="1d6f5c", is_bot=True),
    ]


def demo_groups() -> list[UserGroup]:
    return [
        UserGroup("S0TEAMLEADS", "team-leads", "Team leads", [TAYLOR]),
        UserGroup("S0FINANCE", "finance", "Finance", [FRAN, MORGAN]),
        UserGroup("S0MANAGERS", "managers", "Managers", [MORGAN]),
    ]


def demo_channels() -> list[Channel]:
    everyone = [user.id for user in demo_users()]
    payers = [AVERY, TAYLOR, FRAN, MORGAN, BOT_USER]
    return [
        Channel("C0GENERAL", "general", topic="Ask @countersign for something", members=[*everyone]),
        Channel("C0APPROVALS", "approvals", topic="What waits for a decision", members=[*everyone]),
        Channel("C0PAYMENTS", "payments", topic="Money that waits for two signatures", members=payers),
        Channel("C0AUDIT", "audit", topic="Once a day: who allowed what. At any time: /audit", members=[*everyone]),
        *(
            Channel("D" + user.id[1:], user.name, "im", members=[user.id, BOT_USER], user=user.id)
            for user in demo_users()
            if not user.is_bot
        ),
    ]


def demo_commands() -> list[Command]:
    hint = "delegate @someone until friday | rules"
    return [
        Command(
            "/approvals", "What waits for you, who stands in for you, what is always allowed", hint, should_escape=True
        ),
        Command("/audit", "Counts of what was asked and decided", "[days]"),
    ]
