"""When the clock has to look at an approval before its deadline: reminders and escalations.

A question to the asker puts off what was still to come, by as much as it puts off the deadline. Pure; times are epoch
seconds.
"""

from bot.approvals import Approval


def next_alarm(approval: Approval) -> float | None:
    """The next moment at which there is something to do; None when only the deadline is left."""
    ahead = _reminders(approval)[approval.reminded :]
    reminders = [at for index in approval.open_actions for at in _moments(approval, index) if at in ahead]
    return min([*reminders, *_escalations(approval).values()], default=None)


def to_remind(approval: Approval, now: float) -> list[int]:
    """The open actions whose approvers have to be reminded by now, once however many reminders have come due."""
    due = {at for at in _reminders(approval)[approval.reminded :] if at <= now}
    return [index for index in approval.open_actions if not due.isdisjoint(_moments(approval, index))]


def reminded(approval: Approval, now: float) -> int:
    """How many reminders of the approval belong to the past."""
    return sum(at <= now for at in _reminders(approval))


def to_escalate(approval: Approval, now: float) -> list[int]:
    """The open actions about which somebody else has to be asked by now."""
    return [index for index, at in _escalations(approval).items() if at <= now]


def _reminders(approval: Approval) -> list[float]:
    """Every reminder of the approval, the first first: those already sent and those of settled actions among them."""
    return sorted({at for index in range(len(approval.ask.actions)) for at in _moments(approval, index)})


def _moments(approval: Approval, index: int) -> list[float]:
    """When the approvers of one action are reminded: not before their working hours, if the rule has any."""
    rule = approval.rule(index)
    opens = rule.hours.next_open if rule.hours else float
    return [opens(_put_off(approval, opens(approval.ask.asked_at + after))) for after in rule.remind]


def _escalations(approval: Approval) -> dict[int, float]:
    """When each open action that was not escalated yet will be."""
    found = {}
    for index in approval.open_actions:
        escalate = approval.rule(index).escalate
        if escalate and escalate.after is not None and not approval.course(index).escalated:
            found[index] = _put_off(approval, approval.ask.asked_at + escalate.after)
    return found


def _put_off(approval: Approval, at: float) -> float:
    """When this comes, after a question to the asker; what was due before it stays where it was."""
    pause = approval.paused
    return at + pause.seconds if pause and at > pause.since else at
