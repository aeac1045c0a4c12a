"""What should become of every attempt on a payment: written down by hand, beside the code that decides it.

None means that it counts; otherwise how the refusal begins.
"""

from typing import Literal, NamedTuple

from tests.decisions.company import (
    DIRECTOR,
    FINN,
    FOR_FINANCE,
    FOR_LEAD,
    FOR_MANAGER,
    FRAN,
    GONE,
    GUEST,
    GUEST_FOR_LEAD,
    LEE,
    MACHINE,
    MAX,
    MORGAN,
    PARTNER,
    STRANGER,
    TAYLOR,
    VISITOR,
)
from tests.decisions.situations import Situation

Act = Literal["approve", "edit", "reject", "respond", "take back", "withdraw"]


class Attempt(NamedTuple):
    requester: str
    situation: Situation
    person: str
    act: Act


INACTIVE = "Bots and deactivated people cannot decide."
OUTSIDER = "Guests and people of other workspaces cannot decide."
FOREIGN = "Only people of this workspace can decide."
KINDS = {
    GUEST: OUTSIDER,
    VISITOR: OUTSIDER,
    PARTNER: OUTSIDER,
    GUEST_FOR_LEAD: OUTSIDER,
    MACHINE: INACTIVE,
    GONE: INACTIVE,
    STRANGER: FOREIGN,
}
"""Who decides nothing, whatever group they are in."""

FIRST: tuple[Situation, ...] = (
    "asked",
    "changed, the card is old",
    "changed",
    "asked somebody else too",
    "past its deadline",
)
SECOND: tuple[Situation, ...] = ("one of finance agreed", "a stand-in agreed", "changed by one of finance")
LEADS = "members of <!subteam^S0TEAMLEADS> (stage Team lead)"
FINANCE = "members of <!subteam^S0FINANCE> (stage Finance)"
MANAGERS = "members of <!subteam^S0MANAGERS>"

OF_FINANCE = {FRAN, FINN, MORGAN}
"""Whose stage is the second; a stand-in of theirs is not told of it."""
MAY_CHANGE = {MAX, MORGAN, FOR_MANAGER}
EDITORS: dict[Situation, str] = {
    "changed, the card is old": MAX,
    "changed": MAX,
    "changed by one of finance": MORGAN,
}
"""Who made the last change, which is no approval where two have to agree."""
MAY_DECIDE: dict[Situation, set[str]] = {
    **{situation: {TAYLOR, LEE, FOR_LEAD} for situation in FIRST},
    "asked somebody else too": {TAYLOR, LEE, FOR_LEAD, DIRECTOR},
    # Lee has agreed, and may think otherwise; so may whoever agreed after that.
    "one of finance agreed": {LEE, FRAN, FINN, MORGAN},
    "a stand-in agreed": {LEE, FRAN, FINN, MORGAN, FOR_FINANCE},
    "changed by one of finance": {LEE, FRAN, FINN, MORGAN, FOR_FINANCE},
}
STANDS: dict[Situation, dict[str, str]] = {
    "one of finance agreed": dict.fromkeys([LEE, FRAN], "You have voted this way already."),
    "a stand-in agreed": {
        **dict.fromkeys([LEE, FOR_FINANCE], "You have voted this way already."),
        FRAN: f"<@{FOR_FINANCE}> has voted this way in your place already.",
    },
    "changed by one of finance": {LEE: "You have voted this way already."},
}
"""Who has approved already, and what they hear when they do it again."""
VOTED: dict[Situation, set[str]] = {
    "one of finance agreed": {LEE, FRAN},
    "a stand-in agreed": {LEE, FOR_FINANCE},
    "changed by one of finance": {LEE},
}


def expected(attempt: Attempt) -> str | None:
    if attempt.act == "withdraw":
        return _of_a_withdrawal(attempt)
    if over := _over(attempt):
        return over
    if attempt.act == "take back":
        return _of_taking_back(attempt)
    return _of_the_person(attempt) or _of_the_moment(attempt)


def _over(attempt: Attempt) -> str | None:
    return {
        "decided": f"Already decided by <@{LEE}>",
        "withdrawn": f"<@{attempt.requester}> withdrew this",
        "expired": "Too late: this request expired",
    }.get(attempt.situation)


def _of_a_withdrawal(attempt: Attempt) -> str | None:
    if attempt.person != attempt.requester:
        return f"Only <@{attempt.requester}>, who asked for this, can withdraw it."
    if attempt.situation == "withdrawn":
        return None
    return _over(attempt) or _late(attempt)


def _of_taking_back(attempt: Attempt) -> str | None:
    if attempt.person == STRANGER:
        return FOREIGN
    if attempt.person not in VOTED.get(attempt.situation, set()):
        return "There is no vote of yours to take back."
    return None


def _of_the_person(attempt: Attempt) -> str | None:
    if attempt.person in KINDS:
        return KINDS[attempt.person]
    who = _who(attempt)
    if attempt.person == attempt.requester:
        return f"You asked for this yourself, so somebody else has to decide: {who}."
    if attempt.act == "approve" and attempt.person == EDITORS.get(attempt.situation):
        return f"You changed this yourself, so somebody else has to approve it: {who}."
    if attempt.act == "edit":
        return None if attempt.person in MAY_CHANGE else f"Only {who} can change this."
    if attempt.person in MAY_DECIDE[attempt.situation] - _represents_the_requester(attempt):
        return None
    is_early = attempt.situation in FIRST and attempt.person in OF_FINANCE
    return f"Only {who} can decide this" + (" now. It is your turn after them." if is_early else ".")


def _represents_the_requester(attempt: Attempt) -> set[str]:
    """Nobody may do in somebody's place what these may not do themselves."""
    return {FOR_LEAD} if attempt.requester == TAYLOR else set()


def _who(attempt: Attempt) -> str:
    if attempt.act == "edit":
        return MANAGERS
    # Lee and whoever else has voted would vote again in their own stage; they are never refused for it here.
    if attempt.situation in SECOND:
        return FINANCE
    return f"<@{DIRECTOR}> or {LEADS}" if attempt.situation == "asked somebody else too" else LEADS


def _of_the_moment(attempt: Attempt) -> str | None:
    if attempt.situation == "changed, the card is old":
        return "The arguments have changed since you saw them."
    if attempt.act == "approve" and (stands := STANDS.get(attempt.situation, {}).get(attempt.person)):
        return stands
    return _late(attempt)


def _late(attempt: Attempt) -> str | None:
    return "Too late: this request has expired." if attempt.situation == "past its deadline" else None
