"""What the environment may say. `docs/settings.md` is checked against this file by a test."""

import re
from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.language import ENGLISH, Language

_DURATION = re.compile(r"([1-9]\d{0,5})\s*(s|m|h|d)")
_PYDANTIC = "Input should be "
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(text: object) -> object:
    """Read `90s`, `15m`, `24h` or `7d`; anything else is passed on for the error message."""
    if not isinstance(text, str):
        return text
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise ValueError(f"expected a duration such as 90s, 15m or 24h, got {text!r}")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def parse_zone(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"expected a time zone such as Europe/Berlin, got {text!r}") from None


def parse_time(text: object) -> object:
    if not isinstance(text, str):
        return text
    with suppress(ValueError):
        found = time.fromisoformat(text)
        if found.tzinfo is None:
            return found
    raise ValueError(f"expected a time such as 09:00, got {text!r}")


def parse_names(text: object) -> object:
    return [name.strip() for name in text.split(",") if name.strip()] if isinstance(text, str) else text


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
DayTime = Annotated[time, BeforeValidator(parse_time)]
Zone = Annotated[ZoneInfo, BeforeValidator(parse_zone)]
Kind = TypeVar("Kind", bound=BaseSettings)
Names = Annotated[list[str], NoDecode, BeforeValidator(parse_names)]


class Misconfigured(Exception):  # noqa: N818 - reads as the sentence it starts
    """A setting is missing or wrong; the message names each, with what was expected."""


def _env(name: str, default: Any = ..., *, description: str) -> Any:
    return Field(default, validation_alias=AliasChoices(name), description=description)


