"""Forms: any tool's arguments to inputs that Slack takes, and what was typed back to values."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.views import Block
from bot.views.forms import LONGEST, beside, block_id, fits, inputs, read
from sandbox.block_kit import view_problems
from sandbox.block_kit.values import Values, field_errors, state_values


class Arguments(BaseModel):
    """One of every type."""

    text: str
    whole: int
    real: float
    flag: bool
    pick: Literal["low", "high"]
    level: Literal[1, 2, 3]
    tags: list[str]
    more: dict[str, int | None]
    cc: str | None = None
    limit: float | None = None
    sure: bool | None = None
    mood: Literal["calm", "loud"] | None = None
    any: Any = None


SCHEMA = Arguments.model_json_schema()
BEFORE: dict[str, Any] = {
    "text": "hello",
    "whole": 5,
    "real": 2.5,
    "flag": True,
    "pick": "low",
    "level": 2,
    "tags": ["a"],
    "more": {"x": 1},
    "cc": "bob",
    "limit": 3.5,
    "sure": False,
    "mood": "calm",
    "any": "x",
}


def modal(blocks: list[Block]) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "Edit"}
    return {"type": "modal", "title": text, "submit": text, "blocks": blocks}


def typed(blocks: list[Block], **fields: str) -> Values:
    """The view's state after a person typed this, or picked the option with this label."""
    state = state_values(blocks, {})
    for name, text in fields.items():
        element = next(block["element"] for block in blocks if block["block_id"] == block_id(name))
        if "options" in element:
            picked = next((o for o in element["options"] if o["text"]["text"] == text), None)
            state[block_id(name)]["value"] = {"selected_option": picked}
        else:
            state[block_id(name)]["value"] = {"value": text or None}
    return state


def edit(before: Mapping[str, Any], **fields: str) -> tuple[dict[str, Any], dict[str, str]]:
    return read(SCHEMA, before, typed(inputs(SCHEMA, before), **fields))


def one(schema: Mapping[str, Any], value: Any, text: str | None = None) -> Any:
    """What becomes of a single required argument of this schema."""
    whole = {"properties": {"x": schema}, "required": ["x"]}
    blocks = inputs(whole, {"x": value})
    after, errors = read(whole, {"x": value}, typed(blocks) if text is None else typed(blocks, x=text))
    return errors[block_id("x")] if errors else after["x"]


def test_every_type_has_an_input_that_slack_takes() -> None:
    blocks = inputs(SCHEMA, BEFORE)

    assert view_problems(modal(blocks), "modal") == []
    assert {block["label"]["text"]: block["element"]["type"] for block in blocks} == {
        "text": "plain_text_input",
        "whole": "number_input",
        "real": "number_input",
        "flag": "radio_buttons",
        "pick": "static_select",
        "level": "static_select",
        "tags": "plain_text_input",
        "more": "plain_text_input",
        "cc": "plain_text_input",
        "limit": "number_input",
        "sure": "radio_buttons",
        "mood": "static_select",
        "any": "plain_text_input",
    }


def test_what_nobody_touches_stays_exactly() -> None:
    assert edit(BEFORE) == (BEFORE, {})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("text", "bye", "bye"),
        ("text", "123", "123"),
        ("text", " spaced ", " spaced "),
        ("whole", "7", 7),
        ("whole", "-7", -7),
        ("real", "0.1", 0.1),
        ("real", "3", 3),
        ("flag", "false", False),
        ("pick", "high", "high"),
        ("level", "1", 1),
        ("level", "3", 3),
        ("tags", '["b", "c"]', ["b", "c"]),
        ("more", '{"y": null}', {"y": None}),
        ("cc", "carol", "carol"),
        ("cc", "123", "123"),
        ("limit", "0.5", 0.5),
        ("sure", "true", True),
        ("mood", "loud", "loud"),
        ("any", '"y"', "y"),
        ("any", "[1]", [1]),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_arguments_type(name: str, text: str, value: Any) -> None:
    after, errors = edit(BEFORE, **{name: text})

    assert (after, errors) == (BEFORE | {name: value}, {})
    assert type(after[name]) is type(value)


