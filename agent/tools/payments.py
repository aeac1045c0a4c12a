"""`make_payment`: an entry in a ledger table, written exactly once per tool call."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, insert

from agent.presentation import Part, declare_presenter, money
from agent.recovery import Recovery, declare
from agent.tools.call import Runtime, call_key
from agent.tools.database import Database
from agent.tools.effects import utc_now

_DESCRIPTION = "Pay an amount to a payee. It is entered in the ledger and cannot be taken back."
_DECIMALS = 2
_HIGHEST = 999_999_999.99
_payments = Table(
    "payments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("payee", Text, nullable=False),
    Column("amount", String(32), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(40), nullable=False),
)


class MakePaymentArguments(BaseModel):
    payee: str = Field(description="Who is paid.", min_length=1)
    amount: float = Field(description="How much, with at most two decimals.", gt=0, le=_HIGHEST, allow_inf_nan=False)
    currency: str = Field(description="Three-letter code, such as EUR.")
    reason: str = Field(description="What it is for.", min_length=1)

    @field_validator("amount")
    @classmethod
    def _whole_cents(cls, amount: float) -> float:
        # What a person reads on the card is what is paid: nothing is rounded.
        if round(amount, _DECIMALS) != amount:
            raise ValueError("The amount has more than two decimals.")
        return amount

    @field_validator("currency")
    @classmethod
    def _code(cls, currency: str) -> str:
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):  # noqa: PLR2004
            raise ValueError("The currency must be a three-letter code, such as EUR.")
        return currency.upper()


def payment_tool(database_url: str) -> BaseTool:
    """Raises ValueError if the URL is malformed or its driver is not installed."""
    database = Database(database_url, _payments)

    async def make_payment(payee: str, amount: float, currency: str, reason: str, runtime: Runtime) -> str:
        key = call_key(runtime)
        entry = {
            "key": key,
            "payee": payee,
            "amount": f"{Decimal(str(amount)):.2f}",
            "currency": currency,
            "reason": reason,
        }
        return await database.write_once(key, lambda connection: _enter(connection, entry))

    built = StructuredTool.from_function(
        coroutine=make_payment,
        name="make_payment",
        description=_DESCRIPTION,
        args_schema=MakePaymentArguments,
    )
    declare_presenter(built, _present)
    # The change and its record are one transaction, under the call's key: running it again changes nothing.
    return declare(built, Recovery(repeatable=True))


def _enter(connection: Connection, entry: dict[str, str]) -> str:
    result = connection.execute(insert(_payments).values(**entry, at=utc_now()))
    (number,) = result.inserted_primary_key or (None,)
    return f"Paid {entry['amount']} {entry['currency']} to {entry['payee']} (payment {number})."


def _present(values: Mapping[str, Any]) -> Sequence[Part]:
    told = [money(values["amount"], str(values["currency"]))] if {"amount", "currency"} <= {*values} else []
    return [
        Part(argument="payee", label="Pay to"),
        Part(argument="amount", label="Amount", notes=told),
        Part(argument="currency", label="Currency"),
        Part(argument="reason", label="For"),
    ]
