"""JSON that is none: where it goes wrong and what belongs there, in words of ours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import speaking
from bot.views.forms.controls import Invalid
from bot.views.forms.parsing import parsed


def fault(typed: str) -> tuple[int | None, str]:
    with pytest.raises(Invalid) as caught:
        parsed(typed)
    return caught.value.at, str(caught.value)


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ("", 0, "it ends too early"),
        ("[", 1, "it ends too early"),
        ("[1, ", 4, "it ends too early"),
        ('{"a": 1', 7, "it ends too early"),
        ("[1,]", 3, "one comma too many"),
        ("[1,,2]", 3, "one comma too many"),
        ('{"a": 1,}', 8, "one comma too many"),
        ('{"a":}', 5, "a value is missing"),
        ("[yes]", 1, "text in double quotes, a number, true"),
        ("{a: 1}", 1, "a name in double quotes belongs here"),
        ("{'a': 1}", 1, "text and names need double quotes"),
        ("[\u201ca\u201d]", 1, "text and names need double quotes"),
        ('{"a" 1}', 5, "a colon is missing"),
        ("[1 2]", 3, "a comma or a closing bracket is missing"),
        ("[1}", 2, "a comma or a closing bracket is missing"),
        ('["a]', 1, "never closed"),
        ('["a\nb"]', 3, "a new line is written \\n and a tab \\t"),
        (r'["C:\dir"]', 4, "a backslash within quotes is written twice"),
        (r'["\u12"]', 3, "a backslash within quotes is written twice"),
        ("[1] and", 4, "there is more after the end"),
    ],
)
def test_a_fault_is_told_with_its_place(typed: str, at: int, said: str) -> None:
    place, told = fault(typed)

    assert said in told
    assert place == at


@given(st.text("[]{}:,\"'\\ \n\t1e-.autrfslnN\u201c", max_size=12))
def test_what_is_no_json_is_told_in_the_readers_language(typed: str) -> None:
    with speaking("zh-CN"):
        told = said(typed)

    assert re.findall(r"[A-Za-z]{2,}", re.sub("JSON|NaN|true|false|null", "", told)) == []


def said(typed: str) -> str:
    """What is wrong with it; nothing where it can be read."""
    try:
        parsed(typed)
    except Invalid as invalid:
        return str(invalid)
    return ""
