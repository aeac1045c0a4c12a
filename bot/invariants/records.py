"""What the promises are checked against: everything that is kept, and the audit trail by what it is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.approvals import Approval

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
    live: bool
    """The run that it was given to has not ended."""

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
    alarms: Mapping[str, float]
    due: frozenset[str]
    """Threads that a sweep will look at."""


class Trail:
    """The audit trail, by what its entries are about."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.requests: defaultdict[Key, list[Entry]] = defaultdict(list)
        self.decisions: defaultdict[Key, list[Entry]] = defaultdict(list)
        self.executions: defaultdict[Key, list[Entry]] = defaultdict(list)
        self.withdrawals: dict[str, Entry] = {}
        self._deadlines: defaultdict[str, list[Entry]] = defaultdict(list)
        self._order = {id(entry): place for place, entry in enumerate(entries)}
        for entry in entries:
            match entry["kind"]:
                case "request":
                    self.requests[entry["approval"], entry["call"]].append(entry)
                case "decision":
                    self.decisions[entry["approval"], entry["call"]].append(entry)
                case "execution":
                    self.executions[entry["thread"], entry["call"]].append(entry)
                case "withdrawal":
                    self.withdrawals[entry["approval"]] = entry
            if "deadline" in entry or entry["kind"] == "request":
                self._deadlines[entry["approval"]].append(entry)

    def allowing(self, approval: str, call: str) -> Entry | None:
        """The decision that lets this call run."""
        made = self.decisions.get((approval, call), [])
        return next((decision for decision in made if decision["decision"] in {"approve", "edit"}), None)

    def is_before(self, one: Entry, other: Entry) -> bool:
        return self._order[id(one)] < self._order[id(other)]

    def deadline(self, decision: Entry) -> float | None:
        """Until when people could decide then, as it had been said last; None when nobody asked."""
        told = [entry for entry in self._deadlines[decision["approval"]] if self.is_before(entry, decision)]
        if not told:
            return None
        return float(told[-1].get("deadline") or told[-1]["at"] + told[-1]["timeout"])
