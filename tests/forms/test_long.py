"""Long texts go on in the next input; what has too many fields is edited as JSON; the rest is said to be too long."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.forms import Form
from bot.views.forms.parts import ROOM, joined, parts
from tests.forms.person import Person

TEXT = {"properties": {"x": {"type": "string"}}, "required": ["x"]}
LINES = "\n".join(f"Line {number} of many." for number in range(400))


@given(
    st.lists(
        st.sampled_from(["word", " ", "\n", "x" * 1249, "\r\n", "\r", "x" * 700, "\U0001f600" * 90]), max_size=40
    ).map("".join)
)
def test_a_text_is_the_sum_of_its_parts(text: str) -> None:
    found = parts(text)

    assert joined(found) == text
    assert all(len(part.text) <= ROOM for part in found)
    ends = [part.text[-1:] + (part.separator + after.text)[:1] for part, after in pairwise(found)]
    assert "\r\n" not in ends


@pytest.mark.parametrize("text", [LINES, LINES.replace("\n", "\r\n"), "x" * 9000, " " * 6000, "a\n" * 4000])
def test_a_long_text_stays_to_the_letter(text: str) -> None:
    assert Person(TEXT, {"x": text}).after() == {"x": text}


def test_other_parts_keep_the_line_ends_they_had() -> None:
    text = LINES.replace("\n", "\r\n", 5)
    person = Person(TEXT, {"x": text})
    label = [*person.inputs][1]
    typed = person.inputs[label]["element"]["initial_value"] + " More."

    assert person.types(label, typed).after()["x"].startswith(text[:2000])


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_change_in_one_part_changes_nothing_else(ends: str) -> None:
    text = LINES.replace("\n", ends)
    person = Person(TEXT, {"x": text})
    label = [*person.inputs][1]
    second = person.inputs[label]["element"]["initial_value"]
    sentence = second.partition(".")[0]
    typed = second.replace(sentence, "New").replace("\r\n", "\n")

    assert person.types(label, typed).after() == {"x": text.replace(sentence, "New")}


def test_a_part_can_be_emptied() -> None:
    person = Person(TEXT, {"x": "a" * 2000 + "\n" + "b" * 2000})

    assert person.types("x (1 of 2)", "").after() == {"x": "b" * 2000}
    assert person.types("x (2 of 2)", "").errors() == {"x (1 of 2)": "This cannot be left empty."}


def test_an_error_in_long_json_stands_beside_its_part_with_its_line() -> None:
    person = Person({"properties": {"x": {}}}, {"x": [*range(1500)]})
    second = [*person.inputs][1]
    typed = person.inputs[second]["element"]["initial_value"].replace(",", ";", 1)

    ((label, error),) = person.types(second, typed).errors().items()
    assert label == second
    assert error.startswith("This is not JSON yet. Line 1, column ")


def test_up_to_ninety_arguments_have_fields_of_their_own() -> None:
    values = {f"x{number}": number for number in range(90)}
    schema = {"properties": {name: {"type": "integer"} for name in values}}

    assert len(Person(schema, values).inputs) == 90


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"properties": {f"x{number}": {"type": "integer"} for number in range(500)}}, {"x1": 1, "x0": 2}),
        ({"properties": {"x" * 300: {}}}, {"x" * 300: 1}),
        ({"properties": {"": {}}}, {"": 1}),
        ({}, {"bogus": {"a": 1}}),
        ({"anyOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}, {"a": 1}),
    ],
)
def test_what_makes_no_fields_is_edited_as_json(schema: dict[str, Any], values: dict[str, Any]) -> None:
    person = Person(schema, values)
    shown = person.inputs["Arguments (JSON)"]["element"]["initial_value"]

    assert (json.loads(shown), person.after()) == (values, values)
    assert person.types("Arguments (JSON)", '{"other": 2}').after() == {"other": 2}
    assert person.types("Arguments (JSON)", "[]").errors() == {
        "Arguments (JSON)": "The arguments have to be a JSON object."
    }


@pytest.mark.parametrize(("length", "editable"), [(150_000, True), (300_000, False), (1_000_000, False)])
def test_what_no_view_holds_has_no_form(length: int, *, editable: bool) -> None:
    assert (Form.of(TEXT, {"x": "y" * length}) is not None) is editable


def test_a_call_without_arguments_has_a_form_without_inputs() -> None:
    form = Form.of({"properties": {}}, {})

    assert form
    assert (form.blocks, form.read({}), form.beside({(): "No."})) == ([], ({}, {}), {})