@pytest.mark.parametrize("name", ["cc", "limit", "sure", "mood", "any"])
def test_an_optional_argument_that_is_emptied_is_left_out(name: str) -> None:
    after, errors = edit(BEFORE, **{name: ""})

    assert (after, errors) == ({n: v for n, v in BEFORE.items() if n != name}, {})


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("whole", "many", "This has to be a number."),
        ("whole", "1.5", "This has to be a whole number."),
        ("whole", "9" * 40, "This number is too large."),
        ("whole", "1e999999999", "This number is too large."),
        ("real", "NaN", "This has to be a number."),
        ("real", "Infinity", "This has to be a number."),
        ("real", "1e999", "This number is too large."),
        ("tags", "a, b", "This has to be JSON"),
        ("tags", "[NaN]", "This has to be JSON"),
        ("tags", "[" * 2900, "This has to be JSON"),
        ("more", "{", "This has to be JSON"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(name: str, text: str, error: str) -> None:
    _, errors = edit(BEFORE, **{name: text})

    assert {block: said.startswith(error) for block, said in errors.items()} == {block_id(name): True}


def test_all_errors_are_told_at_once() -> None:
    _, errors = edit(BEFORE, whole="x", real="y")

    assert list(errors) == [block_id("whole"), block_id("real")]


@pytest.mark.parametrize(
    ("schema", "choices"),
    [({"enum": [3, 2, 1, 0]}, [3, 2, 1, 0]), ({"enum": ["1", "0"]}, ["1", "0"]), ({"enum": [None, "a"]}, ["a"])],
)
def test_a_choice_is_the_one_that_was_picked_whatever_its_name(schema: dict[str, Any], choices: list[Any]) -> None:
    """Options are told apart by their number, which may look like another option's name."""
    pairs = [(before, after) for before in choices for after in choices]

    assert [one(schema, before, str(after)) for before, after in pairs] == [after for _, after in pairs]


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize("value", ["five", "1,000", [5], True, 1e22, 1e-7, None])
def test_a_value_that_is_no_number_does_not_keep_the_form_from_opening(kind: str, value: Any) -> None:
    schema = {"properties": {"x": {"type": kind}}, "required": ["x"]}

    assert view_problems(modal(inputs(schema, {"x": value})), "modal") == []
    assert one({"type": kind}, value, "7") == 7


def test_a_choice_outside_the_choices_can_be_replaced() -> None:
    assert (one({"enum": ["a", "b"]}, "z"), one({"enum": ["a", "b"]}, "z", "b")) == ("z", "b")


def test_named_choices_are_looked_up() -> None:
    schema = {"$defs": {"Mood": {"enum": ["calm", "loud"]}}, "properties": {"x": {"$ref": "#/$defs/Mood"}}}
    blocks = inputs(schema, {"x": "calm"})

    assert read(schema, {"x": "calm"}, typed(blocks, x="loud")) == ({"x": "loud"}, {})


def test_a_string_where_json_is_expected_is_shown_as_json() -> None:
    block = inputs({"properties": {"x": {"type": "array"}}}, {"x": "a"})[0]

    assert block["element"]["initial_value"] == '"a"'


def test_what_the_model_made_up_can_be_edited_too() -> None:
    after, errors = read({}, {"bogus": {"a": 1}}, typed(inputs({}, {"bogus": {"a": 1}}), bogus='{"a": 2}'))

    assert (after, errors) == ({"bogus": {"a": 2}}, {})


def test_required_fields_are_required_and_explained() -> None:
    schema = {"properties": {"a": {"type": "string", "description": "Who."}, "b": {}}, "required": ["a"]}
    first, second = inputs(schema, {"a": "x"})

    assert (first["optional"], first["hint"]["text"]) == (False, "Who.")
    assert (second["optional"], "hint" in second) == (True, False)


def test_an_empty_required_text_does_not_have_to_be_filled() -> None:
    blocks = inputs({"properties": {"a": {"type": "string"}}, "required": ["a"]}, {"a": ""})

    assert field_errors(blocks, state_values(blocks, {})) == {}


def test_a_field_that_the_view_lacks_is_left_as_it_was() -> None:
    assert read(SCHEMA, BEFORE, {}) == (BEFORE, {})


@pytest.mark.parametrize("state", [{"argument:text": {}}, {"argument:text": {"value": None}}])
def test_a_malformed_state_changes_nothing(state: dict[str, Any]) -> None:
    assert read(SCHEMA, BEFORE, state) == (BEFORE, {})


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"x": "a" * LONGEST}, True),
        ({"x": "a" * (LONGEST + 1)}, False),
        ({f"x{n}": 1 for n in range(20)}, True),
        ({f"x{n}": 1 for n in range(21)}, False),
        ({"x" * 300: 1}, False),
    ],
)
def test_what_slack_cannot_hold_does_not_fit(values: dict[str, Any], *, verdict: bool) -> None:
    schema = {"properties": {"x": {"type": "string"}} if "x" in values else {}}

    assert fits(values, schema) is verdict


def test_errors_stand_beside_fields_that_exist() -> None:
    blocks = [{"type": "section"}, {"type": "input", "block_id": "a"}, {"type": "input", "block_id": "b"}]

    assert beside({"b": "too long", "c": "unknown"}, blocks) == {"a": "unknown", "b": "too long"}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries(dict.fromkeys(BEFORE, VALUE)))
def test_whatever_a_model_sends_can_be_shown_and_stays_exactly(values: dict[str, Any]) -> None:
    blocks = inputs(SCHEMA, values)

    assert view_problems(modal(blocks), "modal") == []
    assert read(SCHEMA, values, state_values(blocks, {})) == (values, {})


@given(st.dictionaries(st.sampled_from([*BEFORE]), TEXT))
def test_whatever_is_typed_is_a_value_or_an_error(fields: dict[str, str]) -> None:
    blocks = inputs(SCHEMA, BEFORE)
    state = state_values(blocks, {}) | {block_id(name): {"value": {"value": text}} for name, text in fields.items()}

    after, errors = read(SCHEMA, BEFORE, state)
    assert set(errors) <= {block_id(name) for name in fields}
    assert {name for name in BEFORE if after.get(name) != BEFORE[name]} <= {*fields}
