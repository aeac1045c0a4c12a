"""The promises of this product, checked against everything it keeps: each broken one is a sentence naming the record.

Pure functions over values; `bot.store.census` reads them and `python -m bot check --invariants` prints what is found.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.approvals import CLOCK, Approval, State, digest

_PATIENCE = 60.0
"""Seconds after its deadline in which the clock must have settled an approval."""
_ROUNDING = 0.002
"""Seconds: audit entries are dated in milliseconds, deadlines more finely."""

Entry = Mapping[str, Any]
Key = tuple[str, str]
"""An approval, or a thread, and a call in it."""


@dataclass(frozen=True, kw_only=True)
class GrantRecord:
    """The right to run one call, as it is kept."""

    thread: str
    call: str
    status: str
    approval: str
    tool: str
    arguments: str
    digest: str
    until: float
    """Epoch seconds; when the lease of whoever runs it ends. 0: nobody has claimed it."""

    def __str__(self) -> str:
        return f"The grant of {self.tool} (call {self.call} of thread {self.thread})"


@dataclass(frozen=True, kw_only=True)
class Records:
    """Everything that is kept, at one moment."""

    now: float
    """Epoch seconds by Redis' clock."""
    entries: Sequence[Entry]
    """The audit trail, oldest first."""
    approvals: Mapping[str, Approval]
    grants: Sequence[GrantRecord]
    deadlines: Mapping[str, float]
    due: frozenset[str]
    """Threads that a sweep will look at."""


