"""A rule together with the defaults, and what in it contradicts itself."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from bot.policy.document import Terms, WrittenRule, WrittenStage

_FOR_REVIEWERS = (
    "approvers",
    "quorum",
    "stages",
    "editors",
    "requester_may_approve",
    "editor_may_approve",
    "reject",
    "on_timeout",
    "escalate",
    "pause",
    "channel",
    "private",
    "redact",
    "always_allow",
)
"""What means nothing where the asker confirms."""


class Contradiction(NamedTuple):
    key: str
    said: str
    spare: bool = True
    """Whether a rule does without this key where it comes from the defaults."""
    rest: Any = None
    """What then is left of it."""


def together(
    rule: WrittenRule, defaults: Terms, *, timeout: float | None = None
) -> tuple[Terms, Sequence[Contradiction]]:
    """What counts for a rule: its own terms, and those of the defaults that go with them; and what cannot be.

    `timeout` counts where neither has one, in seconds.
    """
    own = said(rule)
    inherited = {key: value for key, value in said(defaults).items() if key not in own}
    if own.keys() & {"approvers", "quorum", "stages"}:
        inherited.pop("confirm", None)
    if "approvers" in own:
        inherited.pop("stages", None)
    found = [*contradictions(_terms(own | inherited), timeout=timeout)]
    left = {one.key: one.rest for one in found if one.spare and one.key in inherited}
    return _terms(own | inherited | left), [one for one in found if one.key not in left]


def said(terms: Terms) -> dict[str, Any]:
    """The terms that somebody wrote down."""
    return {key: getattr(terms, key) for key in Terms.model_fields if key in terms.model_fields_set}


def _terms(values: dict[str, Any]) -> Terms:
    return Terms.model_construct(**values)


def contradictions(terms: Terms, *, timeout: float | None = None) -> Iterator[Contradiction]:
    yield from _asking_the_asker(terms)
    yield from _asking_reviewers(terms)
    yield from _deciding(terms)
    yield from _waiting(terms, terms.timeout or timeout)


def _asking_the_asker(terms: Terms) -> Iterator[Contradiction]:
    if not terms.confirm:
        return
    for key in _FOR_REVIEWERS:
        if getattr(terms, key) is not None:
            yield Contradiction(
                key, f"'confirm' asks the asker alone, so '{key}' means nothing. Expected: one of the two."
            )
    if terms.risk == "high":
        why = "'confirm' is there, and 'risk' is 'high'. Expected: approvers, or another risk."
        yield Contradiction("confirm", why, spare=False)


def _asking_reviewers(terms: Terms) -> Iterator[Contradiction]:
    if terms.stages:
        for key in ("approvers", "quorum"):
            if getattr(terms, key) is not None:
                yield Contradiction(key, f"'{key}' stands beside 'stages'. Expected: '{key}' in each stage.")
    if found := unfillable(terms):
        yield Contradiction("stages" if terms.stages else "quorum", found, spare=False)
    if terms.always_allow and terms.risk == "high":
        why = "'always_allow' is there, and 'risk' is 'high'. Expected: another risk, or neither."
        yield Contradiction("always_allow", why)


def unfillable(terms: Terms) -> str | None:
    """Why the people who are named one by one can never be enough."""
    stages = terms.stages or (
        [WrittenStage(approvers=terms.approvers, quorum=terms.quorum or 1)] if terms.approvers else []
    )
    named = [(set(stage.approvers), stage.quorum) for stage in stages if all(who[0] in "UW" for who in stage.approvers)]
    for size in range(1, len(named) + 1):
        for some in combinations(named, size):
            people, needed = len(set().union(*(who for who, _ in some))), sum(quorum for _, quorum in some)
            if people < needed:
                where = "these stages need" if size > 1 else "'quorum' needs"
                return f"{where} {needed} different people, and {people} are named. Expected: as many as are needed."
    return None


def _deciding(terms: Terms) -> Iterator[Contradiction]:
    decisions = terms.decisions or ["approve", "edit", "reject", "respond"]
    if decisions == ["reject"]:
        yield Contradiction("decisions", "'decisions' has 'reject' alone. Expected: something that lets a call go on.")
    if "edit" not in decisions:
        for key in ("editors", "editor_may_approve"):
            if getattr(terms, key) is not None:
                yield Contradiction(key, f"'{key}' is there, and 'decisions' has no 'edit'. Expected: both, or none.")
    for reason in terms.reason_required or ():
        if reason not in decisions:
            why = f"'reason_required' has '{reason}', and 'decisions' has not. Expected: one of the decisions."
            yield Contradiction(
                "reason_required", why, rest=[one for one in terms.reason_required or () if one in decisions]
            )


def _waiting(terms: Terms, timeout: float | None) -> Iterator[Contradiction]:
    escalate = terms.escalate
    if escalate and escalate.to is None and escalate.channel is None:
        yield Contradiction("escalate", "'escalate' tells nobody. Expected: 'to', 'channel' or both.", spare=False)
    if terms.on_timeout == "escalate" and not escalate:
        yield Contradiction("on_timeout", "'on_timeout' is 'escalate'. Expected: 'escalate:' with 'to' or 'channel'.")
    if terms.on_timeout == "escalate" and escalate and escalate.after is not None:
        why = "'on_timeout' is 'escalate', and 'escalate' has an 'after' of its own. Expected: one of the two."
        yield Contradiction("on_timeout", why)
    if terms.on_timeout != "escalate" and escalate and escalate.after is None:
        why = "'escalate' never happens. Expected: 'after' in it, or 'on_timeout: escalate'."
        yield Contradiction("escalate", why)
    if timeout is None:
        return
    end = f"the end, which is {spoken(timeout)} after the ask"
    if escalate and escalate.after is not None and escalate.after >= timeout:
        why = f"'escalate' is after {spoken(escalate.after)}. Expected: earlier than {end}."
        yield Contradiction("escalate", why)
    if late := [after for after in terms.remind or () if after >= timeout]:
        why = f"'remind' has {spoken(late[0])}. Expected: earlier than {end}."
        yield Contradiction("remind", why, rest=[after for after in terms.remind or () if after < timeout] or None)


def spoken(seconds: float) -> str:
    """`90s`, `15m`, `24h`, `7d`: as it would be written."""
    unit, letter = next(unit for unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")) if seconds % unit[0] == 0)
    return f"{seconds / unit:g}{letter}"
