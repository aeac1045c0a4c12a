"""Whether the people of a workspace can satisfy its rules at all: a team of one cannot have four eyes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from bot.policy.judging import Policy
from bot.policy.rules import People, Rule

_NAMED = 5


class Members(NamedTuple):
    """Who is there, by Slack's ids; guests, bots, deactivated people and those of other workspaces left out."""

    everyone: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    channels: Mapping[str, frozenset[str]]

    def among(self, people: People) -> frozenset[str]:
        """Who of them belongs to these people."""
        if people.anyone:
            return self.everyone
        named = frozenset(people.users)
        for groups, ids in ((self.groups, people.groups), (self.channels, people.channels)):
            named = named.union(*(groups.get(id, ()) for id in ids))
        return named & self.everyone


def unsatisfiable(policy: Policy, members: Members) -> list[str]:
    """A sentence for each rule that these people cannot satisfy: for which askers, and by whom it could."""
    rules = {rule.source: rule for rule in (*(entry.rule for entry in policy.entries), policy.otherwise) if rule}
    return [sentence for rule in rules.values() for sentence in _of_rule(rule, members)]


def _of_rule(rule: Rule, members: Members) -> Iterator[str]:
    if rule.asks == "requester":
        return
    more = members.among(rule.escalate.to) if rule.escalate else frozenset()
    stages = [(members.among(stage.approvers) | more, stage.quorum) for stage in rule.stages]
    approvers = frozenset[str]().union(*(people for people, _ in stages))
    what, takes = f"{rule.source}: '{rule.tool}'", sum(quorum for _, quorum in stages)
    able = f"It takes {takes}, and {_listed(approvers)} may approve"
    if not _enough(stages, without=None):
        yield f"{what} can never be approved. {able}. Expected: more approvers, or fewer who are needed."
    elif not rule.requester_may_approve:
        stuck = [person for person in approvers if not _enough(stages, without=person)]
        if stuck:
            yield (
                f"{what} can never be approved when {_listed(stuck)} asks, as nobody approves their own request. "
                f"{able}. Expected: more approvers, 'requester_may_approve: true', or 'confirm: true'."
            )


def _enough(stages: Sequence[tuple[frozenset[str], int]], *, without: str | None) -> bool:
    """Whether different people can fill all stages: any of the stages together need as many as they have."""
    groups = [(people - {without}, quorum) for people, quorum in stages]
    return all(
        len(frozenset().union(*(people for people, _ in some))) >= sum(quorum for _, quorum in some)
        for size in range(1, len(groups) + 1)
        for some in combinations(groups, size)
    )


def _listed(people: Sequence[str] | frozenset[str]) -> str:
    ids = sorted(people)
    if len(ids) > _NAMED:
        return f"{', '.join(ids[:_NAMED])} and {len(ids) - _NAMED} more"
    return " and ".join(ids) if ids else "nobody"
