"""What is not seen is written out; what is ordinary stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.values.visible import seen, visible, warning
from tests.views import hostile, ordinary
from tests.views.reading import unescaped


def test_every_hidden_character_between_letters_is_written_out() -> None:
    missed = [c for c in hostile.hidden() if seen(f"a{c}b") != f"a\\u{{{ord(c):X}}}b"]

    assert missed == []
    assert len(hostile.hidden()) > 2000


def test_fewer_than_one_in_a_hundred_ordinary_values_raises_an_alarm() -> None:
    alarms = [value for value in ordinary.values(1000) if visible(value).found]

    assert len(alarms) < 10, alarms


@pytest.mark.parametrize("text", ordinary.WRITTEN)
def test_the_writing_of_languages_and_pictures_stays_as_it_is(text: str) -> None:
    assert seen(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", r"a\u{202E}b"),
        ("pay \u200b10", r"pay \u{200B}10"),
        ("rm\u00a0-rf", r"rm\u{A0}-rf"),
        ("line\rover", r"line\u{D}over"),
        ("\u0301abc", r"\u{301}abc"),
        ("a" + "\u0301" * 8, "a" + "\u0301" * 6 + r"\u{301}\u{301}"),
        ("x\ufe0f\u200dy", r"x\u{FE0F}\u{200D}y"),
        ("👩\u200dx", r"👩\u{200D}x"),
        ("🏴\U000e0061\U000e007f", r"🏴\u{E0061}\u{E007F}"),
        ("می\u200c\u200cخ", r"می\u{200C}\u{200C}خ"),
        ("p\u0430ypal", r"p\u{430}ypal"),
        ("прив\u0065т", r"прив\u{65}т"),
        ("g\u03bf\u03bfgle.com", r"g\u{3BF}\u{3BF}gle.com"),
        ("bob@ex\u0430mple.com", r"bob@ex\u{430}mple.com"),
        ("\u0430dmin@example.com", r"\u{430}dmin@example.com"),
        ("https://\u0430\u0440\u0440\u04cf\u0435.com", r"https://\u{430}\u{440}\u{440}\u{4CF}\u{435}.com"),
        ("\uff47oogle.com", r"\u{FF47}oogle.com"),
        ("\U0001d429aypal", r"\u{1D429}aypal"),
    ],
)
def test_what_misleads_the_eye_is_written_out(text: str, shown: str) -> None:
    assert seen(text) == shown


@given(st.text() | st.sampled_from(hostile.strings(500)))
def test_no_two_texts_look_the_same(text: str) -> None:
    assert unescaped(seen(text)) == text


def test_a_written_out_escape_of_somebody_else_is_no_escape_of_ours() -> None:
    assert seen(r"a\u{202E}b") == r"a\u{5C}u{202E}b"


def test_a_warning_says_what_was_found_and_where() -> None:
    found = visible("ab\u202ec\u202ed\u200be")

    assert warning(found) == ("right-to-left override U+202E (2 times), zero width space U+200B; first at character 3")
    assert warning(visible("plain")) == ""


def test_a_passage_is_looked_at_with_what_stands_around_it() -> None:
    family = "👩\u200d👩\u200d👧"

    assert "".join(visible(family, at, at + 1).text for at in range(len(family))) == family
    assert visible("p\u0430ypal", 1, 2).text == r"\u{430}"