class StoreSettings(BaseSettings):
    """Where the records are: all that reading the audit trail needs."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, arbitrary_types_allowed=True)

    redis_url: str | None = _env(
        "REDIS_URL",
        None,
        description="Redis with JSON and Search. When it is not set, one is started in the data folder.",
    )
    data: Path = _env(
        "COUNTERSIGN_DATA",
        Path(".countersign"),
        description="The folder of the embedded Redis (and of the demo).",
    )


class Settings(StoreSettings):
    """Every setting, with its environment variable, default and meaning."""

    slack_bot_token: str = _env(
        "SLACK_BOT_TOKEN", description="The bot's token, `xoxb-...` (OAuth & Permissions page of the app)."
    )
    slack_app_token: str | None = _env(
        "SLACK_APP_TOKEN",
        None,
        description="App-level token, `xapp-...`. When it is set the bot uses Socket Mode, else HTTP.",
    )
    slack_signing_secret: str | None = _env(
        "SLACK_SIGNING_SECRET", None, description="Checks that requests come from Slack. Needed for HTTP."
    )
    slack_api_url: str = _env("SLACK_API_URL", "https://slack.com/api/", description="Where Slack's Web API is.")
    model: str | None = _env(
        "COUNTERSIGN_MODEL",
        None,
        description="`provider:name`, for example `openai:gpt-5`. Without it: the offline demo planner.",
    )
    agent: str | None = _env(
        "COUNTERSIGN_AGENT",
        None,
        description="A graph of your own: `package.module:name`, `./file.py:name` or `langgraph.json#name`. "
        "Without it: the agent that comes along.",
    )
    review_channel: str = _env(
        "COUNTERSIGN_REVIEW_CHANNEL", description="The channel for approval cards: an id or a #name."
    )
    audit_channel: str | None = _env(
        "COUNTERSIGN_AUDIT_CHANNEL",
        None,
        description="The channel for daily summaries: an id or a #name. Without it none is posted.",
    )
    approval_timeout: Duration = _env(
        "COUNTERSIGN_APPROVAL_TIMEOUT",
        timedelta(hours=24),
        description="After this an unanswered request is rejected by the clock.",
    )
    retention: Duration = _env(
        "COUNTERSIGN_RETENTION",
        timedelta(days=30),
        description="After this a conversation nobody used is forgotten; the audit trail stays.",
    )
    lease: Duration = _env(
        "COUNTERSIGN_LEASE",
        timedelta(seconds=30),
        description="A gated call whose process has been silent for so long is in doubt, and people are asked.",
    )
    policy: Path | None = _env(
        "COUNTERSIGN_POLICY",
        None,
        description="The policy file: who may decide what. Without it the review channel decides whatever is not "
        "known to read only.",
    )
    smtp_url: str | None = _env(
        "COUNTERSIGN_SMTP_URL",
        None,
        description="Where mails go: `smtp://`, `smtps://` or `smtp+starttls://user:password@host:port`. "
        "Without it there is no `send_email`.",
    )
    email_from: str = _env(
        "COUNTERSIGN_EMAIL_FROM", "countersign@localhost.localdomain", description="The sender of mails."
    )
    imap_url: str | None = _env(
        "COUNTERSIGN_IMAP_URL",
        None,
        description="The folder of sent mail, `imaps://user:password@host/Sent`: where a mail in doubt is looked up.",
    )
    database_url: str | None = _env(
        "COUNTERSIGN_DATABASE_URL",
        None,
        description="The database of `run_sql` and of the payment ledger of `make_payment`. Without it: neither.",
    )
    contacts: Path | None = _env(
        "COUNTERSIGN_CONTACTS", None, description="A vCard file for `search_contacts`. Without it there is none."
    )
    calendar: str | None = _env(
        "COUNTERSIGN_CALENDAR",
        None,
        description="An iCalendar file or URL for `get_schedule`. Without it there is none.",
    )
    timezone: Zone = _env(
        "COUNTERSIGN_TIMEZONE",
        ZoneInfo("UTC"),
        description="The time zone of `today`, the calendar and the summary, for example `Europe/Berlin`.",
    )
    language: Language = _env(
        "COUNTERSIGN_LANGUAGE",
        ENGLISH,
        description="The language of cards, notices and summaries: `en` or `zh-CN`. What one person alone reads is in "
        "their own.",
    )
    summary_time: DayTime = _env(
        "COUNTERSIGN_SUMMARY_TIME", time(9, 0), description="When the daily summary is posted, `HH:MM`."
    )
    port: Annotated[int, Field(gt=0, le=65535)] = _env("COUNTERSIGN_PORT", 3000, description="The port for HTTP mode.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _env(
        "COUNTERSIGN_LOG_LEVEL",
        "INFO",
        description="`DEBUG`, `INFO`, `WARNING` or `ERROR`. `DEBUG` prints message texts.",
    )

    @model_validator(mode="after")
    def _way_in(self) -> "Settings":
        if not self.slack_app_token and not self.slack_signing_secret:
            raise ValueError(
                "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing: expected an app-level token (xapp-...) "
                "for Socket Mode, or the signing secret for HTTP"
            )
        return self


def load(kind: type[Kind]) -> Kind:
    """Read the environment.

    Raises:
        Misconfigured: names every setting that is missing or wrong.
    """
    try:
        return kind()
    except ValidationError as error:
        raise Misconfigured("\n".join(_sentence(problem) for problem in error.errors())) from None


def variable(field: str) -> str:
    """The environment variable of a field of the settings."""
    return str(_names(Settings.model_fields[field].validation_alias)[0])


def _sentence(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        field = next(f for f in Settings.model_fields.values() if name in _names(f.validation_alias))
        return f"{name} is missing. Expected: {field.description}"
    message = problem["msg"].removeprefix("Value error, ")
    if message.startswith(_PYDANTIC):
        wanted = message.removeprefix(_PYDANTIC).partition(", unable")[0]
        message = f"expected {wanted}, got {problem['input']!r}"
    return f"{name}: {message}" if name else message


def _names(alias: object) -> list[object]:
    return list(alias.choices) if isinstance(alias, AliasChoices) else [alias]
