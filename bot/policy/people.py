"""Whether somebody may decide: pure functions over a Rule and what Slack says of the person at this moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.policy.rules import People, Rule, Stage

Act = Literal["approve", "edit", "reject", "respond"]


class Forbidden(Exception):  # noqa: N818
    """This person may not; the message says why, and who may."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """What Slack says of somebody at the moment of the click."""

    id: str
    groups: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    """Of those that were asked about, the ones this person is a member of."""
    deactivated: bool = False
    bot: bool = False
    guest: bool = False
    external: bool = False
    """Belongs to another workspace (a shared channel)."""

    def belongs_to(self, people: People) -> bool:
        """Whether these people include this one."""
        return (
            people.anyone
            or self.id in people.users
            or not self.groups.isdisjoint(people.groups)
            or not self.channels.isdisjoint(people.channels)
        )


class Seat(NamedTuple):
    """The right with which somebody votes."""

    stage: int
    behalf: str | None = None
    """Whose right it is, when it is not their own."""


class Standpoint(NamedTuple):
    """How far an action has come, as far as it matters for who may go on."""

    stage: int
    voted: Mapping[str, int]
    """Who holds a vote that stands, and in which stage; those represented by a stand-in too."""
    escalated: bool = False


def may_take_part(person: Person) -> None:
    """Raises Forbidden for everybody who decides nothing, whatever a rule says."""
    if person.deactivated or person.bot:
        raise Forbidden("Only active people can decide.")
    if person.guest or person.external:
        raise Forbidden("Guests and people of other workspaces cannot decide.")


def seat(
    rule: Rule, at: Standpoint, act: Act, *, requester: str, person: Person, absent: Sequence[Person] = ()
) -> Seat:
    """The right with which this person may do this now, their own or that of somebody they stand in for.

    `absent` are those who named this person as their stand-in.

    Raises:
        Forbidden: there is none; says who can.
    """
    if rule.asks == "requester":
        return _own_question(requester, person)
    may_take_part(person)
    if person.id == requester and not rule.requester_may_approve:
        raise Forbidden(f"You asked for this yourself, so somebody else has to decide: {_who(rule, at, act)}.")
    if act != "edit" and person.id in at.voted:
        return Seat(at.voted[person.id])
    wanted = _wanted(rule, at, act)
    if person.belongs_to(wanted):
        return Seat(at.stage)
    for other in absent:
        if _represents(other, wanted, at.voted, rule, requester):
            return Seat(at.stage, other.id)
    raise Forbidden(f"Only {_who(rule, at, act)} can {'change' if act == 'edit' else 'decide'} this.")


def _own_question(requester: str, person: Person) -> Seat:
    if person.deactivated or person.bot:
        raise Forbidden("Only active people can decide.")
    if person.id != requester:
        raise Forbidden(f"Only <@{requester}> can answer this.")
    return Seat(0)


def _represents(other: Person, wanted: People, voted: Collection[str], rule: Rule, requester: str) -> bool:
    """Whether this absent person could act; nobody gains a right by being represented."""
    active = not (other.deactivated or other.bot or other.guest or other.external)
    own = other.id == requester and not rule.requester_may_approve
    return active and not own and other.id not in voted and other.belongs_to(wanted)


def approvers(rule: Rule, at: Standpoint) -> People:
    """Who may approve at this stage, those of an escalation among them."""
    people = rule.stages[at.stage].approvers if rule.stages else People()
    return people | rule.escalate.to if at.escalated and rule.escalate else people


def _wanted(rule: Rule, at: Standpoint, act: Act) -> People:
    return rule.editors if act == "edit" and rule.editors else approvers(rule, at)


def _who(rule: Rule, at: Standpoint, act: Act) -> str:
    stage: Stage | None = rule.stages[at.stage] if rule.stages else None
    named = f" (stage {stage.name})" if stage and stage.name and act != "edit" else ""
    return f"{_wanted(rule, at, act).described}{named}"
