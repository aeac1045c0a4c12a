"""What waits: it is known to the clock, and somebody or something will go on with it."""

from collections.abc import Iterator

from bot.alarms import next_alarm
from bot.approvals import State
from bot.invariants.records import Records, Trail

_PATIENCE = 60.0
"""Seconds after its deadline in which the clock must have settled an approval."""
_SKEW = 60.0
"""Seconds: the first alarm goes by the clock of the process that asked, and an ask by that of Redis."""
_FINAL = {State.RESUMED, State.WITHDRAWN}


def _states_fit(records: Records, _: Trail) -> Iterator[str]:
    for id, approval in records.approvals.items():
        pending = approval.state is State.PENDING
        if pending != bool(approval.open_actions):
            yield f"Approval {id} is {approval.state} with {len(approval.open_actions)} undecided actions."
        if pending and records.deadlines.get(id) != approval.ask.deadline:
            yield f"Approval {id} is pending, and its deadline is not in the list that the clock reads."
        if not pending and id in records.deadlines:
            yield f"Approval {id} is {approval.state}, and its deadline is still in the list that the clock reads."


def _alarms_fit(records: Records, _: Trail) -> Iterator[str]:
    for id, approval in records.approvals.items():
        set_for = records.alarms.get(id)
        wanted = next_alarm(approval) if approval.state is State.PENDING else None
        if set_for is not None and wanted is None:
            yield f"Approval {id} is {approval.state} with nothing to remind of, and the clock has an alarm for it."
        elif wanted is not None and (set_for is None or abs(set_for - wanted) > _SKEW):
            yield f"Approval {id} is pending, and its next alarm is not in the list that the clock reads."


def _nothing_hangs(records: Records, _: Trail) -> Iterator[str]:
    asked = set()
    for id, approval in records.approvals.items():
        if approval.state is State.PENDING:
            asked |= {(approval.ask.thread, action.call) for action in approval.ask.actions}
            if records.now > approval.ask.deadline + _PATIENCE:
                yield f"Approval {id} is pending {records.now - approval.ask.deadline:.0f} s after its deadline."
        elif approval.state not in _FINAL and approval.ask.thread not in records.due:
            yield f"Approval {id} is {approval.state}, and nobody will resume thread {approval.ask.thread}."
    for grant in records.grants:
        silent = grant.status == "in_doubt" or (grant.status == "running" and records.now > grant.until)
        # A run that was given up leaves its doubt behind, for whoever wants to know: nothing goes on from there.
        if silent and grant.live and grant.thread not in records.due and (grant.thread, grant.call) not in asked:
            yield f"{grant} is {grant.status}, and nobody is asked about it."


WAITING = (_states_fit, _alarms_fit, _nothing_hangs)
