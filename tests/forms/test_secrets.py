"""Secrets are never shown; left alone they stay, and only typing replaces them."""

import json
from typing import Any

import pytest

from bot.views.forms.secrets import MARK
from tests.forms.person import Person

SECRET = {"type": "string", "format": "password", "writeOnly": True}
NESTED = {"type": "array", "items": {"type": "object", "properties": {"key": SECRET, "name": {"type": "string"}}}}
SCHEMA = {"properties": {"token": SECRET, "keys": NESTED, "pin": {"type": "integer", "writeOnly": True}}}
VALUES: dict[str, Any] = {"token": "hunter2", "keys": [{"key": "hunter2", "name": "a"}], "pin": 1234}


def test_no_secret_is_in_the_view_and_all_stay_when_left_alone() -> None:
    person = Person(SCHEMA, VALUES)

    assert "hunter2" not in json.dumps(person.blocks)
    assert "1234" not in json.dumps(person.blocks)
    assert (person.stopped, person.after()) == ({}, VALUES)


def test_a_secret_is_replaced_by_typing_another() -> None:
    person = Person(SCHEMA, VALUES).types("token", "new").types("pin", "5678")

    assert person.after() == VALUES | {"token": "new", "pin": 5678}


def test_what_stands_around_a_secret_can_be_changed() -> None:
    typed = json.dumps([{"key": MARK, "name": "b"}, {"key": "other", "name": "c"}])
    after = Person(SCHEMA, VALUES).types("keys (JSON)", typed).after()

    assert after["keys"] == [{"key": "hunter2", "name": "b"}, {"key": "other", "name": "c"}]


def test_a_secret_within_json_is_replaced_by_typing_another() -> None:
    after = Person(SCHEMA, VALUES).types("keys (JSON)", json.dumps([{"key": "new"}])).after()

    assert after["keys"] == [{"key": "new"}]


def test_a_mark_cannot_be_moved_to_where_no_secret_was() -> None:
    person = Person(SCHEMA, VALUES).types("keys (JSON)", json.dumps([{"key": MARK, "name": MARK}]))

    assert person.errors()["keys (JSON)"].startswith(f"{MARK} stands for a hidden value")


@pytest.mark.parametrize("schema", [{"anyOf": [SCHEMA, {"type": "null"}]}, {"oneOf": [SCHEMA, {"required": ["x"]}]}])
def test_secrets_are_found_whatever_way_leads_to_them(schema: dict[str, Any]) -> None:
    person = Person({"properties": {"x": schema}}, {"x": VALUES})

    assert "hunter2" not in json.dumps(person.blocks)
    assert person.after() == {"x": VALUES}
