"""What could stand in an empty input: of the shape that the schema asks for."""

from typing import Any

import pytest

from bot.problems import problems
from bot.views.forms.examples import FORMATS, example
from bot.views.forms.schemas import Schemas
from tests.forms.person import Person
from tests.forms.single import MOMENT, OBJECT, TEXT, TIME, element

POINT = {"type": "object", "properties": {"lat": {"type": "number"}, "note": TEXT}, "required": ["lat"]}
KINDS = {"oneOf": [{"properties": {"kind": {"const": "mail"}, "to": {"format": "email"}}, "type": "object"}, POINT]}


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        (OBJECT, 'Such as {"name": 1}'),
        (POINT | {"additionalProperties": True}, 'Such as {"lat": 1.5}'),
        ({"type": "array", "items": POINT}, 'Such as [{"lat": 1.5}]'),
        (KINDS, 'Such as {"kind": "mail", "to": "ann@example.com"}'),
        ({"type": "array", "items": {"$ref": "#"}}, "Such as []"),
        ({"format": "uuid", "type": "string"}, "Such as 123e4567-e89b-12d3-a456-426614174000"),
        (TIME, "Such as 10:30:00Z"),
        (TEXT | {"examples": ["EUR"]}, "Such as EUR"),
        (TEXT, ""),
        (MOMENT, ""),
        ({}, ""),
    ],
)
def test_an_empty_input_says_what_could_stand_there(schema: dict[str, Any], shown: str) -> None:
    assert element(schema).get("placeholder", {"text": ""})["text"] == shown


def test_a_secret_has_no_example() -> None:
    secret = {"type": "object", "properties": {"key": {"writeOnly": True, "examples": ["hunter2"]}, "name": TEXT}}

    assert "hunter2" not in str(Person({"properties": {"x": {"type": "array", "items": secret}}}, {}).blocks)


@pytest.mark.parametrize("name", FORMATS)
def test_an_example_of_a_format_is_of_that_format(name: str) -> None:
    assert problems({"format": name}, FORMATS[name], formats=True) == {}


def test_what_would_be_too_long_is_not_said() -> None:
    assert example(Schemas({}), {"type": "object", "properties": {f"a long name {n}": TEXT for n in range(50)}}) == ""
