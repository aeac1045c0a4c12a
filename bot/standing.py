"""Always allow: an approver turns what was approved into a rule for calls like it; anybody with that right ends it."""

import time
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from bot import audit
from bot.approvals import Approval
from bot.canonical import canonical
from bot.language import Words, say
from bot.policy import Forbidden, People, Rule, may_take_part
from bot.policy.standing import StandingRule, first_fitting
from bot.slack.people import Directory, Unavailable
from bot.store import Store
from bot.views import notes, redaction


class Standing:
    def __init__(self, *, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory

    async def passes(
        self,
        tool: str,
        tool_fingerprint: str,
        arguments: Mapping[str, Any],
        rule: Rule,
        *,
        requester: str,
        team: str,
    ) -> StandingRule | None:
        """The standing rule this call falls under, if its author still has the right to have made it."""
        if rule.standing is None:
            return None
        now = time.time()
        rules = [found for found in await self._store.standing.all(now=now) if found.team == team]
        found = first_fitting(rules, tool, tool_fingerprint, _each(arguments), rule, requester=requester, now=now)
        if found is None or await self._why_not(found.author, rule.standing.may, team=team):
            return None
        return found

    async def may_allow(self, approval: Approval, index: int, *, person: str, team: str) -> None:
        """Raises Forbidden unless this person may make a standing rule of this approved action."""
        vote = approval.votes.get(index)
        if vote is None or vote.type not in {"approve", "edit"} or approval.ask.kind != "review":
            raise Forbidden(notes.NOT_APPROVED)
        rule = approval.rule(index)
        if rule.standing is None or team != approval.ask.team:
            raise Forbidden(notes.NO_STANDING)
        if person == approval.ask.requester and not rule.requester_may_approve:
            raise Forbidden(
                partial(say, "You asked for this yourself, so somebody else has to allow it for the future.")
            )
        if why := await self._why_not(person, rule.standing.may, team=team):
            raise Forbidden(why)

    async def allow(
        self, approval: Approval, index: int, *, free: Collection[str], seconds: float, person: str, team: str
    ) -> StandingRule:
        """Let calls pass that have the same arguments as this one, but for the `free` ones, for so many seconds.

        Raises:
            Forbidden: this person may not, or not for so long.
        """
        await self.may_allow(approval, index, person=person, team=team)
        action, vote = approval.ask.actions[index], approval.votes[index]
        longest = action.rule.standing.longest if action.rule.standing else 0
        if not 0 < seconds <= longest:
            raise Forbidden(notes.STANDING_TOO_LONG)
        ran = action.model_copy(update={"arguments": vote.arguments or action.arguments})
        same = {name: value for name, value in _each(ran.values).items() if name not in free}
        rule = StandingRule(
            tool=action.tool,
            tool_fingerprint=action.fingerprint,
            arguments=same,
            free=frozenset(free),
            hidden=redaction.hidden(ran) & same.keys(),
            author=person,
            team=team,
            approval=approval.ask.id,
            rule_fingerprint=action.rule.fingerprint,
            until=time.time() + seconds,
        )
        entry = audit.noted(
            "standing rule", approval, person=person, **rule.model_dump(mode="json", exclude={"approval"})
        )
        await self._store.standing.add(rule, entry)
        return rule

    async def listed(self, *, person: str, team: str) -> list[StandingRule]:
        """Those that hold now, the first to end first.

        Raises:
            Forbidden: this person is no active full member, so what was approved in some channel is not theirs to read.
        """
        await self._require_member(person, team=team)
        return [rule for rule in await self._store.standing.all(now=time.time()) if rule.team == team]

    async def revoke(self, id: str, *, person: str, team: str) -> bool:
        """End a rule; False when it had ended already.

        Raises:
            Forbidden: this person is no active full member of the workspace.
        """
        rule = await self._store.standing.get(id)
        if rule is None or rule.team != team:
            return False
        # To take a permission away is never the dangerous side, so any full member may.
        await self._require_member(person, team=team)
        entry = {"kind": "standing rule revoked", "person": person, "rule": id, "tool": rule.tool}
        return await self._store.standing.remove(id, entry)

    async def _require_member(self, person: str, *, team: str) -> None:
        if why := await self._why_not(person, People(anyone=True), team=team):
            raise Forbidden(why)

    async def _why_not(self, person: str, people: People, *, team: str) -> Words | None:
        """Why this person is none of these people now; None when they are."""
        try:
            found = await self._directory.person(person, team=team, among=people, live=True)
            may_take_part(found)
        except Unavailable:
            return notes.UNCONFIRMED
        except Forbidden as error:
            return error.words
        if found.belongs_to(people):
            return None
        return lambda: say("Only {people} can do this.", people=people.described)


def _each(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {name: canonical(value) for name, value in arguments.items()}
