"""What a tool says of how its arguments are best read.

A presentation arranges and explains; it cannot hide or replace. The card takes every value from the arguments
themselves, and shows plainly whatever a presentation leaves out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from babel.numbers import list_currencies
from langchain_core.tools import BaseTool

_KEY = "countersign.presenter"


@dataclass(frozen=True)
class Note:
    """What a value amounts to, in plain words: `deletes rows: orders`."""

    text: str
    """With names in braces where the values stand; to the letter if there are none."""
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises KeyError if the text has a name without its value."""
        str(self)

    def __str__(self) -> str:
        return self.text.format_map(self.values) if self.values else self.text


def money(amount: float, currency: str) -> Note:
    """`€1,250.00, Euro`, written as each reader does. `currency`: its three-letter code."""
    code = currency.upper()
    if code not in list_currencies():
        return Note("{currency} is not a known currency", {"currency": code})
    return Note("{amount} {currency}", {"amount": str(amount), "currency": code})


@dataclass(frozen=True, kw_only=True)
class Part:
    """How one argument is shown."""

    argument: str
    label: str = ""
    """What stands before the value; the argument's name if empty."""
    notes: Sequence[Note] = ()
    reading: str = ""
    """The value laid out for the eye. It is shown only if it differs in nothing but case and white space."""


class Presenter(Protocol):
    def __call__(self, values: Mapping[str, Any], /) -> Sequence[Part]:
        """The parts in the order of reading.

        What those who read it are not shown is not among the values. Whatever it raises, the arguments are shown
        plainly then.
        """
        ...


def declare_presenter(tool: BaseTool, presenter: Presenter) -> BaseTool:
    """The tool, with how its arguments are best read."""
    tool.metadata = {**(tool.metadata or {}), _KEY: presenter}
    return tool


def presenter(tool: BaseTool | None) -> Presenter | None:
    found: Presenter | None = ((tool.metadata if tool else None) or {}).get(_KEY)
    return found
