"""What the environment may say, and how a wrong or missing setting is named."""

import os
import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Misconfigured, Settings, StoreSettings, load

ROOT = Path(__file__).parents[2]
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "COUNTERSIGN_REVIEW_CHANNEL": "#approvals",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in [name for name in os.environ if name.startswith(("SLACK_", "COUNTERSIGN_", "REDIS_URL"))]:
        monkeypatch.delenv(name)

    def set_all(**settings: str) -> None:
        for name, value in (ENOUGH | settings).items():
            monkeypatch.setenv(name, value)

    return set_all


def test_three_settings_are_enough(environment: Any) -> None:
    environment()
    settings = load(Settings)

    assert (settings.review_channel, settings.approval_timeout) == ("#approvals", timedelta(hours=24))
    assert (settings.policy, settings.redis_url, settings.model) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        (" 5 m ", timedelta(minutes=5)),
    ],
)
def test_durations_read_as_people_write_them(environment: Any, written: str, meant: timedelta) -> None:
    environment(COUNTERSIGN_APPROVAL_TIMEOUT=written)

    assert load(Settings).approval_timeout == meant


@pytest.mark.parametrize(
    ("setting", "written", "field", "meant"),
    [
        ("COUNTERSIGN_TIMEZONE", "Europe/Berlin", "timezone", ZoneInfo("Europe/Berlin")),
        ("COUNTERSIGN_SUMMARY_TIME", "17:30", "summary_time", time(17, 30)),
        ("COUNTERSIGN_CONTACTS", "people.vcf", "contacts", Path("people.vcf")),
        ("COUNTERSIGN_POLICY", "policy.yaml", "policy", Path("policy.yaml")),
        ("COUNTERSIGN_PORT", "8080", "port", 8080),
        ("SLACK_APP_TOKEN", "xapp-2", "slack_app_token", "xapp-2"),
        ("REDIS_URL", "redis://example.com", "redis_url", "redis://example.com"),
    ],
)
def test_each_setting_is_read(environment: Any, setting: str, written: str, field: str, meant: object) -> None:
    environment(**{setting: written})

    assert getattr(load(Settings), field) == meant


@pytest.mark.parametrize(
    ("setting", "written", "expected"),
    [
        ("COUNTERSIGN_APPROVAL_TIMEOUT", "soon", "expected a duration such as 90s, 15m or 24h, got 'soon'"),
        ("COUNTERSIGN_APPROVAL_TIMEOUT", "24", "expected a duration such as 90s, 15m or 24h, got '24'"),
        ("COUNTERSIGN_APPROVAL_TIMEOUT", "-5m", "expected a duration such as 90s, 15m or 24h, got '-5m'"),
        ("COUNTERSIGN_APPROVAL_TIMEOUT", "0s", "expected a duration such as 90s, 15m or 24h, got '0s'"),
        ("COUNTERSIGN_APPROVAL_TIMEOUT", "9" * 20 + "d", "expected a duration such as 90s, 15m or 24h, got '999"),
        ("COUNTERSIGN_TIMEZONE", "Berlin", "expected a time zone such as Europe/Berlin, got 'Berlin'"),
        ("COUNTERSIGN_TIMEZONE", "../etc/passwd", "expected a time zone such as Europe/Berlin, got '../etc/passwd'"),
        ("COUNTERSIGN_TIMEZONE", "Europe", "expected a time zone such as Europe/Berlin, got 'Europe'"),
        ("COUNTERSIGN_SUMMARY_TIME", "nine", "expected a time such as 09:00, got 'nine'"),
        ("COUNTERSIGN_SUMMARY_TIME", "09:00Z", "expected a time such as 09:00, got '09:00Z'"),
        ("COUNTERSIGN_PORT", "http", "expected a valid integer, got 'http'"),
        ("COUNTERSIGN_PORT", "70000", "expected less than or equal to 65535, got '70000'"),
        ("COUNTERSIGN_LOG_LEVEL", "LOUD", "expected 'DEBUG', 'INFO', 'WARNING' or 'ERROR', got 'LOUD'"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(
    environment: Any, setting: str, written: str, expected: str
) -> None:
    environment(**{setting: written})

    with pytest.raises(Misconfigured) as error:
        load(Settings)
    assert str(error.value).startswith(f"{setting}: {expected}")


@pytest.mark.parametrize("setting", ["SLACK_BOT_TOKEN", "COUNTERSIGN_REVIEW_CHANNEL"])
def test_a_missing_setting_is_named_with_what_was_expected(environment: Any, setting: str) -> None:
    environment(**{setting: ""})

    with pytest.raises(Misconfigured) as error:
        load(Settings)
    assert str(error.value).startswith(f"{setting} is missing. Expected: The ")


def test_all_missing_settings_are_named_at_once(environment: Any) -> None:
    environment(**dict.fromkeys(ENOUGH, ""))

    with pytest.raises(Misconfigured) as error:
        load(Settings)
    assert [line.split()[0] for line in str(error.value).splitlines()] == [
        "SLACK_BOT_TOKEN",
        "COUNTERSIGN_REVIEW_CHANNEL",
    ]


def test_there_has_to_be_a_way_in(environment: Any) -> None:
    environment(SLACK_APP_TOKEN="")

    with pytest.raises(Misconfigured, match=r"^SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing"):
        load(Settings)


def test_reading_the_audit_trail_needs_no_tokens(environment: Any) -> None:
    environment(**dict.fromkeys(ENOUGH, ""), COUNTERSIGN_DATA="here")

    assert load(StoreSettings).data == Path("here")


def test_the_settings_page_names_every_setting_and_no_other() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    known = [field.validation_alias.choices[0] for field in Settings.model_fields.values()]  # type: ignore[union-attr]

    assert sorted(documented) == sorted(str(name) for name in known)
