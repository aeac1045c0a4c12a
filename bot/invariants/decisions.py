"""Decisions: each is asked for once, made once, in time, by enough different people, and never after a withdrawal."""

from collections import Counter
from collections.abc import Iterator

from bot.approvals import CLOCK, POLICY, Action, Approval, State
from bot.ballots import quorum
from bot.invariants.records import Entry, Records, Trail

_ROUNDING = 0.002
"""Seconds: audit entries are dated in milliseconds, deadlines more finely."""


def _asked_once(records: Records, trail: Trail) -> Iterator[str]:
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


def _decided_once(records: Records, trail: Trail) -> Iterator[str]:
    for (approval, call), entries in trail.decisions.items():
        if len(entries) > 1:
            yield f"Approval {approval}: the audit trail has {len(entries)} decisions about call {call}."
        if (approval, call) not in trail.requests:
            yield f"Approval {approval}: the audit trail has a decision about call {call} and no request."
    for kept in records.approvals.values():
        yield from _votes_are_audited(kept, trail)


def _votes_are_audited(approval: Approval, trail: Trail) -> Iterator[str]:
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


def _decided_in_time(_: Records, trail: Trail) -> Iterator[str]:
    for (approval, call), entries in trail.decisions.items():
        for entry in entries:
            deadline = trail.deadline(entry)
            if deadline is not None and (why := _untimely(entry, deadline)):
                yield f"Approval {approval}: {entry['person']} {why} call {call}."


def _untimely(decision: Entry, deadline: float) -> str | None:
    if decision["person"] != CLOCK:
        return "decided after the deadline about" if decision["at"] >= deadline + _ROUNDING else None
    if decision["decision"] in {"approve", "edit"}:
        return "approved"
    return "decided before the deadline about" if decision["at"] < deadline - _ROUNDING else None


def _approved_by_enough(records: Records, trail: Trail) -> Iterator[str]:
    for id, approval in records.approvals.items():
        for action in approval.ask.actions:
            decision = trail.allowing(id, action.call)
            if decision and decision["person"] not in {CLOCK, POLICY}:
                why = _too_few(action, decision) or _not_different(approval, action, decision)
                yield from [f"Approval {id}: call {action.call} was approved {why}."] if why else []


def _approvers(decision: Entry) -> list[Entry]:
    alone = {"person": decision["person"], "stage": 0, "behalf": decision.get("behalf")}
    return list(decision.get("approvers", [alone]))


def _too_few(action: Action, decision: Entry) -> str | None:
    found = Counter(approver["stage"] for approver in _approvers(decision))
    for stage in range(max(len(action.rule.stages), 1)):
        if found[stage] < quorum(action.rule, stage):
            return f"by {found[stage]} in stage {stage}, where its rule asks for {quorum(action.rule, stage)}"
    return None


def _not_different(approval: Approval, action: Action, decision: Entry) -> str | None:
    """Whether somebody counts twice, in whoever's name they voted, or agreed to their own request."""
    rights = [{approver["person"], approver.get("behalf") or approver["person"]} for approver in _approvers(decision)]
    counts = Counter(person for right in rights for person in right)
    twice = next((person for person, times in counts.items() if times > 1), None)
    if twice:
        return f"more than once with the right of {twice}"
    rule, requester = action.rule, approval.ask.requester
    if requester in counts and rule.asks == "reviewers" and not rule.requester_may_approve:
        return f"with the right of {requester}, who had asked for it"
    return None


def _withdrawn_for_good(records: Records, trail: Trail) -> Iterator[str]:
    for (approval, call), entries in trail.decisions.items():
        withdrawal = trail.withdrawals.get(approval)
        if withdrawal and any(trail.is_before(withdrawal, entry) for entry in entries):
            yield f"Approval {approval}: call {call} was decided after it had been withdrawn."
    for id, kept in records.approvals.items():
        if (kept.state is State.WITHDRAWN) != (id in trail.withdrawals):
            told = "a" if id in trail.withdrawals else "no"
            yield f"Approval {id} is {kept.state}, and the audit trail has {told} withdrawal."


DECISIONS = (_asked_once, _decided_once, _decided_in_time, _approved_by_enough, _withdrawn_for_good)
