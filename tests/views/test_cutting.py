"""Long texts are cut where a reader would cut them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.blocks import quote
from bot.views.values.cutting import beginning, ending
from tests.bot.drawn import the_card
from tests.bot.records import an_action, an_approval
from tests.views.reading import blocks_of_text, texts


@pytest.mark.parametrize(
    ("text", "most", "head", "tail"),
    [
        ("short", 5, "short", "short"),
        ("one two three four", 16, "one two three ", "two three four"),
        ("one two\nthree four", 16, "one two\nthree ", "two\nthree four"),
        ("one two th\nree four", 12, "one two th\n", "th\nree four"),
        ("x" * 40 + " y", 20, "x" * 20, "x" * 18 + " y"),
        ("文" * 40, 20, "文" * 20, "文" * 20),
    ],
)
def test_a_cut_stands_after_a_line_or_a_word(text: str, most: int, head: str, tail: str) -> None:
    assert (beginning(text, most), ending(text, most)) == (head, tail)


@given(st.text(alphabet="ab \n", max_size=80), st.integers(min_value=1, max_value=60))
def test_what_is_left_is_no_longer_than_the_room_and_not_much_shorter(text: str, most: int) -> None:
    head, tail = beginning(text, most), ending(text, most)

    assert (text.startswith(head), text.endswith(tail)) == (True, True)
    assert all(min(len(text), most - most // 4 - 1) <= len(part) <= most for part in (head, tail))


def test_a_long_value_is_cut_between_lines() -> None:
    lines = [f"{number}. What was said about this point of the agenda." for number in range(1000)]
    head, tail = blocks_of_text(the_card(an_approval(an_action({"body": "\n".join(lines)}))).blocks)

    assert {*head.splitlines(), *tail.splitlines()} <= {*lines}


def test_what_people_say_is_cut_between_words() -> None:
    assert texts(quote("one two three four", most=17)) == "one two three…"
