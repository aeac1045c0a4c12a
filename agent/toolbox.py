"""The tools of the agent, and which of their calls change nothing worth a person's time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.tools import BaseTool
from sqlalchemy import make_url

from agent.tools.ask_user import ask_user_tool
from agent.tools.contacts import contacts_tool
from agent.tools.email import email_tool
from agent.tools.payments import payment_tool
from agent.tools.schedule import calendar_tool
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


def toolbox(resources: Resources) -> Sequence[BaseTool]:
    tools: list[BaseTool] = [ask_user_tool()]
    if resources.contacts:
        tools.append(contacts_tool(resources.contacts))
    if resources.calendar:
        tools.append(calendar_tool(resources.calendar, resources.timezone))
    if resources.smtp_url:
        tools.append(email_tool(resources.smtp_url, resources.email_from, imap_url=resources.imap_url))
    if resources.database_url:
        tools += [sql_tool(resources.database_url), payment_tool(resources.database_url)]
    return tools


def reads(*, database_url: str | None) -> Mapping[str, Callable[[Mapping[str, Any]], str | None]]:
    """For each tool that can tell: why a call with these arguments only reads, or None when it may change something."""
    if database_url is None:
        return {}
    dialect = make_url(database_url).get_backend_name()
    return {
        "run_sql": lambda arguments: "the query only reads" if reads_only(str(arguments["query"]), dialect) else None
    }
