"""Mail sent to the sandbox is kept and shown, and goes nowhere."""

from email.message import EmailMessage

import aiosmtplib

from sandbox.app import Sandbox
from sandbox.person import Person


def mail(subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "bot@example.com", "alice@example.com"
    message["Subject"], message["Message-ID"] = subject, "<42@countersign>"
    message.set_content(body)
    return message


async def send(sandbox: Sandbox, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname="127.0.0.1", port=sandbox.outbox.port)


async def test_a_mail_is_shown_as_it_was_sent(sandbox: Sandbox, riley: Person) -> None:
    await send(sandbox, mail("明天的评审", "Dear Alice,\n\nGrüße"))
    await riley.until(lambda: riley.mails, what="the mail")

    shown = riley.mails[0]
    assert (shown["from"], shown["to"]) == ("bot@example.com", ["alice@example.com"])
    assert (shown["subject"], shown["body"]) == ("明天的评审", "Dear Alice,\n\nGrüße\n")
    assert shown["message_id"] == "<42@countersign>"


async def test_the_newest_mail_comes_first(sandbox: Sandbox, riley: Person) -> None:
    for subject in ("one", "two"):
        await send(sandbox, mail(subject, "text"))
    await riley.until(lambda: len(riley.mails) == 2, what="both mails")

    async with Person(sandbox.url, "U0MANAGER") as late:
        assert [each["subject"] for each in late.mails] == ["two", "one"]
    assert [each["subject"] for each in riley.mails] == ["two", "one"]


async def test_a_mail_of_many_parts_shows_its_text(sandbox: Sandbox, riley: Person) -> None:
    message = mail("parts", "plain words")
    message.add_alternative("<b>rich words</b>", subtype="html")

    await send(sandbox, message)
    await riley.until(lambda: riley.mails, what="the mail")

    assert riley.mails[0]["body"] == "plain words\n"
