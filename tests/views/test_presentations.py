"""How our own tools present their arguments, and what becomes of a presenter that fails."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool, StructuredTool

from agent.presentation import Note, Part, declare_presenter
from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer
from agent.tools.payments import payment_tool
from agent.tools.sql import sql_tool
from bot.ballots import cast
from bot.tools import Tools
from bot.views.values.arguments import arguments
from tests.bot.drawn import buttons, card, the_card
from tests.bot.records import MAIL, a_vote, an_action, an_approval, an_edit
from tests.views.reading import texts


def read(tool: BaseTool, values: Mapping[str, Any]) -> list[str]:
    """The lines an approver reads."""
    action = an_action(values, tool=tool.name, presentations=Tools([tool]).presentations(tool.name, values))
    return texts(arguments(action, budget=5200).blocks).splitlines()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


def test_a_mail_looks_like_a_mail() -> None:
    tool = email_tool(MailServer.from_url("smtp://localhost"), "bot@example.com")

    assert read(tool, MAIL | {"to": "a@example.com, b@example.com"}) == [
        "To: a@example.com, b@example.com  2 recipients",
        "Subject: Review",
        "Message: See you at ten.",
    ]


def test_a_mail_to_an_address_that_is_none_looks_like_a_mail_too() -> None:
    lines = read(
        email_tool(MailServer.from_url("smtp://localhost"), "bot@example.com"), MAIL | {"to": "bob@ex\u0430mple.com"}
    )

    assert lines[-3].endswith(r"To: bob@ex\u{430}mple.com")
    assert lines[-2:] == ["Subject: Review", "Message: See you at ten."]


@pytest.mark.parametrize(
    ("amount", "currency", "line"),
    [
        (1250.5, "EUR", "Amount: 1250.5  €1,250.50, Euro"),
        (1250.5, "JPY", "Amount: 1250.5  ¥1,250.5, Japanese Yen"),
        (3, "usd", "Amount: 3  $3.00, US Dollar"),
        (3, "ZZZ", "Amount: 3  ZZZ is not a known currency"),
    ],
)
def test_money_stands_with_its_currency(database: str, amount: float, currency: str, line: str) -> None:
    values = {"payee": "Acme", "amount": amount, "currency": currency, "reason": "Chairs"}

    assert line in read(payment_tool(database), values)


def test_sql_is_laid_out_under_what_it_does(database: str) -> None:
    lines = read(sql_tool(database), {"query": "delete from orders where id = 5"})

    said = "SQL:  deletes rows: orders; laid out for reading"
    assert "\n".join(lines) == f"{said}DELETE FROM orders\nWHERE\n  id = 5"


def test_sql_with_a_comment_is_shown_to_the_letter(database: str) -> None:
    """A layout would have to move the comment, and a database may read more in one than a parser does."""
    query = "select a from b -- where secret"

    assert f"SQL: {query}  only reads: b" in read(sql_tool(database), {"query": query})


def _tool(present: Any) -> BaseTool:
    def keep(text: str) -> str:
        return text

    return declare_presenter(StructuredTool.from_function(keep, name="keep", description="Keep."), present)


def test_any_tool_can_bring_its_own() -> None:
    def present(values: Mapping[str, Any]) -> Sequence[Part]:
        return [Part(argument="text", label="Note", notes=[Note(f"{len(values['text'])} characters")])]

    assert read(_tool(present), {"text": "hello"}) == ["Note: hello  5 characters"]


async def test_a_changed_call_is_presented_anew(database: str) -> None:
    tools, asked = Tools([sql_tool(database)]), {"query": "delete from orders where id = 5"}
    action = an_action(asked, tool="run_sql", presentations=tools.presentations("run_sql", asked))
    after = {"query": "update orders set status = 'lost' where id = 5"}
    edit = an_edit(after, presentations=tools.presentations("run_sql", after))
    changed = cast(an_approval(action), 0, edit, approves=False)

    waiting, approved = (texts(the_card(each).blocks) for each in (changed, cast(changed, 0, a_vote())))

    assert "changes rows: orders; laid out for readingUPDATE orders" in approved
    assert "\nWHERE\n  id = 5" in waiting
    assert ("deletes rows" in waiting, "deletes rows" in approved) == (False, False)


@pytest.mark.parametrize("wrong", [lambda _: [1], lambda values: values["absent"], lambda _: None, lambda _: 1 / 0])
def test_a_presenter_that_fails_leaves_the_plain_view(wrong: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert read(_tool(wrong), {"text": "hello"}) == ["text: hello"]

    assert "The presenter of keep failed." in caplog.text


def test_what_is_laid_out_says_so_also_when_it_is_settled(database: str) -> None:
    values, tool = {"query": "delete from orders where id = 5"}, sql_tool(database)
    action = an_action(values, tool=tool.name, presentations=Tools([tool]).presentations(tool.name, values))

    assert "laid out for reading" in card(an_approval(action))
    assert "laid out for reading" in card(an_approval(action, votes={0: a_vote()}))


@pytest.mark.parametrize(
    ("part", "values", "offered"),
    [
        (Part(argument="text"), {"text": "hello"}, False),
        (Part(argument="text", notes=[Note("a greeting")]), {"text": "hello"}, False),
        (Part(argument="text"), {"text": "one\ntwo"}, False),
        (Part(argument="text"), {}, False),
        (Part(argument="text"), {"text": None}, False),
        (Part(argument="text", label="Text"), {"text": "hello"}, True),
        (Part(argument="text", reading="he llo"), {"text": "hello"}, True),
        (Part(argument="text"), {"text": [{"a": 1, "b": "x"}, {"a": 2, "b": "y" * 30}]}, True),
        (Part(argument="text"), {"text": {"a": "x" * 40, "b": "y"}}, True),
    ],
)
def test_raw_arguments_are_a_click_away_where_the_card_has_them_otherwise(
    part: Part, values: Mapping[str, Any], *, offered: bool
) -> None:
    said = Tools([_tool(lambda _: [part])]).presentations("keep", values)
    drawn = the_card(an_approval(an_action(values, tool="keep", arguments_schema={}, presentations=said)))

    assert ("Raw arguments" in buttons(drawn), "Show all" in buttons(drawn)) == (offered, False)
