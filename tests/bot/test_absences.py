"""Until when a stand-in decides, as people write it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.absences import Absences, end_of
from bot.policy import Forbidden
from bot.slack.people import Directory
from bot.store import Store
from sandbox.app import Sandbox
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.workspace import AVERY, MORGAN

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 11, 21, 15, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("today", datetime(2026, 11, 21, 23, 59, 59, tzinfo=BERLIN)),
        ("tomorrow", datetime(2026, 11, 22, 23, 59, 59, tzinfo=BERLIN)),
        ("friday", datetime(2026, 11, 27, 23, 59, 59, tzinfo=BERLIN)),
        ("2026-12-24", datetime(2026, 12, 24, 23, 59, 59, tzinfo=BERLIN)),
        ("24 Dec", datetime(2026, 12, 24, 23, 59, 59, tzinfo=BERLIN)),
        ("3d", datetime(2026, 11, 24, 15, 30, tzinfo=BERLIN)),
        ("3 days", datetime(2026, 11, 24, 15, 30, tzinfo=BERLIN)),
        ("2 hours", datetime(2026, 11, 21, 17, 30, tzinfo=BERLIN)),
    ],
)
def test_days_last_to_their_end_and_spans_from_now(written: str, meant: datetime) -> None:
    assert end_of(written, now=SATURDAY) == meant.timestamp()


@pytest.mark.parametrize("written", ["", "soon", "2020-01-01", "2031-01-01", "1000d", "0d", "99-99-99"])
def test_what_cannot_be_read_or_lies_too_far_away_is_no_date(written: str) -> None:
    assert end_of(written, now=SATURDAY) is None


@pytest.mark.parametrize("to", [AVERY, BOT_USER])
async def test_nobody_stands_in_for_themselves_and_no_bot_for_anybody(
    store: Store, directory: Directory, to: str
) -> None:
    absences = Absences(store=store, directory=directory)

    with pytest.raises(Forbidden):
        await absences.delegate(AVERY, to=to, until=4e9, team=TEAM_ID)

    assert await store.stand_ins.all(now=0) == []


async def test_a_guest_cannot_stand_in(store: Store, directory: Directory, sandbox: Sandbox) -> None:
    sandbox.administration.make_guest("morgan")

    with pytest.raises(Forbidden, match="Guests"):
        await Absences(store=store, directory=directory).delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)


async def test_who_is_back_decides_alone_again(store: Store, directory: Directory) -> None:
    absences = Absences(store=store, directory=directory)
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)

    assert (await absences.end(AVERY), await absences.end(AVERY)) == (True, False)
    assert await absences.of(AVERY, now=0) is None
