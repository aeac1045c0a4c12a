"""`send_email`: plain text mail over SMTP."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, getaddresses, parseaddr
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field, field_validator

from agent.presentation import Note, Part, declare_presenter
from agent.recovery import Recovery, declare
from agent.tools.call import Runtime, call_key, key_of
from agent.tools.mail_server import MailServer
from agent.tools.mailbox import Mailbox

_DESCRIPTION = "Send an email in plain text. It cannot be taken back."
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_IDENTITY_LENGTH = 40
"""Characters of the call's key in the Message-ID: unique enough, and short enough for one line."""


class SendEmailArguments(BaseModel):
    to: str = Field(description="The address, such as alice@example.com; several are separated by commas.")
    subject: str = Field(description="The subject, one line.", min_length=1, max_length=300)
    body: str = Field(description="The text of the mail, without subject or headers.", min_length=1)

    @field_validator("to")
    @classmethod
    def _addresses(cls, to: str) -> str:
        _recipients(to)
        return to

    @field_validator("subject")
    @classmethod
    def _one_line(cls, subject: str) -> str:
        if _CONTROL.search(subject):
            raise ValueError("The subject must be one line, without control characters.")
        return subject


def email_tool(server: MailServer, sender: str, *, sent: Mailbox | None = None) -> BaseTool:
    """Send in the name of `sender`.

    With `sent`, the folder of sent mail, a call in doubt is looked up there. A mail that is not found may still
    have been sent, so a person is asked then, as without one.

    Raises:
        ValueError: the sender is no address.
    """
    _recipients(sender)

    async def send_email(to: str, subject: str, body: str, runtime: Runtime) -> str:
        message = _message(sender, to, subject, body, identity=call_key(runtime))
        refused = await server.deliver(message)
        told = f"Sent to {message['To']} (Message-ID {message['Message-ID']})."
        return f"{told} The mail server refused: {refused}." if refused else told

    built = StructuredTool.from_function(
        coroutine=send_email, name="send_email", description=_DESCRIPTION, args_schema=SendEmailArguments
    )
    declare_presenter(built, _present)

    async def look_up(thread: str, call: str) -> str | None:
        message_id = _message_id(sender, key_of(thread, call))
        found = sent is not None and await sent.holds(message_id)
        return f"Sent (Message-ID {message_id} is in {sent.folder})." if sent and found else None

    return declare(built, Recovery(look_up=look_up if sent else None))


def _present(values: Mapping[str, Any]) -> Sequence[Part]:
    """As people know mail. How many recipients there are is said, as one more is easily overlooked."""
    count = str(values.get("to", "")).count("@")
    many = [Note("{count} recipients", {"count": f"{count}"})] if count > 1 else []
    return [
        Part(argument="to", label="To", notes=many),
        Part(argument="subject", label="Subject"),
        Part(argument="body", label="Message"),
    ]


def _recipients(to: str) -> list[tuple[str, str]]:
    """Display name and address of each; raises ValueError with a sentence for people."""
    if _CONTROL.search(to):
        raise ValueError("The recipients must be one line, without control characters.")
    pairs = getaddresses([to])
    for _, address in pairs:
        if not _ADDRESS.fullmatch(address) or ".." in address:
            raise ValueError(f"{address or to!r} is no email address: write it like alice@example.com.")
    # A stray bracket or quote makes the parser see other addresses than a reader does.
    if len(pairs) != to.count("@") or any(address not in to for _, address in pairs):
        raise ValueError(f"The recipients {to!r} cannot be read: separate plain addresses by commas.")
    return pairs


def _message(sender: str, to: str, subject: str, body: str, *, identity: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(formataddr(pair) for pair in _recipients(to))
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = _message_id(sender, identity)
    message.set_content(body)
    return message


def _message_id(sender: str, identity: str) -> str:
    return f"<{identity[:_IDENTITY_LENGTH]}@{parseaddr(sender)[1].rpartition('@')[2]}>"
