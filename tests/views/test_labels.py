"""The labels of our own tools are ours to say; those of others are not."""

from collections.abc import Mapping
from typing import Any

import pytest
from langchain_core.tools import BaseTool

from agent.presentation import presenter
from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer
from agent.tools.payments import payment_tool
from bot.language import speaking
from bot.views.values.labels import label

PAYMENT = {"payee": "Acme", "amount": 5, "currency": "EUR", "reason": "Chairs"}
MAIL = {"to": "alice@example.com", "subject": "Review", "body": "See you."}


@pytest.mark.parametrize(
    ("tool", "values"),
    [
        (payment_tool("sqlite://"), PAYMENT),
        (email_tool(MailServer.from_url("smtp://localhost"), "bot@example.com"), MAIL),
    ],
)
def test_every_label_of_our_own_tools_is_translated(tool: BaseTool, values: Mapping[str, Any]) -> None:
    present = presenter(tool)
    assert present is not None
    labels = [part.label for part in present(values)]

    with speaking("zh-CN"):
        assert [each for each in labels if label(each).isascii()] == []
    assert [label(each) for each in labels] == labels


@pytest.mark.parametrize("written", ["Approve", "Only {person} can answer this.", "{", "An order"])
def test_the_labels_of_others_stand_as_they_are(written: str) -> None:
    with speaking("zh-CN"):
        assert label(written) == written
