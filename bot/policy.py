"""Who may decide what. Values and pure functions; what Slack knows of a person comes in as an argument."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from langchain.agents.middleware.human_in_the_loop import DecisionType
from pydantic import BaseModel, ConfigDict

Passes = Callable[[Mapping[str, Any]], str | None]
"""The reason for which a call with these arguments needs no person, or None when it needs one."""


class Rule(BaseModel):
    """Who may do what with one tool. A copy lives in each approval, so a new policy leaves open ones alone."""

    model_config = ConfigDict(frozen=True)

    tool: str
    decisions: tuple[DecisionType, ...]
    asks: Literal["reviewers", "requester"] = "reviewers"
    requester_may_decide: bool = False
    timeout: float
    """Seconds from the ask until the clock rejects."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """What Slack says of somebody at the moment of the click."""

    id: str
    in_review_channel: bool
    deactivated: bool = False
    bot: bool = False
    guest: bool = False
    external: bool = False
    """Belongs to another workspace (a shared channel)."""


def may_decide(rule: Rule, *, requester: str, person: Person) -> str | None:
    """Why this person may not decide, as a sentence that says who can; None when they may."""
    if person.deactivated or person.bot:
        return "Only active people can decide."
    if rule.asks == "requester":
        return None if person.id == requester else f"Only <@{requester}> can answer this question."
    if person.guest or person.external:
        return "Guests and people of other workspaces cannot decide. Full members of the review channel can."
    if not person.in_review_channel:
        return "Only members of the review channel can decide."
    if person.id == requester and not rule.requester_may_decide:
        return "You asked for this yourself, so somebody else in the review channel has to decide."
    return None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The rule for each gated tool, and which calls pass without a person."""

    rules: Mapping[str, Rule]
    passes: Mapping[str, Passes]

    def rule(self, tool: str) -> Rule:
        return self.rules[tool]

    def let_pass(self, tool: str, arguments: Mapping[str, Any]) -> str | None:
        """The reason why this call needs no person, or None. A test that fails means: ask a person."""
        passes = self.passes.get(tool)
        if passes is None:
            return None
        try:
            return passes(arguments)
        except Exception:  # noqa: BLE001 - arguments come from a model: whatever goes wrong, a person is asked
            return None
