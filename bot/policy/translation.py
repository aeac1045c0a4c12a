"""From people's words to a Rule with Slack's ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.policy.document import Terms, WrittenEscalation
from bot.policy.hours import Hours
from bot.policy.rules import EVERY_DECISION, Escalation, People, Rule, Stage, Standing


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What counts where the file says nothing."""

    review_channel: str
    """Its id."""
    timeout: float
    """Seconds."""


@dataclass(frozen=True, kw_only=True)
class Translation:
    ids: Mapping[str, str]
    """Slack's, for every name in the file."""
    defaults: Defaults
    hours: Hours | None = None

    def rule(self, terms: Terms, *, tool: str, source: str) -> Rule:
        return Rule(
            tool=tool,
            source=source,
            decisions=tuple(dict.fromkeys(terms.decisions or EVERY_DECISION)),
            asks="requester" if terms.confirm else "reviewers",
            stages=() if terms.confirm else self._stages(terms),
            editors=self._people(terms.editors) if terms.editors else None,
            requester_may_approve=bool(terms.requester_may_approve),
            editor_may_approve=terms.editor_may_approve,
            rejection=terms.reject or "any",
            timeout=terms.timeout or self.defaults.timeout,
            on_timeout=terms.on_timeout or "reject",
            remind=tuple(sorted(set(terms.remind or ()))),
            hours=self.hours,
            escalate=self._escalation(terms.escalate) if terms.escalate else None,
            pause=terms.pause or 0,
            channel=self.ids[terms.channel] if terms.channel else None,
            risk=terms.risk or "normal",
            private=bool(terms.private),
            redact=tuple(terms.redact or ()),
            reason_required=tuple(dict.fromkeys(terms.reason_required or ())),
            standing=self._standing(terms),
        )

    def _stages(self, terms: Terms) -> tuple[Stage, ...]:
        if terms.stages:
            return tuple(
                Stage(name=stage.name, approvers=self._people(stage.approvers), quorum=stage.quorum)
                for stage in terms.stages
            )
        # Who sees the card decides it.
        channel = self.ids[terms.channel] if terms.channel else self.defaults.review_channel
        approvers = self._people(terms.approvers) if terms.approvers else People(channels=(channel,))
        return (Stage(approvers=approvers, quorum=terms.quorum or 1),)

    def _escalation(self, escalate: WrittenEscalation) -> Escalation:
        return Escalation(
            after=escalate.after,
            to=self._people(escalate.to or ()),
            channel=self.ids[escalate.channel] if escalate.channel else None,
        )

    def _standing(self, terms: Terms) -> Standing | None:
        allowed = terms.always_allow
        return Standing(may=self._people(allowed.may), longest=allowed.longest) if allowed else None

    def _people(self, names: Sequence[str]) -> People:
        def of(*kinds: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(self.ids[name] for name in names if name.startswith(kinds)))

        return People(users=of("U", "W"), groups=of("@", "S"), channels=of("#", "C", "G"), anyone="anyone" in names)