class _Trail:
    """The audit trail, by what its entries are about."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.requests: defaultdict[Key, list[Entry]] = defaultdict(list)
        self.decisions: defaultdict[Key, list[Entry]] = defaultdict(list)
        self.executions: defaultdict[Key, list[Entry]] = defaultdict(list)
        self._order = {id(entry): place for place, entry in enumerate(entries)}
        for entry in entries:
            match entry["kind"]:
                case "request":
                    self.requests[entry["approval"], entry["call"]].append(entry)
                case "decision":
                    self.decisions[entry["approval"], entry["call"]].append(entry)
                case "execution":
                    self.executions[entry["thread"], entry["call"]].append(entry)

    def allowing(self, approval: str, call: str) -> Entry | None:
        """The decision that lets this call run."""
        made = self.decisions.get((approval, call), [])
        return next((decision for decision in made if decision["decision"] in {"approve", "edit"}), None)

    def is_before(self, one: Entry, other: Entry) -> bool:
        return self._order[id(one)] < self._order[id(other)]


def violations(records: Records) -> list[str]:
    """Every broken promise, as a sentence."""
    trail = _Trail(records.entries)
    return [sentence for check in _CHECKS for sentence in check(records, trail)]


def _asked_once(records: Records, trail: _Trail) -> Iterator[str]:
    for (approval, call), entries in trail.requests.items():
        if len(entries) > 1:
            yield f"Approval {approval}: the audit trail has {len(entries)} requests for call {call}."
    for id, kept in records.approvals.items():
        for action in kept.ask.actions:
            asked = trail.requests.get((id, action.call))
            if not asked:
                yield f"Approval {id}: the audit trail has no request for call {action.call}."
            elif asked[0]["digest"] != action.digest:
                yield f"Approval {id}: call {action.call} is not what the audit trail says was asked."


def _decided_once(records: Records, trail: _Trail) -> Iterator[str]:
    for (approval, call), entries in trail.decisions.items():
        if len(entries) > 1:
            yield f"Approval {approval}: the audit trail has {len(entries)} decisions about call {call}."
        if (approval, call) not in trail.requests:
            yield f"Approval {approval}: the audit trail has a decision about call {call} and no request."
    for kept in records.approvals.values():
        yield from _votes_are_audited(kept, trail)


def _votes_are_audited(approval: Approval, trail: _Trail) -> Iterator[str]:
    for index, action in enumerate(approval.ask.actions):
        entry = next(iter(trail.decisions.get((approval.ask.id, action.call), [])), None)
        vote = approval.votes.get(index)
        told = (entry["decision"], entry["person"]) if entry else None
        cast = (vote.type, vote.person) if vote else None
        if told != cast:
            yield (
                f"Approval {approval.ask.id}: the vote on call {action.call} is {_who(cast)}, "
                f"but the audit trail says {_who(told)}."
            )


def _who(decision: tuple[str, str] | None) -> str:
    return f"{decision[0]} by {decision[1]}" if decision else "missing"


def _decided_in_time(_: Records, trail: _Trail) -> Iterator[str]:
    for (approval, call), entries in trail.decisions.items():
        for asked in trail.requests.get((approval, call), [])[:1]:
            for entry in entries:
                if why := _untimely(entry, asked["deadline"]):
                    yield f"Approval {approval}: {entry['person']} {why} call {call}."


def _untimely(decision: Entry, deadline: float) -> str | None:
    if decision["person"] != CLOCK:
        return "decided after the deadline about" if decision["at"] >= deadline + _ROUNDING else None
    if decision["decision"] in {"approve", "edit"}:
        return "approved"
    return "decided before the deadline about" if decision["at"] < deadline - _ROUNDING else None


def _ran_once(_: Records, trail: _Trail) -> Iterator[str]:
    for (thread, call), entries in trail.executions.items():
        if len(entries) > 1:
            yield f"Call {call} of thread {thread} was executed {len(entries)} times."


def _ran_as_decided(_: Records, trail: _Trail) -> Iterator[str]:
    for (thread, call), entries in trail.executions.items():
        for entry in entries:
            decision = trail.allowing(entry["approval"], call)
            if decision is None or not trail.is_before(decision, entry):
                yield f"Call {call} of thread {thread} was executed, and nobody had approved it."
            elif decision["digest"] != entry["digest"]:
                yield f"Call {call} of thread {thread} was executed with other arguments than were approved."


def _grants_are_earned(records: Records, trail: _Trail) -> Iterator[str]:
    for grant in records.grants:
        if grant.status not in {"granted", "running", "done", "failed", "in_doubt"}:
            yield f"{grant} has the unknown status {grant.status!r}."
        if digest(grant.tool, grant.arguments) != grant.digest:
            yield f"{grant} holds other arguments than its digest says."
        decision = trail.allowing(grant.approval, grant.call)
        if decision is None:
            yield f"{grant} was given, and nobody had approved the call."
        elif decision["digest"] != grant.digest:
            yield f"{grant} is for other arguments than were approved."


def _results_are_audited(records: Records, trail: _Trail) -> Iterator[str]:
    settled = {
        (entry["thread"], entry["call"])
        for entries in trail.decisions.values()
        for entry in entries
        if entry["decision"]
        in {"respond", "reject"}  # about a doubt: a call that is asked about once has no grant then
    }
    for grant in records.grants:
        key = (grant.thread, grant.call)
        if grant.status in {"done", "failed"} and key not in trail.executions and key not in settled:
            yield f"{grant} is {grant.status}, and the audit trail has no execution."


def _states_fit(records: Records, _: _Trail) -> Iterator[str]:
    for id, approval in records.approvals.items():
        pending = approval.state is State.PENDING
        if pending != bool(approval.open_actions):
            yield f"Approval {id} is {approval.state} with {len(approval.open_actions)} undecided actions."
        if pending and records.deadlines.get(id) != approval.ask.deadline:
            yield f"Approval {id} is pending, and its deadline is not in the list that the clock reads."
        if not pending and id in records.deadlines:
            yield f"Approval {id} is {approval.state}, and its deadline is still in the list that the clock reads."


def _nothing_hangs(records: Records, _: _Trail) -> Iterator[str]:
    asked = set()
    for id, approval in records.approvals.items():
        if approval.state is State.PENDING:
            asked |= {(approval.ask.thread, action.call) for action in approval.ask.actions}
            if records.now > approval.ask.deadline + _PATIENCE:
                yield f"Approval {id} is pending {records.now - approval.ask.deadline:.0f} s after its deadline."
        elif approval.state is not State.RESUMED and approval.ask.thread not in records.due:
            yield f"Approval {id} is {approval.state}, and nobody will resume thread {approval.ask.thread}."
    for grant in records.grants:
        silent = grant.status == "in_doubt" or (grant.status == "running" and records.now > grant.until)
        if silent and grant.thread not in records.due and (grant.thread, grant.call) not in asked:
            yield f"{grant} is {grant.status}, and nobody is asked about it."


_CHECKS: Sequence[Callable[[Records, _Trail], Iterator[str]]] = (
    _asked_once,
    _decided_once,
    _decided_in_time,
    _ran_once,
    _ran_as_decided,
    _grants_are_earned,
    _results_are_audited,
    _states_fit,
    _nothing_hangs,
)
