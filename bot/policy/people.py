"""Whether somebody may decide: pure functions over a Rule and what Slack says of the person at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

from bot.language import Refusal, say
from bot.policy.rules import People, Rule, Stage

Act = Literal["approve", "edit", "reject", "respond"]


class Forbidden(Refusal):
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
    represented: Mapping[str, str] = {}
    """Of those, who did not vote themselves, and who did in their place."""
    editor: str | None = None
    """Who made the last change of the arguments."""
    escalated: bool = False


def may_take_part(person: Person) -> None:
    """Raises Forbidden for everybody who decides nothing, whatever a rule says."""
    if person.deactivated or person.bot:
        raise Forbidden(partial(say, "Bots and deactivated people cannot decide."))
    if person.guest or person.external:
        raise Forbidden(partial(say, "Guests and people of other workspaces cannot decide."))


def seat(
    rule: Rule, at: Standpoint, act: Act, *, requester: str, person: Person, absent: Sequence[Person] = ()
) -> Seat:
    """The right with which this person may do this now, their own or that of somebody they stand in for.

    `absent` are those who named this person as their stand-in.

    Raises:
        Forbidden: there is none; says who can.
    """
    if rule.asks == "requester":
        return _own_question(act, requester, person)
    may_take_part(person)
    if person.id == requester and not rule.requester_may_approve:
        raise Forbidden(
            lambda: say(
                "You asked for this yourself, so somebody else has to decide: {people}.", people=_who(rule, at, act)
            )
        )
    if not _may_judge(rule, at, act, person.id):
        raise Forbidden(
            lambda: say(
                "You changed this yourself, so somebody else has to approve it: {people}.", people=_who(rule, at, act)
            )
        )
    if act != "edit" and person.id in at.voted:
        # Whoever votes again does so where they voted first: nobody counts in two stages.
        at = at._replace(stage=at.voted[person.id])
    if person.belongs_to(_wanted(rule, at, act)):
        return Seat(at.stage)
    for other in absent:
        if _may_be_represented(rule, at, act, requester, other) and _is_free(at, act, other.id, by=person.id):
            return Seat(at.stage, other.id)
    raise Forbidden(partial(_reserved, rule, at, act, person))


def _own_question(act: Act, requester: str, person: Person) -> Seat:
    if person.deactivated or person.bot:
        raise Forbidden(partial(say, "Bots and deactivated people cannot decide."))
    if person.id != requester:
        raise Forbidden(partial(say, "Only {person} can answer this.", person=f"<@{requester}>"))
    if act in {"approve", "edit"}:
        # A guest may say what they meant; that something runs takes a full member.
        may_take_part(person)
    return Seat(0)


def _may_judge(rule: Rule, at: Standpoint, act: Act, person: str) -> bool:
    """Whether somebody may approve the arguments as they are, even if the last change of them is their own."""
    return act != "approve" or person != at.editor or rule.edit_approves


def _may_be_represented(rule: Rule, at: Standpoint, act: Act, requester: str, other: Person) -> bool:
    """Whether this absent person could act; nobody gains a right by being represented."""
    active = not (other.deactivated or other.bot or other.guest or other.external)
    own = other.id == requester and not rule.requester_may_approve
    return active and not own and _may_judge(rule, at, act, other.id) and other.belongs_to(_wanted(rule, at, act))


def _is_free(at: Standpoint, act: Act, other: str, *, by: str) -> bool:
    """Whether the vote of an absent person was not cast yet, or by the very one who wants to cast it again."""
    return act == "edit" or other not in at.voted or at.represented.get(other) == by


def approvers(rule: Rule, at: Standpoint) -> People:
    """Who may approve at this stage, those of an escalation among them."""
    people = rule.stages[at.stage].approvers if rule.stages else People()
    return people | rule.escalate.to if at.escalated and rule.escalate else people


def _wanted(rule: Rule, at: Standpoint, act: Act) -> People:
    return rule.editors if act == "edit" and rule.editors else approvers(rule, at)


def _reserved(rule: Rule, at: Standpoint, act: Act, person: Person) -> str:
    people = _who(rule, at, act)
    if act == "edit":
        return say("Only {people} can change this.", people=people)
    if any(person.belongs_to(stage.approvers) for stage in rule.stages[at.stage + 1 :]):
        return say("Only {people} can decide this now. It is your turn after them.", people=people)
    return say("Only {people} can decide this.", people=people)


def _who(rule: Rule, at: Standpoint, act: Act) -> str:
    stage: Stage | None = rule.stages[at.stage] if rule.stages else None
    people = _wanted(rule, at, act).described
    if stage and stage.name and act != "edit":
        return say("{people} (stage {stage})", people=people, stage=stage.name)
    return people
