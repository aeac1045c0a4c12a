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
    """Resources cannot be used: which ones, and why, each in a sentence for people."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = wrong


def toolbox(resources: Resources) -> Sequence[BaseTool]:
    """Every tool that has what it needs.

    Raises:
        Unusable: what tools work on is not there, or not what it should be. Nothing is connected to.
    """
    wrong: dict[str, str] = {}
    tools: list[BaseTool] = [ask_user_tool()]
    if resources.contacts:
        with _about("contacts", wrong):
            tools.append(contacts_tool(_readable(resources.contacts)))
    if resources.calendar:
        with _about("calendar", wrong):
            if not is_address(resources.calendar):
                _readable(Path(resources.calendar))
            tools.append(calendar_tool(resources.calendar, resources.timezone))
    if resources.smtp_url:
        tools += _email(resources, resources.smtp_url, wrong)
    if resources.database_url:
        with _about("database_url", wrong):
            tools += [sql_tool(resources.database_url), payment_tool(resources.database_url)]
    if wrong:
        raise Unusable(wrong)
    return tools


def _email(resources: Resources, smtp_url: str, wrong: dict[str, str]) -> Iterator[BaseTool]:
    sent = None
    with _about("imap_url", wrong):
        sent = Mailbox(resources.imap_url) if resources.imap_url else None
    with _about("smtp_url", wrong):
        server = MailServer.from_url(smtp_url)
        with _about("email_from", wrong):
            yield email_tool(server, resources.email_from, sent=sent)


@contextmanager
def _about(resource: str, wrong: dict[str, str]) -> Iterator[None]:
    """What is wrong with a resource is noted, so that the others are looked at too."""
    try:
        yield
    except ValueError as error:
        wrong[resource] = str(error)


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
