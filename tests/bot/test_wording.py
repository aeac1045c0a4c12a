"""What typed words mean, and which mean nothing to us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listeners.wording import Spoken, decision, information, withdraws


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("approve", Spoken("approve", None, None)),
        (" Approve. ", Spoken("approve", None, None)),
        ("APPROVE!", Spoken("approve", None, None)),
        ("approve 2", Spoken("approve", 2, None)),
        ("批准", Spoken("approve", None, None)),
        ("批准2", Spoken("approve", 2, None)),
        ("批准。", Spoken("approve", None, None)),
        ("reject", Spoken("reject", None, None)),
        ("reject 3", Spoken("reject", 3, None)),
        ("reject: She is away.", Spoken("reject", None, "She is away.")),
        ("Reject 1: two\nlines", Spoken("reject", 1, "two\nlines")),
        ("reject:10 is too much", Spoken("reject", None, "10 is too much")),
        ("拒绝：太贵了", Spoken("reject", None, "太贵了")),  # noqa: RUF001
        ("拒绝 2: 太贵了", Spoken("reject", 2, "太贵了")),
    ],
)
def test_decisions_in_words(text: str, spoken: Spoken) -> None:
    assert decision(text) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "",
        "approved",
        "approve?",
        "approve it",
        "approve: if Bob agrees",
        "approve 2 and 3",
        "approve 1, reject 2",
        "I approve",
        "do not approve",
        "don't approve",
        "not approve",
        "reject?",
        "rejected",
        "reject that nonsense",
        "reject:",
        "reject: \n ",
        "approve 123",
        "approve -1",
        "approve\nreject",
        "> approve",
        "不批准",
        "批准吗",
        "ok",
        "yes",
        "+1",
    ],
)
def test_what_is_no_decision_is_left_alone(text: str) -> None:
    assert decision(text) is None


@given(st.text(max_size=40), st.sampled_from(["approve", "reject", "批准", "拒绝"]))
def test_words_before_a_decision_make_it_conversation(before: str, word: str) -> None:
    if before.strip() and not before.strip().lower().startswith(("approve", "reject", "批准", "拒绝")):
        assert decision(f"{before} {word}") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("info: it is urgent", "it is urgent"),
        ("Information:  two\nlines ", "two\nlines"),
        ("补充：很急", "很急"),  # noqa: RUF001
        ("信息: 很急", "很急"),
        ("info:", None),
        ("info", None),
        ("some info: this", None),
        ("information is power", None),
    ],
)
def test_information_in_words(text: str, told: str | None) -> None:
    assert information(text) == told


@pytest.mark.parametrize("text", ["cancel", "Cancel!", " withdraw. ", "取消", "撤回。"])
def test_words_that_take_a_request_back(text: str) -> None:
    assert withdraws(text)


@pytest.mark.parametrize(
    "text", ["", "cancel?", "cancel the meeting", "do not cancel", "cancelled", "please cancel", "不取消"]
)
def test_words_that_take_nothing_back(text: str) -> None:
    assert not withdraws(text)


@pytest.mark.parametrize(
    "text", ["approve{}x", "reject{}1{}x", "reject{}:{}", "info{}x", "info:{}x", "cancel{}x"], ids=lambda text: text
)
def test_no_message_keeps_the_process_busy(text: str) -> None:
    """Tried again at each of its spaces, a message of this length would take hours."""
    long = text.replace("{}", " " * 1_000_000)

    assert (decision(long), withdraws(long)) == (None, False)
    assert information(long) in {None, "x"}
