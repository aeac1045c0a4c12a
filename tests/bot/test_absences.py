"""Until when a stand-in decides, as people write it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.absences import Absences, end_of
from bot.background import Background
from bot.policy import Forbidden
from bot.store import Store
from sandbox.app import Sandbox
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.workspace import AVERY, MORGAN, RILEY

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


async def test_who_comes_back_without_a_stand_in_leaves_no_trace_in_the_trail(absences: Absences, store: Store) -> None:
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)

    assert [await absences.end(person) for person in (RILEY, AVERY, AVERY)] == [False, True, False]
    assert [entry["kind"] async for entry in store.audit.entries()] == ["stand-in", "stand-in ended"]


@pytest.mark.parametrize("to", [AVERY, BOT_USER])
async def test_nobody_stands_in_for_themselves_and_no_bot_for_anybody(
    absences: Absences, store: Store, to: str
) -> None:
    with pytest.raises(Forbidden):
        await absences.delegate(AVERY, to=to, until=4e9, team=TEAM_ID)

    assert await store.stand_ins.all(now=0) == []


async def test_a_guest_cannot_stand_in(absences: Absences, sandbox: Sandbox) -> None:
    sandbox.administration.make_guest("morgan")

    with pytest.raises(Forbidden, match="Guests"):
        await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)


async def test_who_is_back_decides_alone_again(absences: Absences) -> None:
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)

    assert (await absences.end(AVERY), await absences.end(AVERY)) == (True, False)
    assert await absences.of(AVERY, now=0) is None


async def test_whoever_was_named_is_told_for_whom_until_when_and_what_that_means(
    absences: Absences, background: Background, sandbox: Sandbox
) -> None:
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)
    await background.drain()
    (told,) = _told(sandbox, MORGAN)

    assert told.startswith(f"<@{AVERY}> has named you to stand in for them until <!date^4000000000^")
    assert "you may decide what they may: `/approvals` lists what waits." in told
    assert _told(sandbox, AVERY) == []


async def test_they_are_told_in_their_own_language(
    absences: Absences, background: Background, sandbox: Sandbox
) -> None:
    sandbox.administration.change_locale(MORGAN, "zh-CN")
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)
    await background.drain()

    assert "代理" in _told(sandbox, MORGAN)[0]


async def test_they_stand_in_also_when_they_cannot_be_told(
    absences: Absences, background: Background, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.faults.fail("conversations.open", error="cannot_dm_bot")
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)
    await background.drain()

    assert await absences.of(AVERY, now=0)
    assert _told(sandbox, MORGAN) == []
    assert f"{MORGAN} was not told whether they stand in for {AVERY}" in caplog.text


@pytest.mark.parametrize("another", [None, RILEY], ids=["who was away is back", "another is named"])
async def test_whoever_stands_in_no_more_is_told_so(
    absences: Absences, background: Background, sandbox: Sandbox, another: str | None
) -> None:
    await absences.delegate(AVERY, to=MORGAN, until=4e9, team=TEAM_ID)
    await background.drain()
    if another:
        await absences.delegate(AVERY, to=another, until=4e9, team=TEAM_ID)
    else:
        await absences.end(AVERY)
    await background.drain()

    assert _told(sandbox, MORGAN)[1:] == [
        f"You do not stand in for <@{AVERY}> any more. What you decided in their place stands."
    ]


async def test_naming_the_same_again_ends_nothing(absences: Absences, background: Background, sandbox: Sandbox) -> None:
    for until in (4e9, 4.1e9):
        await absences.delegate(AVERY, to=MORGAN, until=until, team=TEAM_ID)
        await background.drain()

    assert ["any more" in told for told in _told(sandbox, MORGAN)] == [False, False]


def _told(sandbox: Sandbox, user: str) -> list[str]:
    """What the bot wrote to somebody alone."""
    talks = [c.id for c in sandbox.workspace.channels.values() if c.kind == "im" and c.user == user]
    return [m["text"] for id in talks for m in sandbox.workspace.messages.top_level(id)]
