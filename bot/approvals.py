"""The Approval: the record of one interrupt, as values and pure functions. The time comes in as an argument.

    pending ── every action is settled ──> decided ── a worker takes it up ──> resuming ── the run moved on ──> resumed
       │                                      └────── its run ended before it was told ───────────────────────────┘
       └────── the asker takes it back, or its run ended ──> withdrawn

`bot.ballots` says which votes settle an action. An approval is decided when each of its actions is settled. Scripts
in `bot/store/scripts/` make these moves in Redis, one atomic step each; this module says what they mean.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import uuid4

from langchain.agents.middleware.human_in_the_loop import DecisionType
from pydantic import BaseModel, ConfigDict, Field

from bot.canonical import digest
from bot.policy import EVERY_DECISION, Rule, Standpoint
from bot.presentations import Part, Presentation

CLOCK = "clock"
POLICY = "policy"


class State(StrEnum):
    PENDING = "pending"  # somebody still has to decide
    DECIDED = "decided"  # the answer stands; the run has not been told
    RESUMING = "resuming"  # a worker is telling the run
    RESUMED = "resumed"  # the run knows, or is over
    WITHDRAWN = "withdrawn"  # nobody has to decide any more, and nothing of it will run


MOVES: Mapping[State, frozenset[State]] = {
    State.PENDING: frozenset({State.DECIDED, State.WITHDRAWN}),
    State.DECIDED: frozenset({State.RESUMING, State.RESUMED}),
    State.RESUMING: frozenset({State.RESUMING, State.RESUMED}),
    State.RESUMED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
"""Every legal move. A worker that died while resuming is followed by another that resumes again."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


Shape = Literal["batched", "per_call", "inbox", "value"]
"""How a graph asks, and so how it is answered: `bot.interrupts` reads it, `bot.answers` answers."""


class Vote(_Record):
    """One person's answer to one action; `clock` and `policy` are persons too."""

    type: DecisionType
    person: str
    message: str | None = None
    arguments: str | None = None
    """Canonical JSON of the arguments that replace the asked ones; only with `edit`."""
    value: str | None = None
    """Canonical JSON of the answer to a graph's own question; only with `respond`."""
    behalf: str | None = None
    """Whose right it was, when the person stood in for somebody."""
    stage: int = 0
    version: int | None = None
    """How many changes the voter had seen; None when it does not matter what they saw."""
    at: float = 0
    """Epoch seconds by Redis' clock, when the vote was cast."""
    id: str = Field(default_factory=lambda: uuid4().hex)
    """Tells this vote from another one that says the same."""
    presentations: tuple[Presentation, ...] = ()
    """How the tool presents the new arguments; only with `edit`."""


class Origin(_Record):
    """Where a tool comes from that is not our own, and what is said of it there; see `agent.origin.Origin`."""

    server: str
    claim: Literal["reads", "keeps", "destroys"] | None = None


class Action(_Record):
    """One tool call that waits."""

    call: str
    """The tool call's id."""
    tool: str
    arguments: str
    """Canonical JSON, as the card shows it and as it will run."""
    rule: Rule
    arguments_schema: dict[str, Any]
    takes: tuple[DecisionType, ...] = EVERY_DECISION
    """What the graph can be told about it. Where it cannot hear a rejection, one ends the run."""
    fingerprint: str = ""
    """SHA-256 of what the tool was when it was shown: name, description, schema, and where it comes from."""
    origin: Origin | None = None
    """Whose tool it is; None: our own."""
    presentations: tuple[Presentation, ...] = ()

    def parts(self, without: Sequence[str] = ()) -> Sequence[Part]:
        """How the tool presents these very arguments to people who do not read some of them; often not at all."""
        said = (each.parts for each in self.presentations if (each.digest, each.without) == (self.digest, (*without,)))
        return next(said, ())

    @property
    def values(self) -> dict[str, Any]:
        """The arguments, in the order of the tool's schema: the order its author thinks in."""
        values: dict[str, Any] = json.loads(self.arguments)
        order = [name for name in self.arguments_schema.get("properties", {}) if name in values]
        return {name: values[name] for name in [*order, *(name for name in values if name not in order)]}

    @property
    def digest(self) -> str:
        return digest(self.tool, self.arguments)

    def changed(self, arguments: str, presentations: Sequence[Presentation] = ()) -> Self:
        """The same call with other arguments (canonical JSON), as its tool presents them."""
        return self.model_copy(update={"arguments": arguments, "presentations": (*presentations,)})


class Ask(_Record):
    """What was asked; never changes after it is stored."""

    id: str
    kind: Literal["review", "doubt"] = "review"
    shape: Shape = "batched"
    response_schema: dict[str, Any] | None = None
    """JSON Schema of the whole answer, where the graph declares one."""
    thread: str
    turn: str
    interrupt: str
    team: str
    requester: str
    channel: str
    thread_ts: str
    """Where the requester's conversation is; Slack's own string, never a number."""
    link: str | None = None
    """The requester's message."""
    reason: str
    """The agent's own words before the call. Untrusted."""
    doubt: str = ""
    """Why the tool itself cannot know how its call went; empty when a process died. Untrusted."""
    actions: tuple[Action, ...]
    asked_at: float
    deadline: float
    """Epoch seconds; from then on only the clock decides. An escalation or a question may put it off, once each."""


