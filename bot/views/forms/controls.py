"""What every input of a form can do, whatever its type: show a value, tell a change, give a value back."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

Element = dict[str, Any]
Typed = str | tuple[str, ...] | None
"""What stands in an input: text, the key of an option, the keys of several; None when it is empty."""

NONE: Final = "none"
"""The key of the option that stands for an empty input: Slack lets nobody take a choice back."""
NULL: Final = "null"
"""The key of the box for null."""


class Nothing(Enum):
    """What is no JSON value, null included."""

    ABSENT = "absent"
    KEPT = "kept"


ABSENT: Final = Nothing.ABSENT
"""The argument is not given, or its input stands empty."""
KEPT: Final = Nothing.KEPT
"""Nobody touched the input."""


class Invalid(Exception):  # noqa: N818
    """What was typed does not fit; the message stands beside the field."""

    def __init__(self, message: str, *, at: int | None = None) -> None:
        super().__init__(message)
        self.at = at
        """How many characters into the text the fault lies, where that is known."""


class Control(ABC):
    """One way to enter a value. `shown` is what stands in the input at first."""

    shown: Typed
    splits = False
    """Whether a long text may be spread over several inputs."""

    @abstractmethod
    def element(self, shown: Typed, *, emptiable: bool) -> Element:
        """The input element, filled in; `emptiable` when it may be left empty."""

    @abstractmethod
    def value(self, typed: Any) -> Any:
        """The value of what was typed, which is never empty and of the kind of `shown`.

        Raises:
            Invalid: it is none of this kind.
        """

    def hint(self) -> str:
        """What people have to know to enter it; the field says the rest."""
        return ""

    def same(self, typed: Typed, shown: Typed) -> bool:
        """Whether the input still shows what it was filled with."""
        return typed == shown


def typed_in(state: Mapping[str, Any]) -> Typed:
    """What one input holds, as `state.values` tells it."""
    match state:
        case {"selected_option": {"value": str(key)}}:
            return None if key == NONE else key
        case {"selected_options": [*options]}:
            return tuple(sorted(str(option.get("value")) for option in options if isinstance(option, Mapping))) or None
        case {"value": str(text)} | {"selected_date": str(text)} | {"selected_time": str(text)}:
            return text or None
        case {"selected_date_time": int(epoch)}:
            return str(epoch)
        case _:
            return None


def key(value: Any) -> str:
    """What tells JSON values apart: to Python 1, 1.0 and true are the same, to a tool they are not."""
    return json.dumps(value, sort_keys=True)


def json_text(value: Any) -> str:
    """JSON for people: on one line if it is short, what cannot be seen written as an escape."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > _LINE:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    return character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]


_LINE = 60
"""Characters on a line of a modal, about."""
