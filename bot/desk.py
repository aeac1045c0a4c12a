"""The desk: from an interrupt to the votes that answer it."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from langchain.agents.middleware.human_in_the_loop import DecisionType

from bot.approvals import POLICY, Action, Approval, Ask, Question, Vote, approval_id, canonical, clock_votes
from bot.background import Background
from bot.policy import Policy, may_decide
from bot.queue import Queue
from bot.slack import Posted, Slack, Unavailable
from bot.store import Store
from bot.store.threads import Turn
from bot.tools import Tools
from bot.views import notes
from bot.views.home import MOST

log = logging.getLogger(__name__)

ABOUT_DOUBT: tuple[DecisionType, ...] = ("respond", "approve", "reject")
"""It ran, run again, give up."""


class Refused(Exception):  # noqa: N818
    """This vote does not count; the message is for the person who cast it."""


class Desk:
    def __init__(
        self,
        *,
        store: Store,
        queue: Queue,
        slack: Slack,
        policy: Policy,
        tools: Tools,
        background: Background,
        review_channel: str,
    ) -> None:
        self._store = store
        self._queue = queue
        self._slack = slack
        self._policy = policy
        self._tools = tools
        self.review_channel = review_channel
        self._background = background

    async def ask(self, turn: Turn, question: Question) -> str:
        """Open the approval of one question and give its id; asking again finds the first.

        What the policy lets pass is decided in the same step.
        """
        place = turn.place
        actions = [self._action(question.kind, *call) for call in question.calls]
        ask = Ask(
            id=approval_id(place.thread, question.name),
            kind=question.kind,
            thread=place.thread,
            turn=turn.id,
            interrupt=question.interrupt,
            team=place.team,
            requester=turn.message.user,
            channel=place.channel,
            thread_ts=place.thread_ts,
            link=await self._slack.permalink(Posted(place.channel, turn.message.ts)),
            reason=question.reason,
            actions=tuple(actions),
            asked_at=0,
            deadline=0,
        )
        passing = self._passing(ask)
        await self._store.approvals.add(ask, timeout=min(a.rule.timeout for a in actions), votes=passing)
        if len(passing) < len(actions):
            await self._queue.submit("draw", ask.id, why="asked")
        return ask.id

    def outdated(self, approval: Approval) -> str | None:
        """Why the run must not go on with this answer: a tool changed after people saw it. None when none did."""
        changed = [a.tool for a in approval.ask.actions if a.fingerprint != self._fingerprint(a.tool)]
        names = ", ".join(dict.fromkeys(changed))
        return f"{names} changed after it was decided on, so nothing was run" if changed else None

    def _action(self, kind: str, call: str, tool: str, arguments: Mapping[str, Any]) -> Action:
        rule = self._policy.rule(tool)
        return Action(
            call=call,
            tool=tool,
            arguments=canonical(arguments),
            rule=rule if kind == "review" else rule.model_copy(update={"decisions": ABOUT_DOUBT}),
            arguments_schema=self._tools.schema(tool),
            fingerprint=self._fingerprint(tool),
        )

    def _fingerprint(self, tool: str) -> str:
        """What the tool is right now; empty when it is gone or nobody is asked about it any more."""
        rule = self._policy.rules.get(tool)
        return self._tools.fingerprint(tool, rule.decisions) if rule else ""

    def _passing(self, ask: Ask) -> dict[int, Vote]:
        if ask.kind == "doubt":
            return {}
        return {index: vote for index, action in enumerate(ask.actions) if (vote := self._pass(action))}

    def _pass(self, action: Action) -> Vote | None:
        why = self._policy.let_pass(action.tool, action.values)
        return Vote(type="approve", person=POLICY, message=why) if why else None

    async def vote(self, id: str, votes: Mapping[int, Vote], *, team: str) -> None:
        """Cast one person's votes; the first vote on each action stands.

        Raises:
            Refused: nothing was changed, and why.
        """
        approval = await self._store.approvals.get(id)
        if approval is None:
            raise Refused(notes.UNKNOWN)
        person = next(iter(votes.values())).person
        await self._check(approval, votes, person=person, team=team)
        result = await self._store.approvals.vote(approval.ask, votes)
        if result != "accepted" and not await self._stands(id, votes):
            raise Refused(await self._why_not(id, next(iter(votes)), result))
        # The person has their answer meanwhile; if this is lost, the sweep finds what is due.
        self._background.start(self._tell(approval.ask, why=f"vote {sorted(votes)}"))
        log.info(
            "%s decided %s: %s",
            person,
            id,
            {index: vote.type for index, vote in votes.items()},
            extra={"action": "vote", "approval": id, "person": person},
        )

    async def _stands(self, id: str, votes: Mapping[int, Vote]) -> bool:
        """Whether it is these very votes that were there already: a lost answer makes the client send them twice."""
        approval = await self._store.approvals.get(id)
        ids = {vote.id for vote in approval.votes.values()} if approval else set()
        return any(vote.id in ids for vote in votes.values())

    async def _tell(self, ask: Ask, *, why: str) -> None:
        """Hand out what a vote made due."""
        await self._queue.submit("look", ask.thread, why=f"{ask.id} {why}")
        await self._queue.submit("draw", ask.id, why=why)

    async def approve_all(self, id: str, *, person: str, team: str) -> None:
        """Approve every undecided action that reviewers may approve.

        Raises:
            Refused: nothing was changed, and why.
        """
        approval = await self._store.approvals.get(id)
        if approval is None:
            raise Refused(notes.UNKNOWN)
        vote = Vote(type="approve", person=person)
        rules = [action.rule for action in approval.ask.actions]
        mine = [i for i, r in enumerate(rules) if r.asks == "reviewers" and "approve" in r.decisions]
        if not mine:
            raise Refused(notes.NOT_OFFERED)
        left = [i for i in mine if i not in approval.votes]
        await self.vote(id, dict.fromkeys(left or mine, vote), team=team)

    async def _check(self, approval: Approval, votes: Mapping[int, Vote], *, person: str, team: str) -> None:
        ask = approval.ask
        if not all(0 <= index < len(ask.actions) for index in votes):
            raise Refused(notes.UNKNOWN)
        if any(vote.type not in ask.actions[index].rule.decisions for index, vote in votes.items()):
            raise Refused(notes.NOT_OFFERED)
        if all(index in approval.votes for index in votes):
            raise Refused(notes.already_decided(approval.votes[next(iter(votes))], ask.kind))
        if refusal := await self._refusal(approval, votes, person=person, team=team):
            raise Refused(refusal)

    async def may_open(self, id: str, index: int, *, person: str, team: str) -> Approval:
        """The approval, for a view that leads to a vote.

        Raises:
            Refused: the vote would not count anyway, and why.
        """
        approval = await self._store.approvals.get(id)
        if approval is None or not 0 <= index < len(approval.ask.actions):
            raise Refused(notes.UNKNOWN)
        if vote := approval.votes.get(index):
            raise Refused(notes.already_decided(vote, approval.ask.kind))
        if refusal := await self._refusal(approval, [index], person=person, team=team):
            raise Refused(refusal)
        return approval

    async def _refusal(self, approval: Approval, indexes: Iterable[int], *, person: str, team: str) -> str | None:
        if team != approval.ask.team:
            return "Only people of this workspace can decide."
        try:
            who = await self._slack.person(person, team=team, review_channel=self.review_channel)
        except Unavailable:
            log.warning("Slack did not say who %s is, so their vote was refused", person)
            return "Slack did not confirm who you are just now, so nothing was changed. Please try again."
        requester = approval.ask.requester
        rules = (approval.ask.actions[index].rule for index in indexes)
        return next((no for rule in rules if (no := may_decide(rule, requester=requester, person=who))), None)

    async def waiting(self, user: str, *, team: str) -> tuple[list[Approval], int]:
        """What waits that this person may know of, the first to expire first, and how many there are.

        Full members of the review channel see everything, others what they asked for themselves.
        """
        ids, total = await self._store.approvals.pending(limit=MOST)
        found = [await self._store.approvals.get(id) for id in ids]
        pending = [approval for approval in found if approval and approval.open_actions]
        try:
            person = await self._slack.person(user, team=team, review_channel=self.review_channel)
        except Unavailable:
            return [], 0
        if person.in_review_channel and not (person.guest or person.external):
            return pending, total
        own = [approval for approval in pending if approval.ask.requester == user]
        return own, len(own)

    async def _why_not(self, id: str, index: int, result: str) -> str:
        approval = await self._store.approvals.get(id)
        if approval and (vote := approval.votes.get(index)):
            return notes.already_decided(vote, approval.ask.kind)
        return notes.EXPIRED if result == "expired" else notes.UNKNOWN

    async def expire(self) -> None:
        """Let the clock answer what nobody answered before its deadline."""
        for id in await self._store.approvals.past_deadline():
            approval = await self._store.approvals.get(id)
            if approval is None:
                await self._store.approvals.forget_deadline(id)
                continue
            spent = approval.ask.deadline - approval.ask.asked_at
            votes = enumerate(clock_votes(approval.ask, timeout=_human(spent)))
            result = await self._store.approvals.vote(approval.ask, dict(votes), clock=True)
            if result == "accepted":
                await self._tell(approval.ask, why="expired")
            if result in {"settled", "unknown"}:
                await self._store.approvals.forget_deadline(id)
            log.info("Approval %s expired: %s", id, result, extra={"action": "expire", "approval": id})


def _human(seconds: float) -> str:
    whole = round(seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole >= size and whole % size == 0:
            return f"{whole // size}{unit}"
    return f"{whole}s"
