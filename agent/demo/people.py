# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Finding the person that a name means: in the address book, else by asking."""

import re
import unicodedata
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from agent.demo.steps import NOT_DONE, Call, Language, Outcome, Phrase, Report, Turn

ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")

_LOOK = Phrase(en="I look up {names} in the contacts.", zh="我在通讯录里查找 {names}。")
_WHICH = Phrase(en="Which {name} do you mean: {people}?", zh="你指的是哪位 {name}：{people}？")
_OR = Phrase(en=" or ", zh="，还是 ")
_UNKNOWN = Phrase(
    en="I find no email address of {name} in the contacts. Which address shall I use?",
    zh="通讯录里没有 {name} 的邮箱。请问用哪个邮箱地址？",
)
_UNCLEAR = Phrase(en="The answer “{answer}” does not say whom you mean.", zh="从答复“{answer}”中看不出指的是谁。")
_ORDINALS = ({"1", "first", "former", "第一", "第一个", "前者"}, {"2", "second", "latter", "第二", "第二个", "后者"})


@dataclass(frozen=True)
class Person:
    """`line` is what the address book tells about the person."""

    name: str
    address: str
    line: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name != self.address else self.address


Find = Generator[Turn, Sequence[Outcome], list[Person] | Report]


def find_people(names: Sequence[str], language: Language, task: str) -> Find:
    """The persons meant, in order, or a report of why `task` cannot be done."""
    wanted = [name for name in names if not ADDRESS.fullmatch(name)]
    found: dict[str, Outcome] = {}
    if wanted:
        calls = [Call("search_contacts", {"name": name}) for name in wanted]
        outcomes = yield Turn(_LOOK.say(language, names=", ".join(wanted)), calls)
        found = dict(zip(wanted, outcomes, strict=True))
    people: list[Person] = []
    for name in names:
        if name not in found:
            people.append(Person(name, name, name))
            continue
        person = yield from _settle(name, found[name], language, task)
        if isinstance(person, Report):
            return person
        people.append(person)
    return people


def _settle(
    name: str, found: Outcome, language: Language, task: str
) -> Generator[Turn, Sequence[Outcome], Person | Report]:
    if not found.done:
        return Report(NOT_DONE.say(language, what=task, why=found.text), done=False)
    people = read_people(found.text)
    if len(people) == 1:
        return people[0]
    choices = _OR.say(language).join(str(person) for person in people)
    question = _WHICH.say(language, name=name, people=choices) if people else _UNKNOWN.say(language, name=name)
    [answer] = yield Turn(question, [Call("ask_user", {"question": question})])
    chosen = _chosen(answer.text, people, name) if answer.done else None
    if chosen is None:
        why = _UNCLEAR.say(language, answer=answer.text) if answer.done else answer.text
        return Report(NOT_DONE.say(language, what=task, why=why), done=False)
    return chosen


def read_people(lines: str) -> list[Person]:
    """The people with an address among the lines of `search_contacts`."""
    people = []
    for line in lines.splitlines():
        name, _, details = line.partition("; ")
        address = re.search(rf"email: ({ADDRESS.pattern})", details)
        if address:
            people.append(Person(name, address.group(1), line))
    return people


def _chosen(answer: str, people: Sequence[Person], name: str) -> Person | None:
    """Whom an answer means: an address, a place in the list, or words that fit one person best."""
    address = ADDRESS.search(answer)
    if address:
        known = (person for person in people if person.address.lower() == address[0].lower())
        return next(known, Person(name, address[0], name))
    words = set(_words(answer))
    for ordinals, person in zip(_ORDINALS, people, strict=False):
        if words & ordinals:
            return person
    scores = [len(words & set(_words(person.line))) for person in people]
    best = max(scores, default=0)
    return people[scores.index(best)] if best and scores.count(best) == 1 else None


def _words(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+", bare)
