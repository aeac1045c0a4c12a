"""`get_schedule`: the events of a day, from an iCalendar file or address."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
import icalendar
import recurring_ical_events
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field, field_validator

from agent.tools.days import parse_day

_DESCRIPTION = (
    "The calendar of one day: each event's time, title, place and attendees, one event per line. Times are local."
)
_DOWNLOAD_TIMEOUT = 15.0
"""Seconds."""


class GetScheduleArguments(BaseModel):
    date: str = Field(
        description="YYYY-MM-DD, or today, tomorrow, yesterday, a weekday such as Friday, 今天, 明天, 后天."
    )

    @field_validator("date")
    @classmethod
    def _names_a_day(cls, value: str) -> str:
        parse_day(value, date.min + timedelta(days=7))
        return value


def calendar_tool(source: str, timezone: str) -> BaseTool:
    """Read the calendar anew at each call. `source` is a path or an http(s) address."""
    zone = ZoneInfo(timezone)

    async def get_schedule(date: str) -> str:
        day = parse_day(date, datetime.now(zone).date())
        text = await _load(source)
        events = await asyncio.to_thread(_events, text, day, zone)
        heading = f"{day:%A}, {day.isoformat()} ({timezone})"
        return "\n".join([f"{heading}:", *events]) if events else f"Nothing is planned on {heading}."

    return StructuredTool.from_function(
        coroutine=get_schedule,
        name="get_schedule",
        description=_DESCRIPTION,
        args_schema=GetScheduleArguments,
    )


def is_address(source: str) -> bool:
    """Whether the calendar is on a web server, and no file."""
    return source.startswith(("http://", "https://"))


async def _load(source: str) -> bytes:
    """Errors name the host or the file only: the address of a private calendar is its password."""
    if not is_address(source):
        try:
            return await asyncio.to_thread(Path(source).read_bytes)
        except OSError as error:
            raise ToolException(f"The calendar {Path(source).name} cannot be read: {error.strerror}.") from error
    host = urlsplit(source).hostname
    try:
        async with httpx.AsyncClient(timeout=_DOWNLOAD_TIMEOUT, follow_redirects=True) as client:
            answer = await client.get(source)
    except httpx.HTTPError as error:
        raise ToolException(f"The calendar at {host} cannot be reached ({type(error).__name__}).") from error
    if answer.is_error:
        raise ToolException(f"The calendar at {host} answered with the status {answer.status_code}.")
    return answer.content


def _events(text: bytes, day: date, zone: ZoneInfo) -> Sequence[str]:
    start = datetime.combine(day, time.min, zone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    try:
        events = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(start, end)
    except (ValueError, KeyError) as error:
        raise ToolException(f"The calendar is not valid iCalendar: {error}.") from error
    timed = [(_local(event.start, zone), event) for event in events if event.get("STATUS") != "CANCELLED"]
    return [_line(event, day, zone) for _, event in sorted(timed, key=lambda pair: pair[0])]


def _line(event: Any, day: date, zone: ZoneInfo) -> str:
    details = {
        "place": str(event.get("LOCATION", "")),
        "with": ", ".join(_attendees(event)),
    }
    told = [f"{label}: {_one_line(text)}" for label, text in details.items() if text]
    title = _one_line(str(event.get("SUMMARY", "Untitled")))
    return "; ".join([f"{_hours(event, day, zone)} {title}", *told])


def _hours(event: Any, day: date, zone: ZoneInfo) -> str:
    """Such as `10:00-11:00`; the hours of other days carry their date."""
    if not isinstance(event.start, datetime):
        return "All day:"
    ends = (_local(event.start, zone), _local(event.end, zone))
    return "-".join(f"{at:%H:%M}" if at.date() == day else f"{at:%Y-%m-%d %H:%M}" for at in ends)


def _local(at: date, zone: ZoneInfo) -> datetime:
    """Floating times and whole days are meant where the reader is."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time.min, zone)
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def _attendees(event: Any) -> Sequence[str]:
    found = event.get("ATTENDEE", [])
    people = found if isinstance(found, list) else [found]
    return [str(person.params.get("CN") or str(person).removeprefix("mailto:")) for person in people]


def _one_line(text: str) -> str:
    return " ".join(text.split())
