"""What people arrange beside the policy, each for a limited time.

A standing rule lets pass what is like a call that was approved. A stand-in decides in the place of somebody away.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from bot.policy.rules import Rule


class StandingRule(BaseModel):
    """Calls like the one that was approved pass, until it ends, its policy changes or its author loses the right."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=lambda: uuid4().hex[:12])
    tool: str
    tool_fingerprint: str
    """What the tool was when it was approved."""
    arguments: Mapping[str, str]
    """Canonical JSON of each argument that has to be the same."""
    free: frozenset[str] = frozenset()
    """Arguments that may be anything; beside these and the same there are no others."""
    hidden: frozenset[str] = frozenset()
    """Those of them that only approvers may read."""
    author: str
    team: str
    approval: str
    """The approval it was made of."""
    rule_fingerprint: str
    """What the policy said of the tool then."""
    until: float
    """Epoch seconds."""

    def fits(
        self,
        tool: str,
        tool_fingerprint: str,
        arguments: Mapping[str, str],
        rule: Rule,
        *,
        requester: str,
        now: float,
    ) -> bool:
        """Whether a call falls under it; `arguments` are canonical JSON, by name.

        What its author asks for is no call that somebody else has looked at.
        """
        return (
            now < self.until
            and self.tool == tool
            and self.tool_fingerprint == tool_fingerprint
            and self.rule_fingerprint == rule.fingerprint
            and (requester != self.author or rule.requester_may_approve)
            and {name: value for name, value in arguments.items() if name not in self.free} == self.arguments
        )

    @property
    def values(self) -> dict[str, Any]:
        """The arguments that have to be the same."""
        return {name: json.loads(value) for name, value in self.arguments.items()}


class StandIn(NamedTuple):
    """While `person` is away, `by` may decide what `person` may decide."""

    person: str
    by: str
    until: float
    """Epoch seconds."""


def first_fitting(rules: Iterable[StandingRule], *call: Any, requester: str, now: float) -> StandingRule | None:
    """The one that lasts longest of those that fit."""
    fitting = [rule for rule in rules if rule.fits(*call, requester=requester, now=now)]
    return max(fitting, key=lambda rule: rule.until, default=None)
