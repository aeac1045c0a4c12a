"""The published JSON Schema, by which editors help while somebody writes."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.policy.schema import schema

ROOT = Path(__file__).parents[2]


@pytest.fixture
def published() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((ROOT / "docs/policy.schema.json").read_text()))


def test_what_is_published_is_current() -> None:
    assert (ROOT / "docs/policy.schema.json").read_text() == schema(), (
        "The format has changed: python -m bot.policy.schema > docs/policy.schema.json"
    )


def test_it_is_a_schema(published: jsonschema.Draft202012Validator) -> None:
    published.check_schema(published.schema)


def test_the_example_keeps_to_it(published: jsonschema.Draft202012Validator) -> None:
    written = yaml.safe_load((ROOT / "policy.example.yaml").read_text())

    assert [error.message for error in published.iter_errors(written)] == []


@pytest.mark.parametrize(
    "rule",
    [
        {"approvers": "U1"},
        {"tool": "pay", "aprovers": "U1"},
        {"tool": "pay", "approvers": []},
        {"tool": "pay", "approvers": "anna"},
        {"tool": "pay", "timeout": 24},
        {"tool": "pay", "on_timeout": "approve"},
        {"tool": "pay", "quorum": 0},
    ],
)
def test_it_finds_what_editors_can_find(published: jsonschema.Draft202012Validator, rule: dict[str, Any]) -> None:
    assert not published.is_valid({"version": 1, "rules": [rule]})
