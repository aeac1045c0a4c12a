"""Who may do what with one tool: values only. What Slack knows of a person comes in elsewhere, as an argument."""

import hashlib
import json
from typing import Literal

from langchain.agents.middleware.human_in_the_loop import DecisionType
from pydantic import BaseModel, ConfigDict

from bot.language import either, say
from bot.policy.hours import Hours

EVERY_DECISION: tuple[DecisionType, ...] = ("approve", "edit", "reject", "respond")
_MOST_NAMED = 5


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class People(_Value):
    """Whom a rule means: somebody counts who is in any of these. Slack's ids."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """User groups."""
    channels: tuple[str, ...] = ()
    """Whoever is a member of them."""
    anyone: bool = False
    """Every full member of the workspace."""

    def __or__(self, other: "People") -> "People":
        return People(
            users=tuple(dict.fromkeys(self.users + other.users)),
            groups=tuple(dict.fromkeys(self.groups + other.groups)),
            channels=tuple(dict.fromkeys(self.channels + other.channels)),
            anyone=self.anyone or other.anyone,
        )

    @property
    def described(self) -> str:
        """For people, in Slack's markup."""
        if self.anyone:
            return say("any full member of this workspace")
        named = [f"<@{user}>" for user in self.users]
        named += [say("members of {group}", group=f"<!subteam^{group}>") for group in self.groups]
        named += [say("members of {group}", group=f"<#{channel}>") for channel in self.channels]
        if len(named) > _MOST_NAMED + 1:
            named = [*named[:_MOST_NAMED], say("{count} others", count=len(named) - _MOST_NAMED)]
        return either(named) or say("nobody")


class Stage(_Value):
    """One round of approval; the next begins when this one has its quorum."""

    name: str = ""
    approvers: People
    quorum: int = 1
    """Different people who have to approve."""


class Escalation(_Value):
    """Who else may decide when nobody has."""

    after: float | None = None
    """Seconds from the ask; None: at the deadline, which is then as far away again."""
    to: People = People()
    channel: str | None = None
    """Where they are told; None: in the card's channel."""


class Standing(_Value):
    """Who may turn an approval into a rule of its own for calls like it, and for how long."""

    may: People
    longest: float
    """Seconds."""


class Rule(_Value):
    """Who may do what with a tool. A copy lives in each approval, so a new policy leaves open ones alone."""

    tool: str
    """The tool's name or the pattern that matched it."""
    source: str = ""
    """Where the policy says so: `policy.yaml:12`."""
    decisions: tuple[DecisionType, ...] = EVERY_DECISION
    asks: Literal["reviewers", "requester"] = "reviewers"
    """`requester`: the asker answers or confirms in their own thread. `reviewers`: the stages decide."""
    stages: tuple[Stage, ...] = ()
    """At least one where reviewers are asked."""
    editors: People | None = None
    """Who may change arguments; None: whoever may approve."""
    requester_may_approve: bool = False
    editor_may_approve: bool | None = None
    """Whether whoever changes arguments may approve them too, and does by changing them.

    None: only where one approval is enough.
    """
    rejection: Literal["any", "majority"] = "any"
    """`majority`: it takes more than half of the stage's quorum to reject."""
    timeout: float
    """Seconds from the ask until the clock answers."""
    on_timeout: Literal["reject", "escalate"] = "reject"
    remind: tuple[float, ...] = ()
    """Seconds from the ask."""
    hours: Hours | None = None
    """When approvers may be reminded; None: at any time."""
    escalate: Escalation | None = None
    pause: float = 0
    """Seconds by which a question to the requester may put off the deadline, once."""
    channel: str | None = None
    """Where the card is posted; None: in the review channel."""
    risk: Literal["low", "normal", "high"] = "normal"
    private: bool = False
    """The channel sees the tool and the asker; the arguments only who may decide."""
    redact: tuple[str, ...] = ()
    """Paths of arguments that the channel does not see: `iban`, `card.number`."""
    reason_required: tuple[Literal["reject", "edit"], ...] = ()
    standing: Standing | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what this rule says."""
        said = json.dumps(self.model_dump(mode="json", exclude={"source"}), sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def edit_approves(self) -> bool:
        """Whether a change is at the same time the approval of whoever made it, if they may approve."""
        if self.editor_may_approve is not None:
            return self.editor_may_approve
        return len(self.stages) <= 1 and all(stage.quorum == 1 for stage in self.stages)

    @property
    def may_be_approved_together(self) -> bool:
        """Whether one click may approve calls beside others: what is of high risk is approved by itself."""
        return self.asks == "reviewers" and "approve" in self.decisions and self.risk != "high"

    @property
    def everybody(self) -> People:
        """Everybody whom this rule ever names: whose membership has to be known before somebody is judged."""
        named = People()
        for people in (
            *(stage.approvers for stage in self.stages),
            self.editors,
            self.escalate and self.escalate.to,
            self.standing and self.standing.may,
        ):
            named = named | people if people else named
        return named
