import sqlite3
from typing import Any

import pytest
from langchain_core.tools import BaseTool

from agent.tools.payments import payment_tool
from agent.tools.sql import sql_tool


@pytest.fixture
def payment(database_url: str) -> BaseTool:
    return payment_tool(database_url)


BILL = {"payee": "Northwind", "amount": 1500, "currency": "EUR", "reason": "the venue"}


def _ledger(database_url: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    try:
        return connection.execute("SELECT id, payee, amount, currency, reason FROM payments").fetchall()
    finally:
        connection.close()


async def test_a_payment_is_entered_in_the_ledger(call: Any, payment: BaseTool, database_url: str) -> None:
    answer = await call(payment, **BILL)

    assert answer.content == "Paid 1500.00 EUR to Northwind (payment 1)."
    assert _ledger(database_url) == [(1, "Northwind", "1500.00", "EUR", "the venue")]


async def test_the_same_call_pays_once(call: Any, payment: BaseTool, database_url: str) -> None:
    answers = {(await call(payment, **BILL)).content for _ in range(3)}

    assert answers == {"Paid 1500.00 EUR to Northwind (payment 1)."}
    assert len(_ledger(database_url)) == 1


async def test_two_calls_pay_twice(call: Any, payment: BaseTool, database_url: str) -> None:
    await call(payment, call_id="1", **BILL)
    await call(payment, call_id="2", **BILL)

    assert [entry[0] for entry in _ledger(database_url)] == [1, 2]


async def test_the_ledger_can_be_queried(call: Any, payment: BaseTool, database_url: str) -> None:
    await call(payment, **{**BILL, "currency": "usd", "amount": 0.1})

    answer = await call(sql_tool(database_url), query="SELECT amount, currency FROM payments")

    assert answer.content == "amount | currency\n0.10 | USD"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": 0}, "greater than 0"),
        ({"amount": -5}, "greater than 0"),
        ({"amount": float("inf")}, "amount"),
        ({"amount": float("nan")}, "amount"),
        ({"amount": 1e12}, "less than or equal to 999999999.99"),
        ({"amount": 10.005}, "The amount has more than two decimals."),
        ({"amount": "much"}, "valid number"),
        ({"currency": "euro"}, "The currency must be a three-letter code"),
        ({"currency": "12€"}, "The currency must be a three-letter code"),
        ({"payee": ""}, "at least 1 character"),
        ({"reason": ""}, "at least 1 character"),
    ],
)
async def test_what_cannot_be_paid_is_refused(call: Any, payment: BaseTool, change: dict[str, Any], said: str) -> None:
    answer = await call(payment, **{**BILL, **change})

    assert answer.status == "error"
    assert said in answer.content


def test_the_schema_tells_the_limits(payment: BaseTool) -> None:
    assert list(payment.args) == ["payee", "amount", "currency", "reason"]
    assert payment.args["amount"]["exclusiveMinimum"] == 0
