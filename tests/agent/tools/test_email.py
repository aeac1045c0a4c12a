from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from langchain_core.tools import BaseTool

from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer


class Sink:
    """Keeps what it receives, and refuses mail for nobody@."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail: Any = message_from_bytes(envelope.content or b"", policy=default)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def smtp_url(sink: Sink, unused_tcp_port: int) -> Iterator[str]:
    controller = Controller(sink, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    yield f"smtp://127.0.0.1:{unused_tcp_port}"
    controller.stop()


@pytest.fixture
def email(smtp_url: str) -> BaseTool:
    return email_tool(MailServer.from_url(smtp_url), "Countersign <agent@countersign.example>")


MAIL = {"to": "王芳 <wang@example.com>", "subject": "明天的评审 ✓", "body": "您好\n\n再见 ü"}


async def test_a_mail_arrives_as_written(call: Any, email: BaseTool, sink: Sink) -> None:
    answer = await call(email, **MAIL)

    (mail,) = sink.mails
    assert (mail["From"], mail["To"]) == ("Countersign <agent@countersign.example>", MAIL["to"])
    assert mail["Subject"] == MAIL["subject"]
    assert mail.get_content().replace("\r\n", "\n").strip() == MAIL["body"]
    assert mail["Date"].datetime.utcoffset().total_seconds() == 0
    assert answer.content == f"Sent to {MAIL['to']} (Message-ID {mail['Message-ID']})."


async def test_the_same_call_has_the_same_message_id(call: Any, email: BaseTool, sink: Sink) -> None:
    for thread, call_id in [("a", "1"), ("a", "1"), ("a", "2"), ("b", "1")]:
        await call(email, thread=thread, call_id=call_id, **MAIL)

    first, again, *others = [mail["Message-ID"] for mail in sink.mails]
    assert first == again
    assert len({first, *others}) == 3


async def test_several_recipients_are_separated_by_commas(call: Any, email: BaseTool, sink: Sink) -> None:
    await call(email, **{**MAIL, "to": "a@example.com, Bob Marsh <b@example.com>"})

    assert sink.mails[0]["To"] == "a@example.com, Bob Marsh <b@example.com>"


async def test_a_refused_recipient_is_told(call: Any, email: BaseTool, sink: Sink) -> None:
    answer = await call(email, **{**MAIL, "to": "a@example.com, nobody@example.com"})

    assert answer.content.endswith("The mail server refused: nobody@example.com: nobody of that name.")
    assert len(sink.mails) == 1


async def test_a_mail_nobody_may_receive_is_not_sent(call: Any, email: BaseTool, sink: Sink) -> None:
    answer = await call(email, **{**MAIL, "to": "nobody@example.com"})

    assert answer.status == "error"
    assert "The mail was not sent. Nobody may receive it" in answer.content
    assert sink.mails == []


@pytest.mark.parametrize(
    "to",
    [
        "alice",
        "alice@",
        "@example.com",
        "",
        "a@example.com, bob",
        "a@example.com\nBcc: b@example.com",
        "a@example.com>\r\nBcc: <b@example.com",
        "alice@example.org]<bob@example.com>",
        '"a@example.com" <b@example.com>',
        "а@раураl.com",  # noqa: RUF001 - Cyrillic letters that look Latin
        "a b@example.com",
        "a@exa mple.com",
        "a..b@example.com",
    ],
)
async def test_what_is_no_plain_address_is_refused(call: Any, email: BaseTool, sink: Sink, to: str) -> None:
    answer = await call(email, **{**MAIL, "to": to})

    assert answer.status == "error"
    assert sink.mails == []


@pytest.mark.parametrize("subject", ["Hi\nBcc: b@example.com", "Hi\r\n\r\nbody", "a\u2028b", "a\x00b", ""])
async def test_a_subject_cannot_carry_headers(call: Any, email: BaseTool, sink: Sink, subject: str) -> None:
    answer = await call(email, **{**MAIL, "subject": subject})

    assert answer.status == "error"
    assert sink.mails == []


async def test_an_unreachable_server_is_told_in_a_sentence(call: Any, unused_tcp_port: int) -> None:
    tool = email_tool(MailServer.from_url(f"smtp://127.0.0.1:{unused_tcp_port}"), "agent@countersign.example")

    answer = await call(tool, **MAIL)

    assert "The mail was not sent. 127.0.0.1 cannot be used: Error connecting to 127.0.0.1" in answer.content


def test_the_model_sees_only_what_it_fills_in(email: BaseTool) -> None:
    assert list(email.args) == ["to", "subject", "body"]
