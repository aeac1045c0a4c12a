from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.policy.hours import Hours

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours(zone=BERLIN, days=frozenset(range(5)), begin=time(9), end=time(18))


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2026-07-01T10:00", "2026-07-01T10:00"),  # a Wednesday
        ("2026-07-01T09:00", "2026-07-01T09:00"),
        ("2026-07-01T08:59", "2026-07-01T09:00"),
        ("2026-07-01T18:00", "2026-07-02T09:00"),
        ("2026-07-03T18:30", "2026-07-06T09:00"),  # Friday evening
        ("2026-07-05T12:00", "2026-07-06T09:00"),
        ("2026-03-28T12:00", "2026-03-30T09:00"),  # clocks go forward on Sunday
        ("2026-10-24T12:00", "2026-10-26T09:00"),  # and back
    ],
)
def test_the_next_moment_within_working_hours(asked: str, opens: str) -> None:
    assert OFFICE.next_open(at(asked)) == at(opens)


def test_the_only_day_may_be_a_week_away() -> None:
    mondays = Hours(zone=BERLIN, days=frozenset({0}), begin=time(9), end=time(10))

    assert mondays.next_open(at("2026-07-06T10:00")) == at("2026-07-13T09:00")


@given(some.floats(0, 4e9), some.frozensets(some.integers(0, 6), min_size=1))
def test_it_is_never_earlier_and_stays_once_it_is_reached(moment: float, days: frozenset[int]) -> None:
    hours = Hours(zone=BERLIN, days=days, begin=time(9), end=time(18))
    opens = hours.next_open(moment)

    assert opens >= moment
    assert hours.next_open(opens) == opens
    assert datetime.fromtimestamp(opens, BERLIN).weekday() in days
