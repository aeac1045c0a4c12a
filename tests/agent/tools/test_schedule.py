import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from langchain_core.tools import ToolException

from agent.data import install
from agent.tools.days import parse_day
from agent.tools.schedule import calendar_tool

ZONES = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:20260310T230000Z
DTEND:20260311T003000Z
SUMMARY:Night call
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260311
SUMMARY:Holiday
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTAMP:20260101T000000Z
DTSTART:20260311T100000
SUMMARY:Called off
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


class _Calendars(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/zones.ics" else 404)
        self.end_headers()
        self.wfile.write(ZONES.encode() if self.path == "/zones.ics" else b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Calendars)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("today", date(2026, 11, 20)),
        ("Tomorrow", date(2026, 11, 21)),
        ("yesterday", date(2026, 11, 19)),
        ("friday", date(2026, 11, 20)),
        ("Monday", date(2026, 11, 23)),
        ("明天", date(2026, 11, 21)),
        ("后天", date(2026, 11, 22)),
        ("周日", date(2026, 11, 22)),
        ("星期天", date(2026, 11, 22)),
    ],
)
def test_a_day_can_be_said_in_words(words: str, day: date) -> None:
    assert parse_day(words, today=date(2026, 11, 20)) == day


async def test_words_that_name_no_day_are_refused(tmp_path: Path) -> None:
    tool = calendar_tool(str(tmp_path / "any.ics"), "UTC")

    with pytest.raises(ValueError, match="'someday' is no day: write YYYY-MM-DD"):
        await tool.ainvoke({"date": "someday"})


@pytest.mark.parametrize("day", ["today", "tomorrow", "saturday", "2031-01-01"])
async def test_the_demo_calendar_is_never_empty(tmp_path: Path, day: str) -> None:
    tool = calendar_tool(str(install(tmp_path).calendar), "Europe/Berlin")

    told = await tool.ainvoke({"date": day})

    assert "10:00-11:00 Quarterly review; place: Room Aurora; with: Alice Nguyen, 王芳" in told.splitlines()
    assert "14:30-15:30 Design review; place: Room Borealis; with: Alice Nguyen, Alex Rivera" in told


async def test_times_are_told_in_the_readers_zone(site: str) -> None:
    tool = calendar_tool(f"{site}/zones.ics", "Asia/Shanghai")

    assert await tool.ainvoke({"date": "2026-03-11"}) == (
        "Wednesday, 2026-03-11 (Asia/Shanghai):\nAll day: Holiday\n07:00-08:30 Night call"
    )


async def test_hours_of_another_day_carry_their_date(site: str) -> None:
    tool = calendar_tool(f"{site}/zones.ics", "Europe/London")

    told = await tool.ainvoke({"date": "2026-03-10"})

    assert "23:00-2026-03-11 00:30 Night call" in told


async def test_a_free_day_is_a_plain_sentence(site: str) -> None:
    tool = calendar_tool(f"{site}/zones.ics", "UTC")

    assert await tool.ainvoke({"date": "2026-03-20"}) == "Nothing is planned on Friday, 2026-03-20 (UTC)."


async def test_an_unreachable_calendar_does_not_tell_its_secret_address(site: str) -> None:
    tool = calendar_tool(f"{site}/secret-token.ics", "UTC")

    with pytest.raises(ToolException) as told:
        await tool.ainvoke({"date": "today"})

    assert str(told.value) == "The calendar at 127.0.0.1 answered with the status 404."


async def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ToolException, match=r"The calendar no.ics cannot be read: No such file"):
        await calendar_tool(str(tmp_path / "no.ics"), "UTC").ainvoke({"date": "today"})


async def test_a_file_of_something_else_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "odd.ics").write_text("hello")

    with pytest.raises(ToolException, match="The calendar is not valid iCalendar"):
        await calendar_tool(str(tmp_path / "odd.ics"), "UTC").ainvoke({"date": "today"})
