"""When the clock has to look at an approval before its deadline: reminders and escalations.

Pure; times are epoch seconds.
"""

from bot.approvals import Approval


def reminders(approval: Approval) -> list[float]:
    """When the approvers of what is still open are reminded, the first first; those already sent among them."""
    rules = [approval.ask.actions[index].rule for index in approval.open_actions]
    return sorted({approval.ask.asked_at + after for rule in rules for after in rule.remind})


def escalations(approval: Approval) -> dict[int, float]:
    """When each open action that was not escalated yet will be."""
    found = {}
    for index in approval.open_actions:
        escalate = approval.ask.actions[index].rule.escalate
        if escalate and escalate.after is not None and not approval.course(index).escalated:
            found[index] = approval.ask.asked_at + escalate.after
    return found


def next_alarm(approval: Approval) -> float | None:
    """The next moment at which there is something to do; None when only the deadline is left."""
    moments = [*reminders(approval)[approval.reminded :], *escalations(approval).values()]
    return min(moments, default=None)
