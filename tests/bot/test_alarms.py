"""When the clock looks at an approval before its deadline."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarms import next_alarm, reminded, to_escalate, to_remind
from bot.approvals import Approval, Course, Pause
from bot.policy import Escalation, People
from bot.policy.hours import Hours
from tests.bot.records import ASKED_AT, a_rule, a_vote, an_action, an_approval

HOUR = 3600.0
OFFICE = Hours(zone=ZoneInfo("UTC"), days=frozenset(range(7)), begin=time(9), end=time(17))


def after(*hours: float, **changes: object) -> Approval:
    """An approval whose approvers are reminded so many hours after the ask."""
    return an_approval(an_action(rule=a_rule(remind=tuple(hour * HOUR for hour in hours), **changes)))


def two(first: tuple[float, ...], second: tuple[float, ...], **changes: object) -> Approval:
    rules = [a_rule(remind=remind) for remind in (first, second)]
    return an_approval(*(an_action(call=f"c{n}", rule=rule) for n, rule in enumerate(rules)), **changes)  # type: ignore[arg-type]


def escalating(seconds: float | None, *, escalated: bool = False) -> Approval:
    rule = a_rule(escalate=Escalation(after=seconds, to=People(users=("U9",))))
    return an_approval(an_action(rule=rule)).model_copy(update={"courses": {0: Course(escalated=escalated)}})


@pytest.mark.parametrize(
    ("approval", "seconds"),
    [
        (an_approval(), None),
        (after(2, 8), 2 * HOUR),
        (after(2, 8).model_copy(update={"reminded": 1}), 8 * HOUR),
        (after(2, 8).model_copy(update={"reminded": 2}), None),
        (two((2 * HOUR,), (HOUR,)), HOUR),
        (two((HOUR,), (2 * HOUR,), votes={0: a_vote()}), 2 * HOUR),
        (two((HOUR,), (2 * HOUR,), votes={0: a_vote()}).model_copy(update={"reminded": 1}), 2 * HOUR),
        (two((HOUR,), (2 * HOUR,), votes={0: a_vote(), 1: a_vote()}), None),
        (escalating(3 * HOUR), 3 * HOUR),
        (escalating(3 * HOUR, escalated=True), None),
        (escalating(None), None),
    ],
)
def test_the_next_alarm_is_the_first_thing_still_to_do(approval: Approval, seconds: float | None) -> None:
    assert next_alarm(approval) == (None if seconds is None else ASKED_AT + seconds)


@pytest.mark.parametrize(
    ("approval", "hours", "indexes"),
    [
        (after(2, 8), 1.9, []),
        (after(2, 8), 2, [0]),
        (after(2, 8), 9, [0]),
        (after(2, 8).model_copy(update={"reminded": 1}), 7.9, []),
        (after(2, 8).model_copy(update={"reminded": 2}), 100, []),
        (two((HOUR,), (2 * HOUR,)), 1, [0]),
        (two((HOUR,), (2 * HOUR,)).model_copy(update={"reminded": 1}), 2, [1]),
        (two((HOUR,), (2 * HOUR,)), 2, [0, 1]),
        (two((HOUR,), (2 * HOUR,), votes={0: a_vote()}), 1, []),
    ],
)
def test_only_approvers_of_open_actions_are_reminded_when_their_rule_says_so(
    approval: Approval, hours: float, indexes: list[int]
) -> None:
    assert to_remind(approval, ASKED_AT + hours * HOUR) == indexes


def test_reminders_that_came_due_together_count_as_sent_together() -> None:
    approval = after(2, 8, 30)

    assert [reminded(approval, ASKED_AT + hours * HOUR) for hours in (1, 2, 9, 50)] == [0, 1, 2, 3]


def test_reminders_wait_for_working_hours() -> None:
    asked = datetime.fromtimestamp(ASKED_AT, UTC)
    assert asked.strftime("%H:%M") == "22:13"
    alarm = next_alarm(after(1, 2, hours=OFFICE))

    assert alarm is not None
    assert datetime.fromtimestamp(alarm, UTC).strftime("%H:%M") == "09:00"
    assert to_remind(after(1, 2, hours=OFFICE), ASKED_AT + 3 * HOUR) == []
    assert reminded(after(1, 2, hours=OFFICE), alarm) == 1


@pytest.mark.parametrize(("hours", "indexes"), [(2.9, []), (3, [0])])
def test_an_escalation_comes_when_its_time_has_come(hours: float, indexes: list[int]) -> None:
    assert to_escalate(escalating(3 * HOUR), ASKED_AT + hours * HOUR) == indexes
    assert to_escalate(escalating(3 * HOUR, escalated=True), ASKED_AT + hours * HOUR) == []


def paused(approval: Approval, since: float, hours: float) -> Approval:
    """With a question so many hours after the ask, which puts off the deadline by so many hours."""
    pause = Pause(since=ASKED_AT + since * HOUR, seconds=hours * HOUR)
    return approval.model_copy(update={"paused": pause})


@pytest.mark.parametrize(
    ("approval", "hours"),
    [
        (paused(after(2, 8), 1, 10), 12),
        (paused(after(2, 8), 1, 0.5), 2.5),
        (paused(after(2, 8), 2, 10), 2),
        (paused(after(2, 8), 2, 10).model_copy(update={"reminded": 1}), 18),
        (paused(after(2, 8), 3, 10).model_copy(update={"reminded": 1}), 18),
        (paused(after(2, 8), 9, 10).model_copy(update={"reminded": 2}), None),
        (paused(escalating(3 * HOUR), 1, 10), 13),
        (paused(escalating(3 * HOUR), 4, 10), 3),
        (paused(escalating(3 * HOUR, escalated=True), 1, 10), None),
    ],
)
def test_a_question_to_the_asker_puts_off_what_was_still_to_come(approval: Approval, hours: float | None) -> None:
    assert next_alarm(approval) == (None if hours is None else ASKED_AT + hours * HOUR)


def test_what_was_sent_before_a_question_is_not_sent_again_after_it() -> None:
    asking, answered = paused(after(2, 8), 3, 10), paused(after(2, 8), 3, 1)

    assert [reminded(asking, ASKED_AT + hours * HOUR) for hours in (3, 12, 17, 18)] == [1, 1, 1, 2]
    assert [reminded(answered, ASKED_AT + hours * HOUR) for hours in (3, 4, 8, 9)] == [1, 1, 1, 2]


def test_an_answer_gives_back_what_is_left_and_nothing_is_overdue_then() -> None:
    """The question came after an hour and was answered an hour later."""
    answered = paused(after(1.5, 8), 1, 1)

    assert (to_remind(answered, ASKED_AT + 2 * HOUR), to_remind(answered, ASKED_AT + 2.5 * HOUR)) == ([], [0])
    assert to_escalate(paused(escalating(1.5 * HOUR), 1, 1), ASKED_AT + 2 * HOUR) == []


def test_a_reminder_that_was_put_off_waits_for_working_hours_too() -> None:
    """Asked at 22:13, it would come at nine; after a question at night that puts it off by ten hours, the day after."""
    alarm = next_alarm(paused(after(1, hours=OFFICE), 2, 10))

    assert alarm is not None
    assert datetime.fromtimestamp(alarm, UTC) - datetime.fromtimestamp(ASKED_AT, UTC) > timedelta(days=1)
    assert datetime.fromtimestamp(alarm, UTC).strftime("%H:%M") == "09:00"


@given(
    remind=st.lists(st.integers(1, 200), min_size=1, max_size=4, unique=True).map(sorted),
    since=st.integers(0, 200),
    hours=st.integers(0, 100),
    used=st.floats(0, 1),
    office=st.booleans(),
)
def test_a_question_never_changes_how_many_reminders_have_come(
    *, remind: list[int], since: int, hours: int, used: float, office: bool
) -> None:
    """Neither when it is asked nor when it is answered: what was sent is known by its number."""
    before = after(*remind, hours=OFFICE if office else None)
    asked, answered = since * HOUR, (since + used * hours) * HOUR

    assert reminded(paused(before, since, hours), ASKED_AT + asked) == reminded(before, ASKED_AT + asked)
    assert reminded(paused(before, since, hours), ASKED_AT + answered) == reminded(
        paused(before, since, used * hours), ASKED_AT + answered
    )
