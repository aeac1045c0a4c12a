"""What the tools work on is looked at before anything runs, and the setting that is wrong is named."""

import os
from pathlib import Path
from typing import Any

import pytest

from bot.agents import own_tools
from bot.check import check_everything
from bot.settings import Misconfigured, Settings, load

ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_API_URL": "nowhere",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "COUNTERSIGN_REVIEW_CHANNEL": "#approvals",
}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in [name for name in os.environ if name.startswith(("SLACK_", "COUNTERSIGN_", "REDIS_URL"))]:
        monkeypatch.delenv(name)

    def set_all(**more: str) -> Settings:
        for name, value in (ENOUGH | more).items():
            monkeypatch.setenv(name, value)
        return load(Settings)

    return set_all


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"COUNTERSIGN_CONTACTS": "nowhere.vcf"}, "COUNTERSIGN_CONTACTS: nowhere.vcf cannot be read: No such file"),
        ({"COUNTERSIGN_CALENDAR": "nowhere.ics"}, "COUNTERSIGN_CALENDAR: nowhere.ics cannot be read: No such file"),
        ({"COUNTERSIGN_SMTP_URL": "mail:25"}, "COUNTERSIGN_SMTP_URL: The mail server must be given as smtp://"),
        (
            {"COUNTERSIGN_SMTP_URL": "smtp://localhost", "COUNTERSIGN_IMAP_URL": "mail"},
            "COUNTERSIGN_IMAP_URL: The mailbox must be given as imaps://",
        ),
        (
            {"COUNTERSIGN_SMTP_URL": "smtp://localhost", "COUNTERSIGN_EMAIL_FROM": "the agent"},
            "COUNTERSIGN_EMAIL_FROM: 'the' is no email address",
        ),
        ({"COUNTERSIGN_DATABASE_URL": "shop.db"}, "COUNTERSIGN_DATABASE_URL: The database URL is not usable"),
    ],
)
def test_a_tool_with_a_wrong_setting_stops_the_start(settings: Any, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured) as error:
        own_tools(settings(**wrong))

    assert str(error.value).startswith(said)


WRONG = {
    "COUNTERSIGN_CONTACTS": "nowhere.vcf",
    "COUNTERSIGN_SMTP_URL": "mail:25",
    "COUNTERSIGN_IMAP_URL": "mail",
    "COUNTERSIGN_DATABASE_URL": "shop.db",
}


def test_every_wrong_setting_is_named_at_once(settings: Any) -> None:
    with pytest.raises(Misconfigured) as error:
        own_tools(settings(**WRONG))

    assert {line.partition(": ")[0] for line in str(error.value).splitlines()} == {*WRONG}


def test_a_tool_without_its_setting_is_left_out(settings: Any, tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.vcf"
    contacts.touch()

    assert [tool.name for tool in own_tools(settings(COUNTERSIGN_CONTACTS=str(contacts)))] == [
        "ask_user",
        "search_contacts",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"COUNTERSIGN_CONTACTS": "nowhere.vcf"}, "WRONG COUNTERSIGN_CONTACTS: nowhere.vcf cannot be read"),
        ({"COUNTERSIGN_AGENT": "nowhere:graph"}, "WRONG COUNTERSIGN_AGENT: nowhere cannot be imported"),
    ],
)
async def test_check_names_it_too(settings: Any, wrong: dict[str, str], said: str) -> None:
    lines: list[str] = []
    well = await check_everything(settings(**wrong), say=lines.append)

    assert not well
    assert [line for line in lines if line.startswith(said)]


async def test_check_has_a_line_for_each_that_is_wrong(settings: Any) -> None:
    lines: list[str] = []
    await check_everything(settings(**WRONG, COUNTERSIGN_AGENT="nowhere:graph"), say=lines.append)
    told = {line.split()[1] for line in lines if line.startswith("WRONG")}

    assert {f"{name}:" for name in (*WRONG, "COUNTERSIGN_AGENT")} <= told
