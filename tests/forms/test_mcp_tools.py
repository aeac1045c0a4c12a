"""Forms of the tools of public MCP servers: their own schemas, as they listed them, without the prose."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.canonical import canonical
from bot.problems import problems
from tests.forms.generated import arguments
from tests.forms.person import Person

SERVERS = [json.loads(file.read_text()) for file in sorted((Path(__file__).parent / "schemas").glob("*.json"))]
TOOLS: dict[str, dict[str, Any]] = {name: schema for server in SERVERS for name, schema in server["tools"].items()}


def test_there_are_many_of_them_from_several_packages() -> None:
    assert len(TOOLS) == sum(len(server["tools"]) for server in SERVERS) >= 160
    assert len({(server["package"], server["version"]) for server in SERVERS}) >= 6


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_any_call_can_be_shown_and_stays_to_the_letter(tool: str, data: st.DataObject) -> None:
    values = data.draw(arguments(TOOLS[tool]))
    person = Person(TOOLS[tool], values)

    assert person.stopped == {}
    assert canonical(person.after()) == canonical(values)
    assert problems(TOOLS[tool], values, formats=True) == {}


TEXT, NUMBER, RADIO, SELECT = "plain_text_input", "number_input", "radio_buttons", "static_select"
FORMS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "git_commit": ({"repo_path": "/repo", "message": "Fix"}, {"repo_path": TEXT, "message": TEXT}),
    "fetch": (
        {"url": "https://example.com"},
        {"url": "url_text_input", "max_length": NUMBER, "start_index": NUMBER, "raw": RADIO},
    ),
    "git_log": (
        {"repo_path": "/repo", "start_timestamp": None},
        {"repo_path": TEXT, "max_count": NUMBER, "start_timestamp": TEXT, "end_timestamp": TEXT},
    ),
    "sort_range": (
        {"path": "a", "sheet": "b", "range": "A1:B2", "sort_by": [{"column": "A"}]},
        {"path": TEXT, "sheet": TEXT, "range": TEXT, "sort_by (JSON)": TEXT, "has_header": RADIO},
    ),
    "import_csv": (
        {"path": "a", "csv_path": "b", "sheet": "c"},
        {"path": TEXT, "csv_path": TEXT, "sheet": TEXT, "at": TEXT}
        | {"delimiter": SELECT, "encoding": RADIO, "decimal": RADIO, "date_order": RADIO, "as_text": RADIO},
    ),
}


@pytest.mark.parametrize("tool", FORMS)
def test_their_arguments_have_the_inputs_one_expects(tool: str) -> None:
    values, expected = FORMS[tool]
    person = Person(TOOLS[tool], values)

    assert {label: block["element"]["type"] for label, block in person.inputs.items()} == expected


@pytest.mark.parametrize(
    ("tool", "values", "label", "wrong", "said"),
    [
        ("jira_get_sprint_issues", {"sprint_id": "1"}, "limit", "99", "This has to be at most 50."),
        ("jira_get_sprint_issues", {"sprint_id": "1", "start_at": 3}, "start_at", "-1", "This has to be at least 0."),
        ("fetch", {"url": "https://example.com"}, "url", "example", "This has to be an address with its scheme"),
        (
            "jira_create_issue",
            {"project_key": "AB", "summary": "s", "issue_type": "Bug"},
            "project_key",
            "a b",
            "This has to match the pattern",
        ),
        (
            "sort_range",
            {"path": "a", "sheet": "b", "range": "c", "sort_by": [{"column": "A"}]},
            "sort_by (JSON)",
            '[{"column": "A"}, {"order": "ascending"}]',
            "item 2.column: This is required.",
        ),
    ],
)
def test_what_their_schema_refuses_is_told_under_the_field(
    tool: str, values: dict[str, Any], label: str, wrong: str, said: str
) -> None:
    person = Person(TOOLS[tool], values).types(label, wrong)
    told = person.reads(problems(TOOLS[tool], person.after(), formats=True))

    assert [*told] == [label]
    assert told[label].startswith(said)
