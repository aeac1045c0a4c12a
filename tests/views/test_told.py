# ruff: noqa: RUF001 - Chinese has its own punctuation
"""What our own tools say of their arguments is ours to translate; what others say is not."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from langchain_core.tools import BaseTool

from agent import presentation
from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer
from agent.tools.payments import payment_tool
from agent.tools.sql import sql_tool
from bot.language import speaking
from bot.presentations import Note
from bot.tools import Tools
from bot.views.values.told import noted, translated

HAN = re.compile(r"[\u4e00-\u9fff]")
PAYMENT = {"payee": "Acme", "amount": 5, "currency": "EUR", "reason": "Chairs"}
MAIL = {"to": "alice@example.com, bob@example.com", "subject": "Review", "body": "See you."}
PAY, SQL = payment_tool("sqlite://"), sql_tool("sqlite://")
SEND = email_tool(MailServer.from_url("smtp://localhost"), "bot@example.com")
QUERIES = [
    "select 1",
    "select a from b",
    "delete from b",
    "insert into b select a from c",
    "drop table b",
    "create schema b",
    "select guess(1)",
    "select guess(a) from b",
    "with gone as (delete from b returning *) insert into c select * from gone",
    "selec t ((",
]


def said(tool: BaseTool, values: Mapping[str, Any]) -> list[Note]:
    """Each label, each hint and each note, as its tool wrote it."""
    (presented,) = Tools([tool]).presentations(tool.name, values)
    labels = [Note(text=part.label) for part in presented.parts if part.label != "SQL"]
    hints = [Note(text=field["description"]) for field in Tools([tool]).schema(tool.name)["properties"].values()]
    return [*labels, *hints, *(note for part in presented.parts for note in part.notes)]


@pytest.mark.parametrize(
    ("tool", "values"),
    [(PAY, PAYMENT), (PAY, PAYMENT | {"currency": "ZZZ"}), (SEND, MAIL), *((SQL, {"query": each}) for each in QUERIES)],
)
def test_all_that_our_own_tools_say_is_translated(tool: BaseTool, values: Mapping[str, Any]) -> None:
    notes = said(tool, values)

    with speaking("zh-CN"):
        assert [note.text for note in notes if not HAN.search(noted([note]))] == []


@pytest.mark.parametrize(
    ("values", "english", "chinese"),
    [
        (PAYMENT | {"amount": 1250.5}, "€1,250.50, Euro", "€1,250.50，欧元"),
        (PAYMENT | {"currency": "JPY"}, "¥5, Japanese Yen", "JP¥5，日元"),
        (PAYMENT | {"currency": "CNY"}, "CN¥5.00, Chinese Yuan", "¥5.00，人民币"),
    ],
)
def test_money_is_written_as_its_readers_do(values: Mapping[str, Any], english: str, chinese: str) -> None:
    (amount,) = (note for note in said(PAY, values) if note.values)

    with speaking("zh-CN"):
        assert noted([amount]) == chinese
    assert noted([amount]) == english


@pytest.mark.parametrize(
    "written",
    ["Approve", "Only {person} can answer this.", "{", "An order", "{count} recipients", "{amount} {currency}"],
)
def test_the_words_of_others_stand_as_they_are(written: str) -> None:
    with speaking("zh-CN"):
        assert translated(written) == written


def test_others_can_name_values_too() -> None:
    mine, theirs = (Note(text="{amount} {currency}", values={"amount": each, "currency": "EUR"}) for each in ("5", "?"))

    assert noted([mine, theirs, Note(text="for {guests}", values={"guests": "4"})]) == "€5.00, Euro; ? EUR; for 4"


def test_a_note_without_one_of_its_values_is_refused() -> None:
    with pytest.raises(KeyError):
        presentation.Note("{count} recipients of {list}", {"count": "2"})
