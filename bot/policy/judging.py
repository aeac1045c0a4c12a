"""The policy: which rule a call falls under, or why it needs no person. Pure; `file` reads what says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from bot.policy.rules import People, Rule
from bot.policy.servers import McpServer


class Call(NamedTuple):
    """One call that a run wants to make."""

    tool: str
    arguments: Mapping[str, Any]
    requester: str
    """The asker's Slack id."""
    channel: str
    at: float
    """Epoch seconds."""
    requester_groups: frozenset[str] | None = frozenset()
    """Ids of the user groups the asker is in, of those that the policy names; None: Slack did not say."""
    only_reads: str | None = None
    """The reason for which the tool itself says that this call changes nothing; None when it does not say so."""


Condition = Callable[[Call], bool]
"""Whether a call meets it. May raise: then a person is asked."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a policy: which calls it is about, and what becomes of them."""

    tool: str
    """A name, or a pattern such as `github_*`."""
    when: Condition | None = None
    rule: Rule | None = None
    """Who is asked; None: nobody, the call passes."""
    passes: str = ""
    """Why it passes."""
    source: str = ""
    """Where it stands: `policy.yaml:12`."""

    def is_about(self, tool: str) -> bool:
        return fnmatchcase(tool, self.tool)


class Judgement(NamedTuple):
    """What becomes of a call."""

    rule: Rule
    """Whom it is asked under. Of a call that passes: under which people are asked should it end in doubt."""
    passes: str | None
    """Why it needs no person, or None."""
    steps: Sequence[str]
    """How it came to this, a sentence an entry."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Entries in order, the first that fits counts; what none fits is asked under `otherwise`."""

    entries: Sequence[Entry]
    otherwise: Rule
    free: frozenset[str] = frozenset()
    """Tools (names or patterns) declared to change nothing: their calls run without being looked at."""
    kept: frozenset[str] = frozenset()
    """Tools that are never free: their calls are questions to a person by nature."""
    groups: frozenset[str] = field(default_factory=frozenset)
    """User groups whose membership a condition asks about."""
    servers: Sequence[McpServer] = ()
    """Whose tools the agent has beside its own."""

    def gates(self, tool: str) -> bool:
        """Whether calls of this tool stop before they run."""
        return tool in self.kept or not any(fnmatchcase(tool, pattern) for pattern in self.free)

    def judge(self, call: Call) -> Judgement:
        """The first entry that fits decides. A condition that cannot be evaluated means: ask a person."""
        steps: list[str] = []
        passes: str | None = None
        doubtful = False
        for entry in self.entries:
            if not entry.is_about(call.tool) or (passes is not None and entry.rule is None):
                continue
            # Of a call that passes, only the rule for a doubt is still looked for: that is no step of the decision.
            fits, failed = _fits(entry, call, steps if passes is None else [])
            if entry.rule and (fits or failed):
                return Judgement(entry.rule, passes, steps)
            # After a failed condition nothing passes any more: it might have been the one that asks.
            doubtful = doubtful or failed
            if fits and doubtful:
                steps.append("But after a condition that could not be evaluated nothing passes.")
            elif fits:
                passes = entry.passes
        if passes is None:
            steps.append("No entry fits, so the default asks.")
        return Judgement(self.otherwise, passes, steps)

    @property
    def everybody(self) -> People:
        """Everybody whom any rule names."""
        people = self.otherwise.everybody
        for entry in self.entries:
            people = people | entry.rule.everybody if entry.rule else people
        return people


def _fits(entry: Entry, call: Call, steps: list[str]) -> tuple[bool, bool]:
    """Whether the entry fits, and whether its condition could not be evaluated."""
    does = f"asks ({entry.rule.asks})" if entry.rule else "lets it pass"
    if entry.when is None:
        steps.append(f"{entry.source} fits, and {does}.")
        return True, False
    try:
        fits = bool(entry.when(call))
    except Exception as error:  # noqa: BLE001 - arguments come from a model: whatever goes wrong, a person is asked
        steps.append(f"{entry.source} could not be evaluated ({error}), so a person is asked.")
        return False, True
    steps.append(f"{entry.source} {f'fits, and {does}' if fits else 'does not fit: its condition is false'}.")
    return fits, False
