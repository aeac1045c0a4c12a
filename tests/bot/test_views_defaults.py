"""What a call leaves to its tool stands on its card: approvers decide about the currency nobody wrote, too."""

import json
from typing import Any

import pytest

from bot.approvals import Approval
from bot.views import modals
from tests.bot.drawn import card
from tests.bot.records import a_rule, an_action, an_approval

FIELDS: dict[str, Any] = {
    "payee": {"type": "string"},
    "currency": {"type": "string", "default": "USD"},
    "urgent": {"type": "boolean", "default": False},
    "note": {"type": "string", "default": ""},
    "tags": {"type": "array", "default": []},
    "iban": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
}
TOKEN = {"token": {"type": "string", "format": "password", "default": "hunter2"}}


def payment(fields: dict[str, Any] = FIELDS, /, *, given: dict[str, Any] | None = None, **rule: Any) -> Approval:
    schema = {"type": "object", "properties": fields}
    arguments = {"payee": "Northwind"} | (given or {})
    return an_approval(an_action(arguments, tool="pay", rule=a_rule("pay", **rule), arguments_schema=schema))


def review(approval: Approval) -> str:
    return json.dumps(modals.show_all(approval, 0), ensure_ascii=False)


def test_the_values_that_the_tool_takes_by_itself_are_told() -> None:
    assert "currency: USD, urgent: false" in card(payment())


def test_what_is_given_is_not_told_again() -> None:
    assert "USD" not in card(payment(given={"currency": "EUR"}))


@pytest.mark.parametrize("name", ["note", "tags", "iban"])
def test_nothing_is_said_of_what_is_nothing(name: str) -> None:
    assert name not in card(payment())


@pytest.mark.parametrize("rule", [{"redact": ("currency",)}, {"private": True}])
def test_what_the_channel_may_not_read_is_told_to_those_who_decide_alone(rule: dict[str, Any]) -> None:
    approval = payment(**rule)

    assert ("USD" in card(approval), "USD" in review(approval)) == (False, True)


def test_a_secret_is_told_to_nobody() -> None:
    approval = payment(FIELDS | TOKEN)

    assert "hunter2" not in card(approval) + review(approval)


def test_what_a_foreign_schema_says_is_visible_and_short() -> None:
    fields = {f"field{n}": {"default": "a\u202eb" + "x" * 500} for n in range(20)}
    told = card(payment(fields))

    assert r"a\\u{202E}b" in told
    assert "… and 12 more" in told
    assert "x" * 50 not in told


@pytest.mark.parametrize(
    "fields", [{f"field{n}": {"default": n + 1} for n in range(9)}, {"long": {"default": "x" * 41}}]
)
def test_what_is_cut_on_the_card_stands_in_the_view_that_it_offers(fields: dict[str, Any]) -> None:
    approval = payment({"payee": {"type": "string"}} | fields)

    assert ("Raw arguments" in card(approval), "Raw arguments" in card(payment())) == (True, False)
    assert all(str(field["default"]) in review(approval) for field in fields.values())


@pytest.mark.parametrize("schema", [{"default": float("nan")}, {"default": "\ud800"}, True, {"default": 10**400}])
def test_an_odd_default_does_not_stop_the_card(schema: Any) -> None:
    assert "Northwind" in card(payment({"payee": {}, "odd": schema}))
