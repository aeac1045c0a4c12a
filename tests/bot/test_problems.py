"""What JSON Schema has against arguments, told to people."""

from typing import Any

import pytest

from bot.problems import UNREADABLE, problems


def said(schema: dict[str, Any], value: Any, *, formats: bool = True) -> str:
    """What is wrong with a single argument; "" when nothing is."""
    found = problems({"properties": {"x": schema}}, {"x": value}, formats=formats)
    assert set(found) <= {("x",)}
    return found.get(("x",), "")


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        ({"type": "integer"}, "5", "This has to be a whole number."),
        ({"type": ["number", "null"]}, "5", "This has to be a number or null."),
        ({"enum": ["a", 1]}, "b", 'This has to be one of ["a", 1].'),
        ({"const": "a"}, "b", 'This has to be "a".'),
        ({"minimum": 1}, 0, "This has to be at least 1."),
        ({"maximum": 1}, 2, "This has to be at most 1."),
        ({"exclusiveMinimum": 1}, 1, "This has to be more than 1."),
        ({"exclusiveMaximum": 1}, 1, "This has to be less than 1."),
        ({"multipleOf": 0.01}, 0.075, "This has to be a multiple of 0.01."),
        ({"minLength": 2}, "a", "Too few characters: at least 2."),
        ({"maxLength": 2}, "abc", "Too many characters: at most 2."),
        ({"minItems": 2}, [1], "Too few items: at least 2."),
        ({"maxItems": 1}, [1, 2], "Too many items: at most 1."),
        ({"uniqueItems": True}, [1, 1], "Nothing may be listed twice."),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}], "Nothing may be listed twice."),
        ({"pattern": "^a"}, "b", "This has to match the pattern ^a"),
        ({"format": "date"}, "2030-02-30", "This has to be a date, such as 2030-01-31."),
        ({"format": "email"}, "x", "This has to be an email address, such as ann@example.com."),
        ({"format": "ipv4"}, "x", "This has to be an IPv4 address, such as 192.0.2.1."),
        ({"format": "uuid"}, "x", "This has to be a UUID, such as 123e4567-e89b-12d3-a456-426614174000."),
        ({"format": "regex"}, "(", "This has to be of the format regex."),
        ({"pattern": "^[A-Z]{3}$", "examples": ["EUR"]}, "b", "This has to look like EUR (pattern ^[A-Z]{3}$)."),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "a", "This has to be a whole number."),
        ({"not": {}}, 1, "This does not fit"),
        ({"anyOf": [{"type": "string", "minLength": 3}, {"type": "null"}]}, "ab", "Too few characters: at least 3."),
    ],
)
def test_a_problem_is_told_in_a_sentence(schema: dict[str, Any], value: Any, sentence: str) -> None:
    assert said(schema, value).startswith(sentence)


def test_what_is_alike_only_to_python_is_no_repetition() -> None:
    assert said({"uniqueItems": True}, [1, True, "1", {"a": 1}, {"a": "1"}]) == ""


def test_a_problem_is_told_at_its_place() -> None:
    item = {"properties": {"id": {}, "name": {"type": "string"}}, "required": ["id"], "additionalProperties": False}
    schema = {"properties": {"x": {"items": item}, "y": {}}, "required": ["x", "y"]}

    assert problems(schema, {"x": [{"id": 1}, {"name": 1, "more": 1}]}, formats=True) == {
        ("x", 1, "name"): "This has to be text.",
        ("x", 1, "id"): "This is required.",
        ("x", 1, "more"): "The tool takes nothing of this name.",
        ("y",): "This is required.",
    }


def test_names_of_a_pattern_are_no_strangers() -> None:
    schema = {"patternProperties": {"^x_": {}}, "additionalProperties": False}

    assert [*problems(schema, {"x_1": 1, "y_1": 1}, formats=True)] == [("y_1",)]


@pytest.mark.parametrize("value", [0.07, 0.29, 1.1, 19.99, 0.57, 4.35, 1e-7 * 10**5])
def test_cents_are_multiples_of_a_cent(value: float) -> None:
    assert said({"multipleOf": 0.01}, value) == ""


def test_formats_count_only_where_they_are_asked_for() -> None:
    assert said({"format": "email"}, "nobody", formats=False) == ""


def test_a_pattern_of_another_language_is_left_to_the_tool() -> None:
    assert said({"pattern": r"^(?=a)"}, "b") == ""


def test_patterns_are_those_of_schemas_and_not_of_python() -> None:
    assert (said({"pattern": r"^\p{Lu}+$"}, "Ä"), said({"pattern": r"^\p{Lu}+$"}, "ä") != "") == ("", True)


@pytest.mark.parametrize(
    "schema",
    [
        {"additionalProperties": {"pattern": "^(a+)+$"}},
        {"patternProperties": {"^(a+)+$": False}, "additionalProperties": False},
        {"propertyNames": {"pattern": "^(a+)+$"}},
        {"patternProperties": {"^(a+)+$": False}, "unevaluatedProperties": False},
    ],
)
def test_no_pattern_of_a_server_stops_the_process(schema: dict[str, Any]) -> None:
    """Python's own engine would need longer than the sun has."""
    problems(schema, {"a" * 100 + "!": "a" * 100 + "!"}, formats=True)


def test_a_multiple_of_very_little_is_still_told() -> None:
    assert (said({"multipleOf": 1e-15}, 1e20), said({"multipleOf": 3e-300}, 1e20) != "") == ("", True)


def test_names_beside_the_known_ones_have_to_fit_too() -> None:
    schema = {
        "properties": {"a": {}},
        "patternProperties": {"^b": {"type": "null"}},
        "additionalProperties": {"minimum": 1},
    }

    assert [*problems(schema, {"a": 0, "b": 0, "c": 0, "d": 1}, formats=True)] == [("b",), ("c",)]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "text"},
        {"minimum": "1"},
        {"$ref": "#/$defs/gone"},
        {"$ref": "https://example.com/schema.json"},
        {"$ref": "#"},
        {"patternProperties": {r"(?=x)": {}}},
    ],
)
def test_a_schema_that_cannot_be_read_lets_nothing_pass(schema: dict[str, Any]) -> None:
    assert problems(schema, {"x": 1}, formats=True) == {(): UNREADABLE()}


def test_a_long_pattern_is_cut() -> None:
    assert len(said({"pattern": "a" * 5000}, "b")) < 300


MAIL = {"properties": {"kind": {"const": "mail"}, "to": {"type": "string", "minLength": 1}}, "required": ["kind", "to"]}
CALL = {"properties": {"kind": {"const": "call"}, "number": {"type": "integer"}}, "required": ["kind", "number"]}


@pytest.mark.parametrize("alternatives", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"kind": "mail"}, {("x", "to"): "This is required."}),
        ({"kind": "mail", "to": ""}, {("x", "to"): "Too few characters: at least 1."}),
        ({"kind": "call", "number": "a"}, {("x", "number"): "This has to be a whole number."}),
        ({"kind": "fax"}, {("x", "kind"): 'This has to be one of ["mail", "call"].'}),
    ],
)
def test_of_alternatives_the_one_counts_that_the_value_names(
    alternatives: str, value: Any, found: dict[Any, str]
) -> None:
    assert problems({"properties": {"x": {alternatives: [MAIL, CALL]}}}, {"x": value}, formats=True) == found
