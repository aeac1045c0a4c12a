"""Executions: each call runs once, as it was decided, with a grant that somebody gave."""

from collections.abc import Iterator

from bot.approvals import State
from bot.canonical import digest
from bot.invariants.records import Records, Trail


def _ran_once(_: Records, trail: Trail) -> Iterator[str]:
    for (thread, call), entries in trail.executions.items():
        if len(entries) > 1:
            yield f"Call {call} of thread {thread} was executed {len(entries)} times."


def _ran_as_decided(_: Records, trail: Trail) -> Iterator[str]:
    for (thread, call), entries in trail.executions.items():
        for entry in entries:
            decision = trail.allowing(entry["approval"], call)
            if decision is None or not trail.is_before(decision, entry):
                yield f"Call {call} of thread {thread} was executed, and nobody had approved it."
            elif decision["digest"] != entry["digest"]:
                yield f"Call {call} of thread {thread} was executed with other arguments than were approved."


def _grants_are_earned(records: Records, trail: Trail) -> Iterator[str]:
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


def _results_are_audited(records: Records, trail: Trail) -> Iterator[str]:
    # About a doubt, that is: a call that is asked about once has no grant then.
    settled = {
        (entry["thread"], entry["call"])
        for entries in trail.decisions.values()
        for entry in entries
        if entry["decision"] in {"respond", "reject"}
    }
    for grant in records.grants:
        key = (grant.thread, grant.call)
        if grant.status in {"done", "failed"} and key not in trail.executions and key not in settled:
            yield f"{grant} is {grant.status}, and the audit trail has no execution."


def _nothing_withdrawn_can_run(records: Records, _: Trail) -> Iterator[str]:
    for grant in records.grants:
        approval = records.approvals.get(grant.approval)
        if grant.status == "granted" and approval and approval.state is State.WITHDRAWN:
            yield f"{grant} can be used, and its approval {grant.approval} was withdrawn."


EXECUTIONS = (_ran_once, _ran_as_decided, _grants_are_earned, _results_are_audited, _nothing_withdrawn_can_run)
