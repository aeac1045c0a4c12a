"""Every text is in the catalogue of every language, and reads there as it should."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.language import (
    ENGLISH,
    Language,
    Refusal,
    both,
    either,
    in_english,
    language_of,
    say,
    sentences,
    speak,
    speaking,
)
from bot.settings import Settings
from bot.views.forms.parsing import EXPECTED
from tests.bot.texts import BOT, READ_BY_PEOPLE, spoken, texts, unsaid

OTHERS = [language for language in get_args(Language) if language != ENGLISH]
FOR_THE_RECORD = {
    "notes.py": {"The run that asked for this has ended.", " allowed calls like this until ", " (standing rule "},
    "standing.py": {"standing rule revoked"},
    "submissions.py": {"the answer"},
}
NAMES = {
    "lookalikes.py": {*["Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Georgian", "Lisu", "Common"]},
    "hidden.py": {"Cc", "Co", "Cn"},
    "numbers.py": {"Infinity"},
    "answers.py": {"Answer"},
    "rules.py": {"People"},
    "parsing.py": {*EXPECTED, "Expecting"},
}
HAN = r"[\u4e00-\u9fff]"


def catalogue(language: str) -> Mapping[str, str]:
    with (BOT / "language" / f"{language.replace('-', '_')}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


CHINESE = sorted(catalogue("zh-CN").items())


def test_what_is_said_can_be_read_in_the_code() -> None:
    composed = [(file, ast.unparse(text)) for file, text in spoken() if not isinstance(text, ast.Constant)]

    assert composed == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_has_what_the_code_says_and_nothing_else(language: str) -> None:
    known = catalogue(language)

    assert {"missing": texts() - known.keys(), "stale": known.keys() - texts()} == {"missing": set(), "stale": set()}
    assert [english for english, other in known.items() if not other] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_values_of_the_text(language: str) -> None:
    different = {english: other for english, other in catalogue(language).items() if values(english) != values(other)}

    assert different == {}


def values(text: str) -> list[tuple[str, str | None]]:
    return sorted((name, form) for _, name, form, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("path", READ_BY_PEOPLE, ids=lambda path: str(path.relative_to(BOT)))
def test_nothing_is_written_for_people_that_is_not_said(path: Path) -> None:
    allowed = FOR_THE_RECORD.get(path.name, set()) | NAMES.get(path.name, set())

    assert [text for text in unsaid(path) if text.text not in allowed] == []


def test_a_text_that_is_not_said_is_found(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text(
        '"""A docstring."""\nlog.info("a log line")\nx = say("It is said.")\ny = "Not said."\nz = f"no {y} way"'
    )

    assert [text.line for text in unsaid(code)] == [4]


def test_chinese_has_full_width_punctuation() -> None:
    half_width = re.compile(rf"{HAN}[,;:!?()]|{HAN}\.(?!\w)|[(]{HAN}")
    found = {chinese for english, chinese in CHINESE if half_width.search(chinese)}
    unfinished = {
        chinese for english, chinese in CHINESE if english.endswith(".") and not chinese.endswith(("。", "`"))
    }

    assert found | unfinished == set()


def test_chinese_leaves_room_around_bold_and_code() -> None:
    marked = re.compile(r"(.?)(?:\*[^*]+\*|`[^`]+`|\{tools\})(.?)")
    beside = {chinese: "".join(map("".join, marked.findall(chinese))) for _, chinese in CHINESE}
    cramped = {chinese for chinese, signs in beside.items() if not signs.isascii()}

    assert cramped == {"{state}：{tools}"}  # noqa: RUF001 - a header, in which Slack looks for no marks


def test_no_text_points_at_a_place_on_the_screen() -> None:
    assert [text for text in texts() if re.search(r"\b(above|below|beneath|overleaf)\b", text)] == []


def test_english_is_said_until_a_language_is_set() -> None:
    assert say("Only {person} can answer this.", person="<@U1>") == "Only <@U1> can answer this."
    with speaking("zh-CN"):
        assert say("Only {person} can answer this.", person="<@U1>") == "只有 <@U1> 可以回答。"
    assert say("Approve") == "Approve"


@given(st.text())
def test_a_value_stands_in_a_text_to_the_letter(value: str) -> None:
    for language in get_args(Language):
        with speaking(language):
            assert value in say("Only {person} can answer this.", person=value)


def test_a_refusal_is_read_in_the_language_of_the_moment_and_kept_in_english() -> None:
    refusal = Refusal(lambda: say("You have voted this way already."))

    with speaking("zh-CN"):
        assert str(refusal) == "你已提交过相同的意见。"
        assert in_english(refusal.words) == "You have voted this way already."
        assert say("Approve") == "批准"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh-CN"), ("en-US", "en"), ("en-GB", "en"), ("de-DE", "en"), ("zh-TW", "en"), ("", "en"), ("zz", "en")],
)
def test_whoever_speaks_no_language_of_ours_reads_english(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_lists_and_sentences_are_joined_as_each_language_does() -> None:
    told = [both(["a", "b", "c"]), both(["a"]), either(["a", "b"]), sentences("One.", "", "Two."), sentences()]
    with speaking("zh-CN"):
        chinese = [both(["a", "b", "c"]), both(["a"]), either(["a", "b"]), sentences("一。", "", "二。")]

    assert told == ["a, b and c", "a", "a or b", "One. Two.", ""]
    assert chinese == ["a、b 和 c", "a", "a 或 b", "一。 二。"]


async def test_what_one_task_speaks_no_other_does() -> None:
    with speaking("en"):
        speak("zh-CN")
        assert say("Approve") == "批准"
    assert say("Approve") == "Approve"


def test_the_setting_offers_every_language() -> None:
    described = Settings.model_fields["language"].description or ""

    assert all(f"`{language}`" in described for language in get_args(Language))
