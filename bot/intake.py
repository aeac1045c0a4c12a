"""The intake: from the question of a paused run to an open approval."""

import time
from collections.abc import Sequence

from langchain.agents.middleware.human_in_the_loop import DecisionType

from bot.approvals import POLICY, Action, Approval, Ask, Vote
from bot.background import Background
from bot.canonical import approval_id, canonical
from bot.interrupts import Question, Wanted
from bot.language import Words, listed, say
from bot.policy import EVERY_DECISION, Call, Judgement, People, Policy, Rule
from bot.queue import Queue
from bot.slack import Posted, Slack
from bot.slack.people import Directory, Unavailable
from bot.standing import Standing
from bot.store import Asked, Store
from bot.store.threads import Turn, Waiting
from bot.tools import Tools
from bot.views import notes
from bot.views.redaction import withheld

ABOUT_DOUBT: tuple[DecisionType, ...] = ("respond", "approve", "reject")
"""It ran, run again, give up."""


class Intake:
    def __init__(
        self,
        *,
        store: Store,
        queue: Queue,
        slack: Slack,
        background: Background,
        directory: Directory,
        standing: Standing,
        policy: Policy,
        tools: Tools,
    ) -> None:
        self._store = store
        self._queue = queue
        self._slack = slack
        self._background = background
        self._directory = directory
        self._standing = standing
        self.policy = policy
        self._tools = tools

    async def ask(self, turn: Turn, questions: Sequence[Question]) -> Waiting:
        """Open the approvals of these questions, for which the run waits then.

        Asking again finds the first. What the policy lets pass is decided at once.
        """
        groups = await self._groups_of(turn)
        asked = [await self._asked(turn, groups, question) for question in questions]
        waiting = await self._store.ask(turn, asked)
        for ask, _, votes in asked:
            if len(votes) < len(ask.actions):
                # The run need not wait for this; if it is lost, the sweep finds what is due.
                self._background.start(self._queue.submit("draw", ask.id, why="asked"))
        return waiting

    async def _asked(self, turn: Turn, groups: frozenset[str] | None, question: Question) -> Asked:
        place = turn.place
        judged = [await self._judge(turn, groups, wanted) for wanted in question.calls]
        actions = [
            self._action(question, wanted, judgement) for wanted, judgement in zip(question.calls, judged, strict=True)
        ]
        ask = Ask(
            id=approval_id(place.thread, question.name),
            kind=question.kind,
            shape=question.shape,
            response_schema=None if question.response_schema is None else dict(question.response_schema),
            thread=place.thread,
            turn=turn.id,
            interrupt=question.interrupt,
            team=place.team,
            requester=turn.message.user,
            channel=place.channel,
            thread_ts=place.thread_ts,
            link=await self._slack.permalink(Posted(place.channel, turn.message.ts)),
            reason=question.reason,
            doubt=question.doubt,
            actions=tuple(actions),
            asked_at=0,
            deadline=0,
        )
        passing = _passing(judged) if question.kind == "review" else {}
        return Asked(ask, min(action.rule.timeout for action in actions), passing)

    def outdated(self, approval: Approval) -> Words | None:
        """Why the run must not go on with this answer: a tool changed after people saw it. None when none did."""
        changed = [a.tool for a in approval.ask.actions if a.fingerprint != self._fingerprint(a.tool)]
        if not changed:
            return None
        return lambda: say(
            "{tools} changed after it was decided on, so nothing was run", tools=listed(list(dict.fromkeys(changed)))
        )

    async def _judge(self, turn: Turn, groups: frozenset[str] | None, wanted: Wanted) -> Judgement:
        tool, arguments = wanted.tool, wanted.arguments
        judgement = self.policy.judge(
            Call(
                tool=tool,
                arguments=arguments,
                requester=turn.message.user,
                channel=turn.place.channel,
                at=time.time(),
                requester_groups=groups,
                only_reads=self._tools.only_reads(tool, arguments),
            )
        )
        if "approve" not in wanted.takes:
            # A question has no answer that a policy could give.
            return judgement._replace(passes=None)
        if judgement.passes is not None:
            return judgement
        team, fingerprint = turn.place.team, self._fingerprint(tool)
        standing = await self._standing.passes(
            tool, fingerprint, arguments, judgement.rule, requester=turn.message.user, team=team
        )
        return judgement._replace(passes=notes.always_allowed(standing)) if standing else judgement

    async def _groups_of(self, turn: Turn) -> frozenset[str] | None:
        """The groups that conditions ask about and the asker is in; None when Slack does not say."""
        if not self.policy.groups:
            return frozenset()
        among = People(groups=tuple(self.policy.groups))
        try:
            asker = await self._directory.person(turn.message.user, team=turn.place.team, among=among, live=False)
        except Unavailable:
            return None
        return asker.groups

    def _action(self, question: Question, wanted: Wanted, judgement: Judgement) -> Action:
        tool = wanted.tool
        action = Action(
            call=wanted.call,
            tool=tool,
            arguments=canonical(wanted.arguments),
            rule=judgement.rule.model_copy(update={"decisions": _decisions(question, wanted, judgement.rule)}),
            arguments_schema=self._tools.schema(tool) or dict(wanted.arguments_schema or {}),
            takes=wanted.takes,
            fingerprint=self._fingerprint(tool),
            origin=self._tools.origin(tool),
        )
        return action.changed(action.arguments, self._tools.presentations(tool, action.values, withheld(action)))

    def _fingerprint(self, tool: str) -> str:
        """What the tool is right now; empty when it is gone or nobody is asked about it any more."""
        return self._tools.fingerprint(tool) if self.policy.gates(tool) else ""


def _decisions(question: Question, wanted: Wanted, rule: Rule) -> tuple[DecisionType, ...]:
    """What people may decide: what the rule says and the graph takes; they can always say no."""
    if question.kind == "doubt":
        return ABOUT_DOUBT
    if wanted.takes == EVERY_DECISION:
        return rule.decisions
    offered = rule.decisions if question.shape != "value" else wanted.takes
    return (*(decision for decision in offered if decision in wanted.takes and decision != "reject"), "reject")


def _passing(judged: Sequence[Judgement]) -> dict[int, Vote]:
    return {
        index: Vote(type="approve", person=POLICY, message=judgement.passes)
        for index, judgement in enumerate(judged)
        if judgement.passes is not None
    }
