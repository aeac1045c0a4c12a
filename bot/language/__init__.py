"""What the product says, in the language of whoever reads it.

English stands in the code, where it is read; other languages in a catalogue beside this file. English is also what
counts when nobody set a language: the audit trail, the records and the model must not depend on who read them last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, reduce
from pathlib import Path
from typing import Literal, get_args

from babel.messages.pofile import read_po

Language = Literal["en", "zh-CN"]
"""As Slack names them."""
ENGLISH: Language = "en"

Words = Callable[[], str]
"""A text that is not said yet: each time it is, in the language of that moment."""

_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def say(english: str, /, **values: object) -> str:
    """The text in the language of the moment. The values stand where it names them in braces."""
    return _catalogue(_spoken.get()).get(english, english).format_map(values)


class Refusal(Exception):  # noqa: N818
    """Nothing comes of what somebody wants. The message is for them, in the language in which it is read."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return self.words()


def speak(language: Language) -> None:
    """Say everything in this language, for the rest of this task."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """The language of the moment."""
    return _spoken.get()


def in_english(words: Words) -> str:
    """The text as it is kept."""
    with speaking(ENGLISH):
        return words()


def language_of(locale: str) -> Language:
    """The language for somebody with this locale; English where we do not speak theirs."""
    return next((language for language in get_args(Language) if language == locale), ENGLISH)


def sentences(*said: str) -> str:
    """One after the other; empty ones are left out."""
    found = [sentence for sentence in said if sentence]
    return reduce(lambda one, other: say("{sentence} {next}", sentence=one, next=other), found) if found else ""


def bracketed(text: str, aside: str) -> str:
    """`text (aside)`."""
    return say("{text} ({aside})", text=text, aside=aside)


def lead(label: str) -> str:
    """`label: `, before a value."""
    return say("{label}: ", label=label)


def listed(names: Sequence[str]) -> str:
    """`one, two, three`."""
    return reduce(lambda one, other: say("{one}, {other}", one=one, other=other), names) if names else ""


def both(names: Sequence[str]) -> str:
    """`one, two and three`."""
    return say("{names} and {last}", names=listed(names[:-1]), last=names[-1]) if len(names) > 1 else listed(names)


def either(names: Sequence[str]) -> str:
    """`one or two or three`."""
    return say(" or ").join(names)


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    if language == ENGLISH:
        return {}
    with Path(__file__).with_name(f"{language.replace('-', '_')}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}
