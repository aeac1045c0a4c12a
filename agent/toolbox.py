"""The tools of the agent, and which of their calls change nothing worth a person's time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.tools import BaseTool
from sqlalchemy import make_url

from agent.tools.ask_user import ask_user_tool
from agent.tools.contacts import contacts_tool
from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer
from agent.tools.mailbox import Mailbox
from agent.tools.payments import payment_tool
from agent.tools.schedule import calendar_tool, is_address
from agent.tools.sql import reads_only, sql_tool

ASK_USER = "ask_user"
"""The tool whose result is the requester's own answer."""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What the tools work on; a tool whose resource is missing is left out."""

    contacts: Path | None
    calendar: str | None
    timezone: str
    smtp_url: str | None
    email_from: str
    imap_url: str | None
    database_url: str | None


NEEDS = {
    "search_contacts": "contacts",
    "get_schedule": "calendar",
    "send_email": "smtp_url",
    "run_sql": "database_url",
    "make_payment": "database_url",
    ASK_USER: None,
}
"""Every tool there is, with the resource it needs."""


class Unusable(Exception):  # noqa: N818
    """A resource cannot be used: which one, and why, in a sentence for people."""

    def __init__(self, resource: str, why: str) -> None:
        super().__init__(why)
        self.resource = resource


def toolbox(resources: Resources) -> Sequence[BaseTool]:
    """Every tool that has what it needs.

    Raises:
        Unusable: what a tool works on is not there, or not what it should be. Nothing is connected to.
    """
    tools: list[BaseTool] = [ask_user_tool()]
    if resources.contacts:
        with _about("contacts"):
            tools.append(contacts_tool(_readable(resources.contacts)))
    if resources.calendar:
        with _about("calendar"):
            if not is_address(resources.calendar):
                _readable(Path(resources.calendar))
            tools.append(calendar_tool(resources.calendar, resources.timezone))
    if resources.smtp_url:
        tools.append(_email(resources, resources.smtp_url))
    if resources.database_url:
        with _about("database_url"):
            tools += [sql_tool(resources.database_url), payment_tool(resources.database_url)]
    return tools


def _email(resources: Resources, smtp_url: str) -> BaseTool:
    with _about("smtp_url"):
        server = MailServer.from_url(smtp_url)
    with _about("imap_url"):
        sent = Mailbox(resources.imap_url) if resources.imap_url else None
    with _about("email_from"):
        return email_tool(server, resources.email_from, sent=sent)


@contextmanager
def _about(resource: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise Unusable(resource, str(error)) from None


def _readable(file: Path) -> Path:
    try:
        file.open("rb").close()
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}.") from None
    return file


def reads(*, database_url: str | None) -> Mapping[str, Callable[[Mapping[str, Any]], str | None]]:
    """For each tool that can tell: why a call with these arguments only reads, or None when it may change something."""
    if database_url is None:
        return {}
    dialect = make_url(database_url).get_backend_name()
    return {
        "run_sql": lambda arguments: "the query only reads" if reads_only(str(arguments["query"]), dialect) else None
    }
