# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Requests to write to somebody: who is meant, what is on the calendar, one mail to each."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from agent.demo.days import fitting, read_date, read_events, say_day
from agent.demo.drafts import Content, Draft, Schedule, draft
from agent.demo.people import Person, find_people
from agent.demo.steps import ANSWERED_INSTEAD, EDITED, NOT_DONE, Call, Language, Outcome, Phrase, Report, Steps, Turn

_LOOK_AT_DAY = Phrase(en="I look up what is planned {day}.", zh="我查看{day}的日程。")
_WILL = Phrase(
    en="Because you asked “{title}”, I will send a mail\n{mails}{source}",
    zh="因为你要求“{title}”，我将发送邮件：\n{mails}{source}",
)
_MAIL = Phrase(en="• to {to}, with the subject “{subject}”", zh="• 收件人：{to}，主题：“{subject}”")
_FROM_CALENDAR = Phrase(en="\nTime and place come from the calendar.", zh="\n时间和地点来自日历。")
_NOT_ON_CALENDAR = Phrase(
    en="\nThe calendar shows nothing that fits, so the mail names no time.",
    zh="\n日历上没有相符的安排，所以邮件没有写时间。",
)
_SENT = Phrase(en="Sent to {to}: “{subject}”.", zh="已发送给 {to}，主题：“{subject}”。")
_THE_MAIL = Phrase(en="the mail to {to}", zh="给 {to} 的邮件")


@dataclass(frozen=True)
class Mail:
    title: str
    to: Sequence[str]
    content: Content

    @property
    def has_no_content(self) -> bool:
        return self.content == Content()

    def about_the_same_as(self, other: "Mail") -> "Mail":
        return replace(self, content=other.content) if self.has_no_content else self

    def steps(self, language: Language) -> Steps:
        people = yield from find_people(self.to, language, self.title)
        if isinstance(people, Report):
            return people
        schedule = yield from self._schedule(language)
        if isinstance(schedule, Report):
            return schedule
        drafts = [draft(self.content, person.name, schedule, language) for person in people]
        outcomes = yield self._turn(people, drafts, schedule, language)
        reports = [_report(person, outcome, language) for person, outcome in zip(people, outcomes, strict=True)]
        return Report("\n".join(report.text for report in reports), done=all(report.done for report in reports))

    def _schedule(self, language: Language) -> Generator[Turn, Sequence[Outcome], Schedule | Report | None]:
        day = self.content.day
        if day is None:
            return None
        words = _LOOK_AT_DAY.say(language, day=say_day(day, language))
        [outcome] = yield Turn(words, [Call("get_schedule", {"date": day})])
        if not outcome.done:
            return Report(NOT_DONE.say(language, what=self.title, why=outcome.text), done=False)
        events = read_events(outcome.text)
        return Schedule(day, read_date(outcome.text), events, fitting(events, self.content.topic))

    def _turn(
        self, people: Sequence[Person], drafts: Sequence[Draft], schedule: Schedule | None, language: Language
    ) -> Turn:
        source = ""
        if schedule is not None:
            source = (_FROM_CALENDAR if schedule.events_meant else _NOT_ON_CALENDAR).say(language)
        pairs = list(zip(people, drafts, strict=True))
        mails = "\n".join(_MAIL.say(language, to=person, subject=mail.subject) for person, mail in pairs)
        calls = [
            Call("send_email", {"to": person.address, "subject": mail.subject, "body": mail.body})
            for person, mail in pairs
        ]
        return Turn(_WILL.say(language, title=self.title, source=source, mails=mails), calls)


def _report(person: Person, outcome: Outcome, language: Language) -> Report:
    if not outcome.done:
        what = _THE_MAIL.say(language, to=person)
        return Report(NOT_DONE.say(language, what=what, why=outcome.text), done=False)
    if not outcome.text.startswith("Sent to "):
        return Report(ANSWERED_INSTEAD.say(language, text=outcome.text), done=False)
    to = outcome.argument("to")
    sent = _SENT.say(language, to=person if to == person.address else to, subject=outcome.argument("subject"))
    return Report((EDITED.say(language) if outcome.edited else "") + sent)
