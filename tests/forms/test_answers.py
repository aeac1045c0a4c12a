"""The form for the answer to a graph's own question: what it asks for, and what comes of what is typed."""

from typing import Any, Literal

import pytest
from pydantic import BaseModel, TypeAdapter

from bot.problems import problems
from bot.views.forms.answers import Answer
from sandbox.block_kit import view_problems
from sandbox.block_kit.values import state_values
from tests.forms.person import holding


class Verdict(BaseModel):
    decision: Literal["publish", "drop"]
    wording: str | None = None


class Place(BaseModel):
    street: str


def typed(schema: dict[str, Any], **entered: Any) -> tuple[Any, dict[str, str]]:
    """What comes of typing this into the fields with these labels."""
    form = Answer(schema)
    text = {"type": "plain_text", "text": "Answer"}
    assert view_problems({"type": "modal", "title": text, "submit": text, "blocks": form.blocks}, "modal") == []
    state: Any = state_values(form.blocks, {})
    for block in form.blocks:
        label = block["label"]["text"].removesuffix(" (JSON)")
        if label in entered:
            name = block["element"]["action_id"]
            state[block["block_id"]] = {name: holding(block["element"], entered[label])}
    value, errors = form.read(state)
    return value, errors or form.beside(problems(schema, value, formats=True) if schema else {})


@pytest.mark.parametrize(
    ("schema", "entered", "value"),
    [
        ({"type": "string"}, {"Answer": "yes\nindeed"}, "yes\nindeed"),
        ({"type": "string"}, {"Answer": "5"}, "5"),
        ({"type": "integer"}, {"Answer": "5"}, 5),
        ({"type": "boolean"}, {"Answer": "No"}, False),
        ({"enum": ["yes", "no"]}, {"Answer": "no"}, "no"),
        ({"enum": [1, 2]}, {"Answer": "2"}, 2),
        ({"type": "array", "items": {"type": "string"}}, {"Answer": "a\nb"}, ["a", "b"]),
        (Verdict.model_json_schema(), {"decision": "drop"}, {"decision": "drop"}),
        (
            Verdict.model_json_schema(),
            {"decision": "publish", "wording": "Soon."},
            {"decision": "publish", "wording": "Soon."},
        ),
        (TypeAdapter(list[Place]).json_schema(), {"Answer": '[{"street":"A"}]'}, [{"street": "A"}]),
        ({}, {"Answer": "go ahead, but slowly"}, "go ahead, but slowly"),
        ({}, {"Answer": '"5"'}, "5"),
        ({}, {"Answer": "-2.5"}, -2.5),
        ({}, {"Answer": "true"}, True),
        ({}, {"Answer": "null"}, None),
        ({}, {"Answer": '{"a": [1]}'}, {"a": [1]}),
        ({}, {"Answer": "truely"}, "truely"),
    ],
)
def test_what_is_typed_is_the_answer(schema: dict[str, Any], entered: dict[str, Any], value: Any) -> None:
    assert typed(schema, **entered) == (value, {})


@pytest.mark.parametrize(
    ("schema", "entered", "block", "said"),
    [
        ({}, {"Answer": '{"a": '}, "argument:Answer", "This is not JSON yet"),
        ({}, {"Answer": "  "}, "argument:Answer", "Write an answer."),
        ({"type": "string", "minLength": 3}, {"Answer": "no"}, "argument:Answer", "characters: at least 3"),
        (TypeAdapter(list[Place]).json_schema(), {"Answer": "[{}]"}, "argument:Answer", "item 1.street: This is requ"),
        (Verdict.model_json_schema(), {"wording": "Soon."}, "argument:decision", "This is required."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    schema: dict[str, Any], entered: dict[str, Any], block: str, said: str
) -> None:
    _, errors = typed(schema, **entered)

    assert [*errors] == [block]
    assert said in errors[block]


def test_a_schema_of_hundreds_of_fields_is_answered_as_json() -> None:
    many = {"type": "object", "properties": {f"p{number}": {"type": "string"} for number in range(200)}}

    assert len(Answer(many).blocks) == 1
