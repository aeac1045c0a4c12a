# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Writing the mail: subject and body from what was asked and what the calendar says."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.demo.days import Event, say_day
from agent.demo.steps import Language, Phrase

_SUBJECT_LENGTH = 70

_GREETING = Phrase(en="Hi {name},", zh="{name}，您好：")
_HELLO = Phrase(en="Hello,", zh="您好：")
_CLOSING = Phrase(en="Best regards", zh="祝好")
_EVENT_SUBJECT = Phrase(en="{title} {day}, {hours}", zh="{day}的 {title}，{hours}")
_EVENT = Phrase(
    en="a short reminder: the {title} is {day} ({date}), {hours}{place}. See you there.",
    zh="提醒一下：{title} 在{day}（{date}）{hours}{place}。届时见。",
)
_PLACE = Phrase(en=", in {place}", zh="，地点：{place}")
_DAY_SUBJECT = Phrase(en="What is planned {day}", zh="{day}的安排")
_DAY = Phrase(en="this is what is planned {day} ({date}):\n{events}", zh="{day}（{date}）的安排如下：\n{events}")
_TOPIC = Phrase(
    en="I am writing about {topic}. Please tell me when it suits you to talk about it.",
    zh="想和您谈谈{topic}。请告诉我您什么时候方便。",
)
_TOPIC_ON_DAY = Phrase(
    en="I am writing about {topic} {day}. Please tell me whether it suits you.",
    zh="想和您谈谈{day}的{topic}。请告诉我您是否方便。",
)
_NO_TOPIC = Phrase(en="A word with you", zh="有事相商")
_CALL_ME = Phrase(en="please get in touch with me when you have a moment.", zh="方便时请与我联系。")


@dataclass(frozen=True)
class Content:
    """What a mail is to say, as far as the request tells: words of its own, or a topic and a day."""

    topic: str = ""
    day: str | None = None
    said: str = ""
    subject: str = ""
    body: str = ""


@dataclass(frozen=True)
class Schedule:
    """A day of the calendar, and the event that the mail is about."""

    day: str
    date: str
    events: Sequence[Event]
    event: Event | None

    @property
    def events_meant(self) -> bool:
        return bool(self.events) and self.event is not None


@dataclass(frozen=True)
class Draft:
    subject: str
    body: str


def draft(content: Content, name: str, schedule: Schedule | None, language: Language) -> Draft:
    if content.body:
        return Draft(_one_line(content.subject or content.body), content.body)
    subject, text = _words(content, schedule, language)
    return Draft(_one_line(content.subject or subject), _letter(name, text, language))


def _words(content: Content, schedule: Schedule | None, language: Language) -> tuple[str, str]:
    """Subject and text."""
    if content.said:
        said = content.said[0].upper() + content.said[1:]
        return said, said if said[-1] in ".!?。！？" else said + ("。" if language == "zh" else ".")
    if schedule is not None and schedule.events_meant and schedule.event is not None:
        return _about_event(schedule, schedule.event, language)
    if schedule is not None and not content.topic and schedule.events:
        return _about_day(schedule, language)
    return _about_topic(content, language)


def _about_event(schedule: Schedule, event: Event, language: Language) -> tuple[str, str]:
    values = {
        "title": event.title,
        "hours": event.hours,
        "day": say_day(schedule.day, language),
        "date": schedule.date,
        "place": _PLACE.say(language, place=event.place) if event.place else "",
    }
    return _EVENT_SUBJECT.say(language, **values), _EVENT.say(language, **values)


def _about_day(schedule: Schedule, language: Language) -> tuple[str, str]:
    day = say_day(schedule.day, language)
    events = "\n".join(
        f"- {event.hours} {event.title}" + (f", {event.place}" if event.place else "") for event in schedule.events
    )
    return _DAY_SUBJECT.say(language, day=day), _DAY.say(language, day=day, date=schedule.date, events=events)


def _about_topic(content: Content, language: Language) -> tuple[str, str]:
    topic = content.topic
    if not topic:
        return _NO_TOPIC.say(language), _CALL_ME.say(language)
    subject = topic[0].upper() + topic[1:]
    if content.day is None:
        return subject, _TOPIC.say(language, topic=topic)
    day = say_day(content.day, language)
    return f"{subject} ({day})", _TOPIC_ON_DAY.say(language, topic=topic, day=day)


def _letter(name: str, text: str, language: Language) -> str:
    called = name.split(maxsplit=1)[0] if language == "en" else name
    greeting = _HELLO.say(language) if "@" in name else _GREETING.say(language, name=called)
    return f"{greeting}\n\n{text}\n\n{_CLOSING.say(language)}"


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split()).rstrip(".。")
    return line if len(line) <= _SUBJECT_LENGTH else f"{line[: _SUBJECT_LENGTH - 1].rstrip()}…"
