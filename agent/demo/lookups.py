# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Questions about the calendar and the address book."""

import re
from dataclasses import dataclass

from agent.demo.days import read_day, say_day
from agent.demo.steps import NOT_DONE, Call, Language, Phrase, Report, Steps, Task, Turn

_LOOK_AT_DAY = Phrase(en="I look at the calendar.", zh="我查看日历。")
_LOOK_UP = Phrase(en="I look up {name} in the contacts.", zh="我在通讯录里查找 {name}。")
_DAY = Phrase(en="The calendar {day}:\n{events}", zh="{day}的安排：\n{events}")
_FREE = Phrase(en="Nothing is planned {day}.", zh="{day}没有安排。")
_NOBODY = Phrase(en="Nobody in the contacts is called {name}.", zh="通讯录里没有 {name}。")
_PERSON = Phrase(en="From the contacts:\n{people}", zh="通讯录里的记录：\n{people}")

_PLANS = re.compile(
    r"\b(?:schedule|calendar|agenda|appointments?|meetings?|events?|planned|plans|happening|free|busy)\b"
    r"|^(?:what(?:'s|\s+is|\s+do\s+(?:i|we)\s+have)|anything|is\s+there|do\s+(?:i|we)\s+have|when)\b"
    r"|安排|日程|会议|日历|行程|有什么|有空|有会|几点",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"^(?:what(?:'s|\s+is)|give\s+me|tell\s+me|find|look\s*up|show(?:\s+me)?|get(?:\s+me)?)\s+(?:the\s+)?"
    r"(?:(?:e-?mail|mail|phone|contact)?\s*(?:address|number|details?|e-?mail|phone)\s+(?:of|for)\s+(?P<of>.+)"
    r"|(?P<whose>.+?)'s?\s+(?:e-?mail|mail|phone|telephone|number|address|contact|details?|title|job).*"
    r"|(?P<found>(?-i:[A-Z])\S*(?:\s+(?-i:[A-Z])\S*){0,3}))$"
    r"|^(?:who\s+is|how\s+(?:can|do)\s+(?:i|we)\s+(?:reach|contact))\s+(?P<who>.+)$"
    r"|^(?:请问|查一下|查查|查找|查询)?\s*(?P<zh>.+?)\s*的?\s*(?:邮箱|电子邮件|邮件地址|邮件|电话|手机|号码|联系方式|地址|email)"
    r"(?:地址|号码)?\s*(?:是什么|是多少|是|呢|在哪|有吗)?$"
    r"|^(?:谁是|怎么联系|如何联系|查一下|查找|找一下)\s*(?P<zhwho>.+)$"
    r"|^(?P<zhis>.+?)\s*是谁$",
    re.IGNORECASE,
)
_EDGES = " \t\n.,;:!?。，；：！？"


@dataclass(frozen=True)
class Agenda:
    title: str
    day: str

    def steps(self, language: Language) -> Steps:
        [outcome] = yield Turn(_LOOK_AT_DAY.say(language), [Call("get_schedule", {"date": self.day})])
        if not outcome.done:
            return Report(NOT_DONE.say(language, what=self.title, why=outcome.text), done=False)
        day = say_day(self.day, language)
        lines = outcome.text.splitlines()[1:]
        if not lines:
            return Report(_FREE.say(language, day=day))
        return Report(_DAY.say(language, day=day, events="\n".join(f"• {line}" for line in lines)))


@dataclass(frozen=True)
class Lookup:
    title: str
    name: str

    def steps(self, language: Language) -> Steps:
        [outcome] = yield Turn(_LOOK_UP.say(language, name=self.name), [Call("search_contacts", {"name": self.name})])
        if not outcome.done:
            return Report(NOT_DONE.say(language, what=self.title, why=outcome.text), done=False)
        if outcome.text.startswith("No contact matches"):
            return Report(_NOBODY.say(language, name=self.name))
        return Report(_PERSON.say(language, people="\n".join(f"• {line}" for line in outcome.text.splitlines())))


def read(clause: str) -> Task | None:
    bare = clause.strip(_EDGES)
    contact = _CONTACT.match(bare)
    if contact:
        name = next(group for group in contact.groups() if group).strip(_EDGES)
        if not _PLANS.search(name):
            return Lookup(title=bare, name=name)
    day, _ = read_day(bare)
    if _PLANS.search(bare) and (
        day or re.search(r"calendar|schedule|agenda|meetings?|日程|安排|日历|会议", bare, re.IGNORECASE)
    ):
        return Agenda(title=bare, day=day or "today")
    return None
