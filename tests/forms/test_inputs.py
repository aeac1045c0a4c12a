"""Each type of JSON Schema has its input: what it shows, and what becomes of what is typed into it."""

from typing import Any

import pytest

from tests.forms.person import NULL, Person
from tests.forms.single import (
    DAY,
    EMAIL,
    FEW,
    FLAG,
    MANY,
    MOMENT,
    OBJECT,
    REAL,
    SOME,
    TEXT,
    TEXTS,
    TIME,
    URI,
    WHOLE,
    WHOLES,
    element,
    one,
    shown,
)


@pytest.mark.parametrize(
    ("schema", "value", "kind"),
    [
        (TEXT, "hello", "plain_text_input"),
        (WHOLE, 5, "number_input"),
        (REAL, 2.5, "number_input"),
        (WHOLE, 1234567890123456, "plain_text_input"),
        (REAL, 1e-9, "number_input"),
        (REAL, 1e-20, "plain_text_input"),
        (FLAG, True, "radio_buttons"),
        (FEW, "choice 1", "radio_buttons"),
        (SOME, "choice 1", "static_select"),
        (MANY, "choice 299", "static_select"),
        ({"type": "array", "items": FEW}, ["choice 1"], "checkboxes"),
        ({"type": "array", "items": SOME}, ["choice 1"], "multi_static_select"),
        ({"type": "array", "items": MANY}, ["choice 1"], "multi_static_select"),
        (DAY, "2030-01-31", "datepicker"),
        (DAY, "tomorrow", "plain_text_input"),
        (TIME, "10:30:00Z", "timepicker"),
        (MOMENT, "2030-01-31T10:30:00+01:00", "datetimepicker"),
        (MOMENT, "2030-01-31T10:30:00", "plain_text_input"),
        (EMAIL, "ann@example.com", "email_text_input"),
        (EMAIL, "ann", "plain_text_input"),
        (URI, "https://example.com", "url_text_input"),
        (URI, "urn:a:b", "plain_text_input"),
        (URI, f"https://example.com/{'a' * 3000}", "plain_text_input"),
        (TEXTS, ["a", "b"], "plain_text_input"),
        (OBJECT, {"a": 1}, "plain_text_input"),
        ({"anyOf": [REAL, {"type": "null"}]}, 2.5, "number_input"),
        ({"allOf": [WHOLE, {"minimum": 1}]}, 2, "number_input"),
        ({"anyOf": [REAL, TEXT]}, 2.5, "number_input"),
        ({"anyOf": [REAL, TEXT]}, "2.50", "plain_text_input"),
    ],
)
def test_a_value_stands_in_the_plainest_input_that_can_show_it(schema: dict[str, Any], value: Any, kind: str) -> None:
    assert element(schema, value)["type"] == kind


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (TEXT, " spaced ", " spaced "),
        (TEXT, "", None),
        (WHOLE, -7, "-7"),
        (REAL, 1.0, "1.0"),
        (REAL, 1e-7, "0.0000001"),
        (WHOLE, 1.0, "1.0"),
        (WHOLE, "five", '"five"'),
        (TEXT, 5, "5"),
        (TEXT, None, "null"),
        (TEXTS, ["a", "b"], "a\nb"),
        (TEXTS, ["a", ""], '["a", ""]'),
        (TEXTS, ["a\nb"], '["a\\nb"]'),
        (TEXTS, "a", '"a"'),
        (WHOLES, [1, 2], "1\n2"),
        ({}, "\u202e", '"\\u202e"'),
        (OBJECT, {"a": 1}, '{"a": 1}'),
        (DAY, "2030-01-31", "2030-01-31"),
        (TIME, "10:30:15.5+02:00", "10:30"),
        (MOMENT, "2030-01-31T10:30:00+01:00", 1896082200),
    ],
)
def test_what_stands_there_is_the_value(schema: dict[str, Any], value: Any, expected: Any) -> None:
    assert shown(one(schema, value)) == expected


