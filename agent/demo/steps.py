# ruff: noqa: RUF001 - Chinese has its own punctuation
"""The words of the planner: tasks, the turns they take, and what came of them."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Phrase:
    """One sentence in both languages, with {places} to fill."""

    en: str
    zh: str

    def say(self, language: Language, **values: object) -> str:
        return (self.zh if language == "zh" else self.en).format(**values)


@dataclass(frozen=True)
class Call:
    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """What the planner says, and the calls it makes along with it."""

    words: str
    calls: Sequence[Call]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a call: its result if `done`, else why it was not done.

    `arguments` are those that really ran; `edited` means that a reviewer changed them.
    """

    text: str
    done: bool
    arguments: Mapping[str, Any]
    edited: bool = False

    def argument(self, name: str) -> str:
        return str(self.arguments.get(name, ""))


@dataclass(frozen=True)
class Report:
    """How a task ended; a task that is not done stops those after it."""

    text: str
    done: bool = True


Steps = Generator[Turn, Sequence[Outcome], Report]


class Task(Protocol):
    @property
    def title(self) -> str:
        """The words of the request that this task comes from."""
        ...

    def steps(self, language: Language) -> Steps: ...


NOT_DONE = Phrase(en="Not done: {what}. {why}", zh="没有执行：{what}。{why}")
EDITED = Phrase(en="A reviewer changed this before it ran. ", zh="审批人在执行前做了修改。")
ANSWERED_INSTEAD = Phrase(
    en="The call did not run; a person answered in its place: {text}", zh="调用没有执行；有人代为答复：{text}"
)
