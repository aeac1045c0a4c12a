"""A company for deciding payments: a lead agrees first, then two of finance; managers may change what is paid."""

from bot.policy import Escalation, People, Rule, Stage
from sandbox.app import Sandbox
from sandbox.directory import User, UserGroup
from tests.bot.records import a_rule

LEADS, FINANCE, MANAGERS = "S0TEAMLEADS", "S0FINANCE", "S0MANAGERS"

RILEY = "U0REQUESTER"
TAYLOR = "U0LEAD"
LEE = "U0LEE"
"""A lead too, and the one who agrees wherever a lead has agreed."""
FRAN = "U0FINANCE"
"""Of finance, and the one who agrees wherever one of them has."""
FINN = "U0FINN"
MORGAN = "U0MANAGER"
"""Of finance, and a manager."""
MAX = "U0MAX"
"""A manager, and nothing else."""
DIRECTOR = "U0DIRECTOR"
"""Is asked when nobody has decided for long."""
OLIVIA = "U0OUTSIDER"
"""A full member of the workspace, and in none of the groups."""

GUEST, VISITOR, PARTNER, MACHINE, GONE, STRANGER = (
    "U0GUEST",
    "U0VISITOR",
    "U0PARTNER",
    "U0MACHINE",
    "U0GONE",
    "U0FOREIGN",
)
"""Listed among the leads, and somebody who decides nothing: a guest, a single-channel guest, somebody of another
company, a bot, somebody whose account has ended, and somebody who clicks from another workspace."""

AWAY = {
    "U0FORLEAD": TAYLOR,
    "U0FORFINANCE": FRAN,
    "U0FORMANAGER": MAX,
    "U0FORASKER": RILEY,
    "U0FORGUEST": GUEST,
    "U0FORGONE": GONE,
    "U0FOROUTSIDER": OLIVIA,
    "U0GUESTFORLEAD": TAYLOR,
}
"""Stand-ins, and for whom. One person names one stand-in, so the two for Taylor are named in turn."""
FOR_LEAD, FOR_FINANCE, FOR_MANAGER, FOR_ASKER, FOR_GUEST, FOR_GONE, FOR_OUTSIDER, GUEST_FOR_LEAD = AWAY

DECIDES_NOTHING = (GUEST, VISITOR, PARTNER, MACHINE, GONE, STRANGER)
EVERYBODY = (RILEY, TAYLOR, LEE, FRAN, FINN, MORGAN, MAX, DIRECTOR, OLIVIA, *DECIDES_NOTHING, *AWAY)

LEAD_STAGE = Stage(name="Team lead", approvers=People(groups=(LEADS,)))
FINANCE_STAGE = Stage(name="Finance", approvers=People(groups=(FINANCE,)), quorum=2)


def payment_rule(**changes: object) -> Rule:
    return a_rule(
        "make_payment",
        **{
            "stages": (LEAD_STAGE, FINANCE_STAGE),
            "editors": People(groups=(MANAGERS,)),
            "escalate": Escalation(to=People(users=(DIRECTOR,))),
            "timeout": 3600.0,
        }
        | changes,
    )


def employ(sandbox: Sandbox) -> None:
    """Everybody above, in their groups."""
    users, groups = sandbox.workspace.users, sandbox.workspace.groups
    for id in EVERYBODY:
        users.setdefault(id, User(id, id.lower(), id.title()))
    users[GUEST].is_restricted = users[GUEST_FOR_LEAD].is_restricted = True
    users[VISITOR].is_ultra_restricted = True
    users[PARTNER].is_stranger, users[PARTNER].team_id = True, "T0PARTNER"
    users[MACHINE].is_bot = True
    users[GONE].deleted = True
    groups[LEADS] = UserGroup(LEADS, "team-leads", "Team leads", [TAYLOR, LEE, *DECIDES_NOTHING])
    groups[FINANCE] = UserGroup(FINANCE, "finance", "Finance", [FRAN, FINN, MORGAN])
    groups[MANAGERS] = UserGroup(MANAGERS, "managers", "Managers", [MAX, MORGAN])