class Drawing(_Record):
    """One Slack message that shows an approval; without `ts` it is being posted, or was when a process died."""

    intended_at: float
    channel: str | None = None
    ts: str | None = None
    link: str | None = None
    """Slack's permanent link to the message."""
    seal: str | None = None
    """SHA-256 of what was drawn last."""
    version: int = 0
    """How many changes of arguments it shows, of all actions together."""
    since: float = 0
    """Epoch seconds by Redis' clock; since when it shows them."""


class Course(_Record):
    """How far an action has come that is not settled yet."""

    arguments: str | None = None
    """Canonical JSON after the changes so far; None: as they were asked."""
    editor: str | None = None
    """Who made the last change."""
    reason: str | None = None
    """Why they made it, in their words."""
    edit: str | None = None
    """The id of the vote that made it."""
    presentations: tuple[Presentation, ...] = ()
    """How the tool presents what it made of them."""
    fallen: tuple[str, ...] = ()
    """Whose votes it made void: they had read other arguments."""
    version: int = 0
    """How many changes there were. A vote is about the arguments its voter saw."""
    stage: int = 0
    votes: tuple[Vote, ...] = ()
    """Those that stand, of this stage and the ones before."""
    escalated: bool = False
    """Those named in the rule's escalation may decide too."""


class Remark(_Record):
    """Something said about an approval without deciding it."""

    kind: Literal["question", "answer", "information"]
    person: str
    text: str
    at: float
    """Epoch seconds."""
    id: str = Field(default_factory=lambda: uuid4().hex)
    """Tells this remark from another one that says the same; of a message, its `ts`."""


class Pause(_Record):
    """A question has put off the deadline. What the answer leaves of it is given back."""

    since: float
    """Epoch seconds."""
    seconds: float
    """By how much the deadline was put off."""


class Withdrawal(_Record):
    """Who took an approval back, and why. `person` may be `clock` or `policy` when nobody did."""

    person: str
    why: str
    at: float
    """Epoch seconds."""


class Approval(_Record):
    """An ask and what became of it."""

    ask: Ask
    state: State
    writes: int = 0
    """How often the record was written: whoever writes it again says which one they had read."""
    votes: Mapping[int, Vote] = {}
    """The votes that settled their action."""
    courses: Mapping[int, Course] = {}
    """Of the actions that had votes or changes, settled or not."""
    reminded: int = 0
    """Reminders sent so far."""
    paused: Pause | None = None
    """A question has put off the deadline; it does so once."""
    nudged_at: float = 0
    """Epoch seconds; when the asker last nudged the approvers."""
    remarks: tuple[Remark, ...] = ()
    withdrawal: Withdrawal | None = None
    drawings: Mapping[str, Drawing] = {}
    executions: Mapping[int, str] = {}
    """How the granted calls went: `running`, `done`, `failed` or `in_doubt`."""

    @property
    def open_actions(self) -> list[int]:
        """The actions that somebody still has to decide."""
        if self.state is State.WITHDRAWN:
            return []
        return [index for index in range(len(self.ask.actions)) if index not in self.votes]

    def rule(self, index: int) -> Rule:
        """Under which an action was asked."""
        return self.ask.actions[index].rule

    def course(self, index: int) -> Course:
        return self.courses.get(index, Course())

    def escalates(self, index: int) -> bool:
        """Whether at the deadline somebody else is asked, which happens once, and nothing is rejected yet."""
        return self.rule(index).on_timeout == "escalate" and not self.course(index).escalated

    def action(self, index: int) -> Action:
        """The action as it stands: with the arguments of its last change."""
        action, course = self.ask.actions[index], self.course(index)
        return action.changed(course.arguments, course.presentations) if course.arguments else action

    @property
    def unanswered(self) -> list[Remark]:
        """The questions to the asker since their last answer: one answer is to all of them."""
        said = [remark for remark in self.remarks if remark.kind != "information"]
        last = max((place for place, remark in enumerate(said, 1) if remark.kind == "answer"), default=0)
        return said[last:]

    def standpoint(self, index: int) -> Standpoint:
        course = self.course(index)
        return Standpoint(
            course.stage,
            voted={who: vote.stage for vote in course.votes for who in (vote.person, vote.behalf) if who},
            represented={vote.behalf: vote.person for vote in course.votes if vote.behalf},
            editor=course.editor,
            escalated=course.escalated,
        )

    @property
    def version(self) -> int:
        """How many changes of arguments there were in all."""
        return sum(course.version for course in self.courses.values())
