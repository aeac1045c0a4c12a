"""Days and events as people name them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.demo.steps import Language, Phrase

_ENGLISH = r"today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_CHINESE = r"今天|明天|后天|昨天|(?:这|本|下)?(?:周|星期|礼拜)[一二三四五六日天]"
_DAY = re.compile(
    rf"\b(?:on\s+|next\s+|this\s+)?({_ENGLISH}|\d{{4}}-\d{{2}}-\d{{2}})(?:'s)?\b|({_CHINESE})(?:的)?", re.IGNORECASE
)
_EVENT = re.compile(r"(?P<hours>\d\d:\d\d-\S+|All day:) (?P<title>.*?)(?:; place: (?P<place>.*?))?(?:; with: .*)?$")
_HEADING_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAME_WORD = {
    "评审": "review", "会议": "meeting", "站会": "stand-up", "午餐": "lunch", "午饭": "lunch", "设计": "design",
    "季度": "quarterly", "计划": "planning", "回顾": "retrospective", "standup": "stand-up", "retro": "retrospective",
}  # fmt: skip
_NO_TITLE_WORDS = frozenset({"the", "a", "an", "our", "my", "at", "on", "of", "in", "and", "meeting"})
_WHEN = {
    "today": Phrase("today", "今天"), "tomorrow": Phrase("tomorrow", "明天"), "yesterday": Phrase("yesterday", "昨天"),
    "今天": Phrase("today", "今天"), "明天": Phrase("tomorrow", "明天"), "昨天": Phrase("yesterday", "昨天"),
    "后天": Phrase("the day after tomorrow", "后天"),
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    hours: str
    title: str
    place: str


def read_day(text: str) -> tuple[str | None, str]:
    """The first day named, as `get_schedule` takes it, and the text without it."""
    match = _DAY.search(text)
    if match is None:
        return None, text
    day = (match[1] or match[2]).lstrip("这本下")
    without = f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
    return day.lower(), without


def say_day(day: str, language: Language) -> str:
    """The day in a sentence."""
    known = _WHEN.get(day)
    if known is not None:
        return known.say(language)
    return f"on {day.capitalize()}" if language == "en" else day


def read_date(schedule: str) -> str:
    """The date that a schedule is of, or nothing."""
    date = _HEADING_DATE.search(schedule)
    return date[0] if date else ""


def read_events(schedule: str) -> list[Event]:
    matches = (_EVENT.match(line) for line in schedule.splitlines())
    return [Event(match["hours"].rstrip(":"), match["title"], match["place"] or "") for match in matches if match]


def fitting(events: Sequence[Event], topic: str) -> Event | None:
    """The event whose title has most words of the topic; the earlier one of equals."""
    wanted = set(re.findall(r"[a-z-]+", topic.lower())) - _NO_TITLE_WORDS
    wanted |= {english for word, english in _SAME_WORD.items() if word in topic.lower()}
    scored = [(len(wanted & set(event.title.lower().split())), -at) for at, event in enumerate(events)]
    score, at = max(scored, default=(0, 0))
    return events[-at] if score else None
