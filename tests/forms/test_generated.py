"""Forms of generated tools: shown and left alone is the same, changed is exactly that, wrong is told in its place."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.canonical import canonical
from bot.problems import problems
from bot.views.forms import Form
from tests.forms.generated import JSON, NAMES, arguments, at, tools
from tests.forms.person import NotTypable, Path, Person

pytestmark = pytest.mark.timeout(600)  # many examples, and other tests beside them

MANY = settings(max_examples=2000, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
MULTIPLE = {"checkboxes", "multi_static_select"}
TRAIL = f" {chr(0x203A)} "
"""Between an object and its part."""
SOME = settings(MANY, max_examples=400)


def unordered(values: dict[str, Any], paths: Iterable[Path]) -> dict[str, Any]:
    """Several picked of several have no order but the one they had."""
    for path in paths:
        if isinstance(held := at(values, path), list):
            values = put(values, path, sorted(held, key=json.dumps))
    return values


def put(values: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The arguments with this one changed, or left out where it is an ellipsis."""
    name, *rest = path
    if rest:
        value = put(values.get(name) or {}, tuple(rest), value)
    return {each: held for each, held in ({**values, name: value}).items() if held is not ...}


@MANY
@given(st.data())
def test_what_is_shown_and_left_alone_stays_to_the_letter(data: st.DataObject) -> None:
    schema = data.draw(tools())
    values = data.draw(arguments(schema))
    person = Person(schema, values)

    assert person.stopped == {}
    assert canonical(person.after()) == canonical(values)


@MANY
@given(st.data())
def test_what_is_changed_becomes_exactly_that(data: st.DataObject) -> None:
    """Whoever enters other arguments into the form gets these, and keeps what they did not enter."""
    schema = data.draw(tools())
    values, others = data.draw(arguments(schema)), data.draw(arguments(schema))
    person, expected = Person(schema, values), values
    for path in person.paths:
        wanted = at(others, path)
        try:
            person.enters(path, wanted)
        except NotTypable:
            continue
        expected = put(expected, path, wanted)

    picked = [path for path, block in person.paths.items() if block["element"]["type"] in MULTIPLE]
    assert canonical(unordered(person.after(), picked)) == canonical(unordered(expected, picked))


@SOME
@given(st.data())
def test_what_a_tool_takes_is_no_problem(data: st.DataObject) -> None:
    schema = data.draw(tools())

    assert problems(schema, data.draw(arguments(schema)), formats=True) == {}


@SOME
@given(st.data())
def test_what_does_not_fit_is_told_under_its_own_field(data: st.DataObject) -> None:
    schema = data.draw(tools())
    values = data.draw(arguments(schema))
    name = data.draw(st.sampled_from([*schema["properties"], "none of these"]))
    wrong = values | {name: data.draw(JSON)}
    found = problems(schema, wrong, formats=True)

    person = Person(schema, wrong)
    assert {path[0] for path in found} <= {name}
    if any(path[:1] == (name,) for path in person.paths):
        assert {label.removesuffix(" (JSON)").partition(TRAIL)[0] for label in person.reads(found)} == {
            path[0] for path in found
        }


@SOME
@given(st.data())
def test_whatever_a_model_made_up_can_be_shown_and_stays(data: st.DataObject) -> None:
    schema = data.draw(tools())
    values = data.draw(st.dictionaries(NAMES | st.sampled_from(["shared"]), JSON, max_size=5))

    assert canonical(Person(schema, values).after()) == canonical(values)


def _wild(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects of the words of JSON Schema, with anything in them."""
    words = ["$ref", "$defs", "properties", "required", "type", "enum", "const", "items", "anyOf", "allOf", "format"]
    words += ["default", "minimum", "pattern", "readOnly", "writeOnly", "additionalProperties"]
    kinds = st.sampled_from(["string", "integer", "object", "array", "#", "#/properties/to", "#/$defs/a", "date", "("])
    return st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(words) | NAMES, inner | kinds, max_size=5)


@SOME
@given(st.recursive(JSON, _wild, max_leaves=20), st.dictionaries(NAMES, JSON, max_size=4))
def test_any_json_in_place_of_a_schema_makes_a_form_and_a_verdict(schema: Any, values: dict[str, Any]) -> None:
    form = Form.of(schema, values)
    if form:
        assert canonical(Person(schema, values).after()) == canonical(values)
    if isinstance(schema, dict):
        assert all(isinstance(said, str) for said in problems(schema, values, formats=True).values())


STATES = st.fixed_dictionaries(
    {},
    optional={
        "value": JSON,
        "selected_option": JSON | st.fixed_dictionaries({"value": JSON}),
        "selected_options": JSON | st.lists(st.fixed_dictionaries({"value": JSON}), max_size=3),
        "selected_date": JSON,
        "selected_time": JSON,
        "selected_date_time": JSON,
    },
)


@SOME
@given(st.data())
def test_whatever_comes_back_is_a_value_or_an_error_in_the_form(data: st.DataObject) -> None:
    """What a browser never sends changes no argument but the one it is about, and nothing falls over."""
    schema = data.draw(tools())
    values = data.draw(arguments(schema))
    person = Person(schema, values)
    broken = data.draw(st.sampled_from([*person.state, "argument:none of these"]))
    person.state[broken] = data.draw(st.fixed_dictionaries({"value": STATES | JSON}) | JSON)
    after, errors = person.submits()

    assert set(errors) <= {broken}
    changed = {name for name in {*after, *values} if json.dumps(after.get(name)) != json.dumps(values.get(name))}
    assert len(changed) <= 1
