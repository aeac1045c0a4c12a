"""Trigger ids live three seconds and work once; response URLs live half an hour and work five times."""

import pytest

from sandbox.errors import SlackError
from sandbox.passes import Passes, ResponseUrl


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passes(clock: Clock) -> Passes:
    return Passes(clock)


def test_a_trigger_tells_whose_it_was(passes: Passes) -> None:
    assert passes.exchange(passes.trigger("U0MANAGER")) == "U0MANAGER"


def test_a_trigger_works_once(passes: Passes) -> None:
    trigger_id = passes.trigger("U0MANAGER")
    passes.exchange(trigger_id)

    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        passes.exchange(trigger_id)


def test_a_trigger_works_for_three_seconds(passes: Passes, clock: Clock) -> None:
    early, late = passes.trigger("U0MANAGER"), passes.trigger("U0MANAGER")
    clock.now += 3
    assert passes.exchange(early) == "U0MANAGER"
    clock.now += 0.001

    with pytest.raises(SlackError, match="expired_trigger_id"):
        passes.exchange(late)


def test_an_invented_trigger_is_invalid(passes: Passes) -> None:
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        passes.exchange("1.2.3")


def test_a_response_url_works_five_times(passes: Passes, clock: Clock) -> None:
    secret = passes.response_url(ResponseUrl("U0MANAGER", "C0GENERAL", clock()))
    for _ in range(5):
        passes.use_response_url(secret)

    with pytest.raises(SlackError, match="used_url"):
        passes.use_response_url(secret)


def test_a_response_url_works_for_half_an_hour(passes: Passes, clock: Clock) -> None:
    secret = passes.response_url(ResponseUrl("U0MANAGER", "C0GENERAL", clock()))
    clock.now += 1801

    with pytest.raises(SlackError, match="expired_url"):
        passes.use_response_url(secret)


def test_only_the_newest_thousand_are_kept(passes: Passes) -> None:
    oldest, *_ = [passes.trigger("U0MANAGER") for _ in range(1001)]

    with pytest.raises(SlackError, match="invalid_trigger_id"):
        passes.exchange(oldest)
