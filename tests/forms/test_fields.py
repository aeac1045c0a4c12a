"""Objects, constants, circles, and what fields say of themselves."""

from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from tests.forms.person import Person
from tests.forms.single import MOMENT, REAL, TEXT, TEXTS, TIME, WHOLE, element, one


class Address(BaseModel):
    street: str
    number: int | None = None


class Arguments(BaseModel):
    address: Address
    second: Address | None = None
    token: SecretStr = SecretStr("")
    level: Literal["low"] = "low"
    note: str = Field(default="none", description="For them.", examples=["Hello"])


def test_the_parts_of_an_object_are_fields_of_their_own() -> None:
    person = Person(Arguments.model_json_schema(), {"address": {"street": "A", "zip": 1}})

    assert [label.replace(chr(0x203A), ">") for label in person.inputs] == [
        "address > street",
        "address > number",
        "address > zip (JSON)",
        "second > street",
        "second > number",
        "token",
        "level",
        "note",
    ]


def test_parts_are_changed_added_and_left_out() -> None:
    schema = Arguments.model_json_schema()
    inside = f"address {chr(0x203A)} "
    person = Person(schema, {"address": {"street": "A", "number": 1}})

    assert person.types(f"{inside}number", "").after() == {"address": {"street": "A"}}
    assert person.types(f"{inside}street", "B").after() == {"address": {"street": "B"}}


def test_an_object_nobody_gave_begins_with_its_first_part_and_goes_with_its_last() -> None:
    schema, street = Arguments.model_json_schema(), f"second {chr(0x203A)} street"
    before = {"address": {"street": "A"}}
    given = before | {"second": {"street": "B"}}

    assert Person(schema, before).types(street, "B").after() == given
    assert Person(schema, given).types(street, "").after() == before
    assert Person(schema, before | {"second": None}).after() == before | {"second": None}


@pytest.mark.parametrize("named", [{"$ref": "#/$defs/a"}, {"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#"}]}])
def test_a_description_that_goes_in_circles_has_a_form_too(named: dict[str, Any]) -> None:
    schema = {"properties": {"x": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"allOf": [named]}}}

    assert [*Person(schema, {"x": 1}).inputs] == ["x (JSON)"]


def test_descriptions_that_double_at_every_step_cost_no_more_than_others() -> None:
    defs = {
        f"a{n}": {"anyOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2, "allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2}
        for n in range(60)
    }

    assert Person({"properties": {"x": {"$ref": "#/$defs/a0"}}, "$defs": defs}, {"x": 1}).after() == {"x": 1}


def test_a_wide_object_is_json() -> None:
    wide = {"type": "object", "properties": {f"part {n}": TEXT for n in range(13)}}

    assert [*one(wide, {"part 1": "a"}).inputs] == ["x (JSON)"]


def test_what_is_fixed_is_shown_without_an_input() -> None:
    for schema in ({"const": "v2"}, TEXT | {"readOnly": True}):
        person = one(schema, "v2")

        assert person.inputs == {}
        assert "v2" in str(person.blocks)


def test_a_constant_that_is_missing_or_different_can_be_picked() -> None:
    assert one({"const": "v2"}, "v1").types("x", "v2").after() == {"x": "v2"}
    assert one({"const": "v2"}).types("x", "v2").after() == {"x": "v2"}


def test_fields_explain_themselves() -> None:
    block = Person(Arguments.model_json_schema(), {"address": {"street": "A"}}).inputs["note"]

    assert block["hint"]["text"] == "For them. Not given, the tool takes none."
    assert block["element"]["placeholder"]["text"] == "Such as Hello"


def test_what_hides_in_a_text_is_told_above_it() -> None:
    hint = one(TEXT | {"description": "To whom. " * 500}, "ann@example.com\u202e").inputs["x"]["hint"]["text"]

    assert hint.startswith("Look closely: ")
    assert "U+202E" in hint


@pytest.mark.parametrize(
    ("schema", "required", "optional"), [(TEXT, True, False), (TEXT, False, True), (TEXTS, True, True)]
)
def test_what_has_to_be_filled_in_says_so(schema: dict[str, Any], *, required: bool, optional: bool) -> None:
    (block,) = one(schema, required=required).inputs.values()

    assert block["optional"] is optional


def test_an_empty_required_text_does_not_have_to_be_filled() -> None:
    person = one(TEXT, "")

    assert (person.stopped, person.after()) == ({}, {"x": ""})


def test_long_texts_and_those_with_lines_have_room() -> None:
    rooms = [element(TEXT, text)["multiline"] for text in ("short", "a\nb", "a\tb", "x" * 61)]

    assert rooms == [False, True, True, True]


@pytest.mark.parametrize(
    ("said", "room"),
    [
        ({}, False),
        ({"maxLength": 300}, False),
        ({"maxLength": 1001}, True),
        ({"contentMediaType": "text/markdown"}, True),
        ({"format": "textarea"}, True),
    ],
)
def test_a_short_text_has_room_where_its_schema_says_that_it_may_be_long(said: dict[str, Any], *, room: bool) -> None:
    assert [element(TEXT | said, text)["multiline"] for text in ("", "short")] == [room, room]


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        (TIME, "10:30:00Z", "In the time zone UTC."),
        (TIME, "10:30:15.5-03:30", "In the time zone UTC-03:30."),
        (TIME, "10:30", "Without a time zone: the tool takes the one it knows."),
        (MOMENT, "2030-01-31T10:30:00+01:00", "in your own time zone; the tool gets it in UTC+01:00."),
        (MOMENT, "2030-01-31T10:30:00", "Without a time zone: the tool takes the one it knows."),
        (MOMENT, "1970-01-31T10:30:00Z", "With its time zone: Z for UTC, +01:00 for an hour ahead of it."),
    ],
)
def test_a_time_says_in_which_zone_it_is_read(schema: dict[str, Any], value: str, said: str) -> None:
    assert said in one(schema, value).inputs["x"]["hint"]["text"]


@pytest.mark.parametrize(("schema", "zone"), [(MOMENT, "the tool gets it in UTC."), (TIME, "With its time zone: ")])
def test_so_does_a_time_that_is_not_given_yet(schema: dict[str, Any], zone: str) -> None:
    assert zone in one(schema).inputs["x"]["hint"]["text"]


def test_all_errors_are_told_at_once() -> None:
    person = Person({"properties": {"a": WHOLE, "b": REAL}}, {"a": 1, "b": 2})

    assert [*person.types("a", "x").types("b", "y").errors()] == ["a", "b"]


def test_a_field_that_the_view_lacks_is_left_as_it_was() -> None:
    person = one(TEXT, "a")
    person.state.clear()

    assert person.after() == {"x": "a"}


def test_of_an_empty_default_nothing_is_said() -> None:
    schema = {"properties": {"x": TEXT | {"default": ""}}}

    assert "hint" not in Person(schema, {}).inputs["x"]
