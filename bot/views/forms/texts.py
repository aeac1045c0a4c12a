"""Values that are typed: text, lists, JSON, secrets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from bot.language import say
from bot.views.blocks import plain
from bot.views.forms.controls import ABSENT, Control, Element, Invalid, Typed, json_text
from bot.views.forms.moments import UNZONED
from bot.views.forms.numbers import DIGITS, digits, number
from bot.views.forms.parsing import parsed
from bot.views.forms.parts import ROOM
from bot.views.forms.schemas import Schema
from bot.views.forms.secrets import Path, masked, unmasked

_LINE = 60
"""Characters on a line of a modal, about."""
_LONG = 1000
"""Characters: what may be longer has several lines even where it is short now."""
_LONG_FORMATS = frozenset({"textarea", "multiline", "markdown", "html"})
_OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)\Z", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_ADDRESS = re.compile(r"https?://[!-~]+")

Kind = Literal["plain_text_input", "email_text_input", "url_text_input"]


def typing(kind: Kind, shown: Typed, **more: Any) -> Element:
    return {"type": kind} | more | ({"initial_value": shown} if shown else {})


@dataclass(frozen=True)
class Text(Control):
    shown: str | None
    kind: Kind = "plain_text_input"
    roomy: bool = False
    about: str = ""
    splits = True

    @classmethod
    def of(cls, schema: Schema, value: Any) -> Self | None:
        if value is not ABSENT and not isinstance(value, str):
            return None
        shown = None if value is ABSENT else value or None
        return cls(shown, _kind(schema, value), roomy=_is_long(schema), about=_zone(schema, shown))

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        if self.kind != "plain_text_input":
            return typing(self.kind, shown)
        text = str(shown or "")
        long = self.roomy or len(text) > _LINE or not text.isprintable()
        return typing(self.kind, shown, multiline=long)

    def hint(self) -> str:
        return self.about

    def value(self, typed: Any) -> str:
        """The text, with the line ends it had: what people type into knows only one kind."""
        text = str(typed)
        if self.shown and "\r\n" in self.shown and not re.search(r"(?<!\r)\n", self.shown):
            return re.sub(r"\r?\n", "\r\n", text)
        return text

    def same(self, typed: Typed, shown: Typed) -> bool:
        return _lines_alike(typed) == _lines_alike(shown)


def _is_long(schema: Schema) -> bool:
    """Whether a schema says that a text has lines: a single line would lose them."""
    most, media = schema.get("maxLength"), schema.get("contentMediaType")
    return (isinstance(most, int) and most > _LONG) or isinstance(media, str) or schema.get("format") in _LONG_FORMATS


def _zone(schema: Schema, shown: str | None) -> str:
    """In which time zone a time is read that no picker can show."""
    if schema.get("format") not in {"time", "date-time"}:
        return ""
    if shown and not _OFFSET.search(shown):
        return UNZONED()
    return say("With its time zone: Z for UTC, +01:00 for an hour ahead of it.")


def _kind(schema: Schema, value: Any) -> Kind:
    """Slack's own checks are used where what stands there passes them: otherwise nothing could be submitted."""
    if value is not ABSENT and len(value) > ROOM:
        return "plain_text_input"
    if schema.get("format") == "email" and (value is ABSENT or value == "" or _EMAIL.fullmatch(value)):
        return "email_text_input"
    if schema.get("format") in {"uri", "url"} and value is not ABSENT and _ADDRESS.fullmatch(value):
        return "url_text_input"
    return "plain_text_input"


def _lines_alike(text: Typed) -> Typed:
    return re.sub(r"\r\n?", "\n", text) if isinstance(text, str) else text


@dataclass(frozen=True)
class Lines(Control):
    """A list, one item a line."""

    shown: str | None
    kind: str
    splits = True

    @classmethod
    def of(cls, items: Schema, value: Any) -> Self | None:
        texts = [] if value is ABSENT else [_item(each, items.get("type")) for each in value]
        lines = [text for text in texts if text is not None]
        return cls("\n".join(lines) or None, str(items.get("type"))) if len(lines) == len(texts) else None

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        return typing("plain_text_input", shown, multiline=True)

    def hint(self) -> str:
        return say("One a line.")

    def value(self, typed: Any) -> list[Any]:
        lines = enumerate(re.split(r"\r?\n", str(typed)), 1)
        return [self._value(line, number) for number, line in lines if line.strip()]

    def _value(self, line: str, at: int) -> Any:
        if self.kind == "string":
            return line
        try:
            return number(line, whole=self.kind == "integer")
        except Invalid as error:
            raise Invalid(say("Line {number}: {problem}", number=at, problem=error)) from None

    def same(self, typed: Typed, shown: Typed) -> bool:
        return _lines_alike(typed) == shown


def _item(value: Any, kind: Any) -> str | None:
    """The line of one item, or None when it would not be read back the same."""
    if kind == "string":
        return value if isinstance(value, str) and value.strip() and not re.search(r"[\r\n]", value) else None
    text = digits(value)
    return text if text and len(text) <= DIGITS and number(text, whole=kind == "integer") is not None else None


@dataclass(frozen=True)
class Json(Control):
    """What has no input of its own."""

    shown: str | None
    before: Any
    secrets: tuple[Path, ...]
    splits = True

    @classmethod
    def of(cls, value: Any, secrets: Iterable[Path] = ()) -> Self:
        paths = tuple(secrets)
        return cls(None if value is ABSENT else json_text(masked(value, paths)), value, paths)

    def with_null(self, *, shown: bool) -> Self:
        """The same, where null may be what is there."""
        return replace(self, shown="null", before=None) if shown else self

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        return typing("plain_text_input", shown, multiline=True)

    def value(self, typed: Any) -> Any:
        return unmasked(parsed(str(typed)), self.before, self.secrets)

    def same(self, typed: Typed, shown: Typed) -> bool:
        return _lines_alike(typed) == shown


@dataclass(frozen=True)
class Secret(Control):
    """A value that is never shown; whoever leaves the input empty keeps it."""

    json: bool
    given: bool
    shown = None

    @classmethod
    def of(cls, schema: Schema, value: Any) -> Self:
        return cls(json=schema.get("type") != "string", given=value is not ABSENT)

    def element(self, shown: Typed, *, emptiable: bool) -> Element:  # noqa: ARG002
        element = typing("plain_text_input", shown)
        return element | ({"placeholder": plain(say("Hidden. Left empty, it stays as it is."))} if self.given else {})

    def value(self, typed: Any) -> Any:
        return parsed(str(typed)) if self.json else str(typed)
