"""Dates and times, which are picked, and in which time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Self

from bot.language import say
from bot.views.forms.controls import ABSENT, Control, Element, Invalid, Typed
from bot.views.forms.schemas import Schema

UNZONED = partial(say, "Without a time zone: the tool takes the one it knows.")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_CLOCK = re.compile(rf"({_TIME.pattern})(:\d\d(?:\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?")
_EPOCHS = range(10**9, 10**10)
"""What Slack's input takes: from 2001 to 2286."""
_MINUTE = 60


@dataclass(frozen=True)
class Day(Control):
    shown: str | None

    @classmethod
    def of(cls, _schema: Schema, value: Any) -> Self | None:
        return cls(None if value is ABSENT else value) if value is ABSENT or _is_day(value) else None

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        return {"type": "datepicker"} | ({"initial_date": shown} if shown else {})

    def value(self, typed: Any) -> str:
        if not _is_day(typed):
            raise Invalid(say("Pick a date."))
        return str(typed)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@dataclass(frozen=True)
class Hour(Control):
    """A time of day, when one is there: a new one would need an offset that nobody can pick."""

    shown: str
    rest: str
    """What the picker cannot show: seconds, and the offset."""

    @classmethod
    def of(cls, _schema: Schema, value: Any) -> Self | None:
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if not found:
            return None
        seconds = ":00" if found[2] else ""
        return cls(found[1], seconds + (found[3] or ""))

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        return {"type": "timepicker", "initial_time": shown}

    def hint(self) -> str:
        offset = self.rest.removeprefix(":00").upper()
        return say("In the time zone {zone}.", zone=_named(offset)) if offset else UNZONED()

    def value(self, typed: Any) -> str:
        if not _TIME.fullmatch(str(typed)):
            raise Invalid(say("Pick a time."))
        return f"{typed}{self.rest}"


@dataclass(frozen=True)
class Moment(Control):
    """A moment with its offset from UTC. People pick it in their own time zone; its offset stays as it was."""

    shown: str | None
    zone: tzinfo
    utc: str
    """How this value writes UTC."""

    @classmethod
    def of(cls, _schema: Schema, value: Any) -> Self | None:
        if value is ABSENT:
            return cls(None, UTC, "Z")
        try:
            moment = datetime.fromisoformat(value)
            epoch = int(moment.timestamp())
        except (TypeError, ValueError, OverflowError):
            return None
        if moment.tzinfo is None or epoch not in _EPOCHS:
            return None
        return cls(str(epoch), moment.tzinfo, "+00:00" if value.endswith("+00:00") else "Z")

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        return {"type": "datetimepicker"} | ({"initial_date_time": int(str(shown))} if shown else {})

    def hint(self) -> str:
        offset = datetime.fromtimestamp(0, self.zone).isoformat()[-6:]
        return say("You pick it in your own time zone; the tool gets it in {zone}.", zone=_named(offset))

    def value(self, typed: Any) -> str:
        if not str(typed).isdecimal() or int(typed) not in _EPOCHS:
            raise Invalid(say("Pick a date and a time."))
        text = datetime.fromtimestamp(int(typed), self.zone).isoformat()
        return text.removesuffix("+00:00") + self.utc if self.zone.utcoffset(None) == timedelta(0) else text

    def same(self, typed: Typed, shown: Typed) -> bool:
        """Seconds cannot be picked, so a moment of the same minute is the one that was there."""
        minutes = [
            int(text) // _MINUTE if isinstance(text, str) and text.isdecimal() else text for text in (typed, shown)
        ]
        return minutes[0] == minutes[1]


def _named(offset: str) -> str:
    return "UTC" if offset in {"Z", "+00:00", "-00:00"} else f"UTC{offset}"