@pytest.mark.parametrize(
    ("schema", "before", "typed", "value"),
    [
        (TEXT, "hello", "bye", "bye"),
        (TEXT, "hello", "123", "123"),
        (TEXT, "a\r\nb", "a\nc", "a\r\nc"),
        (TEXT, "a\nb", "a\nc", "a\nc"),
        (WHOLE, 5, "-7", -7),
        (REAL, 5, "7", 7),
        (REAL, 5, "7.0", 7.0),
        (REAL, 5, "0.1", 0.1),
        (WHOLE, 1234567890123456, "1234567890123457", 1234567890123457),
        (FLAG, True, "No", False),
        (FEW, "choice 0", "choice 2", "choice 2"),
        (MANY, "choice 0", "choice 299", "choice 299"),
        ({"enum": [3, 2, 1]}, 3, "1", 1),
        ({"enum": ["1", 1]}, 1, '"1"', "1"),
        ({"type": "array", "items": FEW}, ["choice 2"], ["choice 0", "choice 2"], ["choice 2", "choice 0"]),
        ({"type": "array", "items": FEW}, ["choice 2"], [], []),
        (TEXTS, ["a"], "b\n\n c ", ["b", " c "]),
        (WHOLES, [1], "2\n3", [2, 3]),
        (OBJECT, {"a": 1}, '{"b": null}', {"b": None}),
        (DAY, "2030-01-31", "2031-02-01", "2031-02-01"),
        (TIME, "10:30:15.5+02:00", "11:45", "11:45:00+02:00"),
        (TIME, "10:30", "11:45", "11:45"),
        (MOMENT, "2030-01-31T10:30:00+01:00", 1896082260, "2030-01-31T10:31:00+01:00"),
        (MOMENT, "2030-01-31T10:30:00Z", 1896085860, "2030-01-31T10:31:00Z"),
        (EMAIL, "ann@example.com", "bob@example.com", "bob@example.com"),
        ({"anyOf": [REAL, TEXT]}, "2.50", "2.75", "2.75"),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_arguments_type(
    schema: dict[str, Any], before: Any, typed: Any, value: Any
) -> None:
    person = one(schema, before)
    after = person.types(*person.inputs, typed).after()["x"]

    assert (type(after), after) == (type(value), value)


@pytest.mark.parametrize("typed", ["1", "1.00", "1.0"])
def test_the_same_number_stays_as_it_was_written(typed: str) -> None:
    assert str(one(REAL, 1.0).types("x", typed).after()) == "{'x': 1.0}"


@pytest.mark.parametrize("typed", [1896082200 + 59, 1896082200])
def test_seconds_that_cannot_be_picked_stay(typed: int) -> None:
    value = "2030-01-31T10:30:07.25+01:00"

    assert one(MOMENT, value).types("x", typed).after() == {"x": value}


@pytest.mark.parametrize("schema", [TEXT, WHOLE, FLAG, SOME, TEXTS, DAY, MOMENT, OBJECT, {}])
@pytest.mark.parametrize("start", [[], [None]])
def test_nothing_stays_nothing_and_null_stays_null(schema: dict[str, Any], start: list[Any]) -> None:
    person = one({"anyOf": [schema, {"type": "null"}]}, *start, required=False)

    assert person.stopped == {}
    assert person.after() == ({"x": None} if start else {})


@pytest.mark.parametrize(("schema", "value"), [(TEXT, "a"), (WHOLE, 5), (DAY, "2030-01-31"), ({}, {"a": 1})])
def test_what_is_emptied_is_left_out_or_null_where_it_has_to_be_given(schema: dict[str, Any], value: Any) -> None:
    nullable = {"anyOf": [schema, {"type": "null"}]}
    optional, required = one(nullable | {"default": None}, value, required=False), one(nullable, value)
    empty = None if schema == DAY else ""

    assert one(schema, value, required=False).types(first(optional), empty).after() == {}
    assert optional.types(first(optional), empty).after() == {}
    assert required.types(first(required), "null" if schema == {} else empty).after() == {"x": None}


def first(person: Person) -> str:
    return next(iter(person.inputs))


@pytest.mark.parametrize("schema", [FLAG, FEW, SOME])
def test_a_choice_is_left_out_or_null_by_choice(schema: dict[str, Any]) -> None:
    nullable = {"anyOf": [schema, {"type": "null"}]}
    value = schema.get("enum", [True])[0]

    assert one(schema, value, required=False).types("x", "(not given)").after() == {}
    assert one(nullable | {"default": None}, value, required=False).types("x", "(not given)").after() == {}
    assert one(nullable, value).types("x", "null").after() == {"x": None}
    assert one(nullable, value, required=False).types("x", "null").after() == {"x": None}
    assert one(nullable, None, required=False).types("x", "(not given)").after() == {}
    assert one({"enum": ["null", "a"]} | {"type": ["string", "null"]}, "a").types("x", "null").after() == {"x": None}


def test_a_list_that_is_emptied_is_an_empty_one() -> None:
    listed = {"type": "array", "items": FEW}

    assert one(TEXTS, ["a"], required=False).types("x", "").after() == {"x": []}
    assert one(listed, ["choice 1"], required=False).types("x", []).after() == {"x": []}
    assert one(TEXTS, required=False).types("x", "").after() == {}
    assert one(TEXTS | {"minItems": 1}, ["a"], required=False).types("x", "").after() == {}


def test_a_list_that_is_not_given_shows_what_the_tool_takes_in_its_place() -> None:
    person = one(TEXTS | {"default": ["a"]}, required=False)

    assert (shown(person), person.after()) == ("a", {})
    assert "the tool takes what stands here" in person.inputs["x"]["hint"]["text"]
    assert person.types("x", "").after() == {"x": []}


BOX = "x is null"
APART = [
    ({"type": ["integer", "null"], "default": 50}, 20),
    ({"type": ["string", "null"]}, "ann"),
    ({"anyOf": [DAY, {"type": "null"}]}, "2030-01-31"),
    ({"anyOf": [TEXTS, {"type": "null"}], "default": None}, ["a"]),
    ({"type": ["string", "null"], "format": "password"}, "hunter2"),
]


@pytest.mark.parametrize(("schema", "value"), APART)
def test_null_has_a_box_where_it_is_not_the_same_as_nothing(schema: dict[str, Any], value: Any) -> None:
    assert one(schema, value, required=False).types(BOX, [NULL]).after() == {"x": None}
    assert one(schema, required=False).types(BOX, [NULL]).after() == {"x": None}
    assert one(schema, None, required=False).after() == {"x": None}
    assert one(schema, required=False).after() == {}


@pytest.mark.parametrize(("schema", "after"), [(APART[0][0], {}), (APART[3][0], {"x": []})])
def test_what_is_not_null_any_more_is_nothing(schema: dict[str, Any], after: dict[str, Any]) -> None:
    assert one(schema, None, required=False).types(BOX, []).after() == after


def test_what_is_typed_replaces_null_once_its_box_is_empty() -> None:
    person = one(APART[0][0], None, required=False).types("x", "7")

    assert person.after() == {"x": None}
    assert person.types(BOX, []).after() == {"x": 7}


def test_a_required_list_can_be_emptied_and_a_required_text_cannot() -> None:
    assert one(TEXTS, ["a"]).types("x", "").after() == {"x": []}
    assert one(TEXT, "a").types("x", "").stopped == {"argument:x": "Please complete this required field."}
    assert one(TEXT, "a").types("x", "").errors() == {"x": "This cannot be left empty."}


@pytest.mark.parametrize(
    ("schema", "value", "typed", "error"),
    [
        (WHOLE, 5, "many", "This has to be a number."),
        (WHOLE, 5, "1.5", "This has to be a whole number."),
        (WHOLE, 5, "9" * 40, "This number is too large."),
        (WHOLE, 5, "1e999999999", "This number is too large."),
        (REAL, 5, "NaN", "This has to be a number."),
        (REAL, 5, "Infinity", "This has to be a number."),
        (WHOLES, [1], "1\ntwo", "Line 2: This has to be a number."),
        ({}, [1], "[1,\n 2 3]", "This is not JSON yet. Line 2, column 4: a comma or a closing bracket is missing."),
        ({}, [1], "[NaN]", "This is not JSON yet: NaN is not a JSON number."),
        ({}, [1], '{"a": 1, "a": 2}', "This is not JSON yet: a name appears twice in the same object."),
        ({}, [1], "[" * 2900, "This is not JSON yet: it is nested too deeply."),
        ({}, [1], "[1e999]", "A number in this is too large."),
        ({}, [1], "9" * 5000, "A number in this is too large."),
        (DAY, "2030-01-31", "2030-02-30", "Pick a date."),
        (TIME, "10:30", "25:00", "Pick a time."),
        (MOMENT, "2030-01-31T10:30:00Z", 5, "Pick a date and a time."),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(schema: dict[str, Any], value: Any, typed: Any, error: str) -> None:
    person = one(schema, value)
    label = next(iter(person.inputs))

    assert person.types(label, typed).errors() == {label: error}


def test_json_that_is_wrong_is_told_too_where_nothing_was_given_before() -> None:
    person = Person({"properties": {"x": OBJECT}}, {})

    assert "Line 1, column 1" in person.types("x (JSON)", "Some words.").errors()["x (JSON)"]


@pytest.mark.parametrize(
    ("schema", "value", "bounds"),
    [
        (WHOLE | {"minimum": 1, "maximum": 9}, 5, {"min_value": "1", "max_value": "9"}),
        (REAL | {"minimum": 0.5}, 5, {"min_value": "0.5"}),
        (WHOLE | {"minimum": 1, "maximum": 9}, 0, {}),
        (WHOLE | {"minimum": 9, "maximum": 1}, 5, {}),
        (WHOLE | {"maximum": 1e30}, 5, {}),
        (WHOLE | {"minimum": "1"}, 5, {}),
    ],
)
def test_slack_watches_over_limits_that_what_stands_there_keeps(
    schema: dict[str, Any], value: Any, bounds: dict[str, str]
) -> None:
    found = element(schema, value)

    assert {name: found[name] for name in ("min_value", "max_value") if name in found} == bounds


def test_a_choice_outside_the_choices_can_be_seen_kept_and_replaced() -> None:
    person = one(FEW, "choice 9")

    assert shown(person)["text"]["text"] == "choice 9"
    assert person.after() == {"x": "choice 9"}
    assert person.types("x", "choice 1").after() == {"x": "choice 1"}


def test_choices_that_read_the_same_are_told_apart() -> None:
    options = element({"enum": ["1", 1, 1.0, True, "true", "", " "]}, 1)["options"]

    assert [option["text"]["text"] for option in options] == ['"1"', "1", "1.0", "true", '"true"', '""', '" "']


def test_a_long_choice_goes_on_below_its_label() -> None:
    long = "Page every responder in the rotation at once, whatever the hour, and then the commander on duty"
    first, second = element({"enum": [long, "b" * 100]}, long)["options"]

    assert f"{first['text']['text']} {first['description']['text']}" == long
    assert [second["text"]["text"], second["description"]["text"]] == ["b" * 75, "b" * 25]
    assert one({"enum": [long, "b"]}, long).types("x", "b").after() == {"x": "b"}


def test_many_long_choices_are_a_list() -> None:
    assert element({"enum": [f"{n} {'a' * 76}" for n in range(30)]})["type"] == "static_select"


def test_a_choice_too_long_for_that_too_is_typed() -> None:
    assert element({"enum": ["a" * 151, "b"]}, "b")["type"] == "plain_text_input"
