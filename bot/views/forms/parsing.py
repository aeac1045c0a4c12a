"""JSON that people type: its value, or where it goes wrong and what is expected there."""

import json
from collections.abc import Mapping
from functools import partial
from math import isinf
from typing import Any

from bot.language import Words, say
from bot.views.forms.controls import Invalid

_TEXT = partial(say, "text and names need double quotes")
_ENDS = partial(say, "it ends too early, a bracket or a value is missing")
_COMMA = partial(say, "there is one comma too many, or a value is missing")
_VALUE = partial(say, "text in double quotes, a number, true, false, null, a list or an object belongs here")
EXPECTED: Mapping[str, Words] = {
    "Expecting value": _VALUE,
    "Expecting property name enclosed in double quotes": partial(say, "a name in double quotes belongs here"),
    "Expecting ':' delimiter": partial(say, "a colon is missing between a name and its value"),
    "Expecting ',' delimiter": partial(say, "a comma or a closing bracket is missing"),
    "Illegal trailing comma": _COMMA,
    "Unterminated string starting at": partial(say, "the double quote that opens here is never closed"),
    "Invalid control character at": partial(say, "within quotes a new line is written \\n and a tab \\t"),
    "Extra data": partial(say, "there is more after the end"),
}
"""By the beginning of what Python's parser says."""
_TOO_LARGE = partial(say, "A number in this is too large.")
_ESCAPE = partial(say, "a backslash within quotes is written twice")


def parsed(typed: str) -> Any:
    """The value of this JSON.

    Raises:
        Invalid: it is none, and where it goes wrong.
    """
    try:
        return json.loads(typed, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Invalid(_expected(error)(), at=error.pos) from None
    except RecursionError:
        raise _not_json(say("it is nested too deeply")) from None
    except ValueError:  # A whole number of more digits than Python reads.
        raise Invalid(_TOO_LARGE()) from None


def place(invalid: Invalid, row: int, column: int) -> str:
    """The message for a fault that lies at this row and column."""
    return say("This is not JSON yet. Line {row}, column {column}: {problem}.", row=row, column=column, problem=invalid)


def _expected(error: json.JSONDecodeError) -> Words:
    rest = error.doc[error.pos :].lstrip()
    found = next((said for start, said in EXPECTED.items() if error.msg.startswith(start)), _ESCAPE)
    if error.msg.startswith("Expecting"):
        if not rest:
            return _ENDS
        if rest[0] in "'‘’“”":  # noqa: RUF001 - what word processors make of quotes
            return _TEXT
        if found is not EXPECTED["Expecting ',' delimiter"] and rest[0] in "]},":
            return _COMMA
    return found


def _not_json(problem: object) -> Invalid:
    return Invalid(say("This is not JSON yet: {problem}.", problem=problem))


def _no_constant(name: str) -> None:
    raise _not_json(say("{name} is not a JSON number", name=name))


def _finite(digits: str) -> float:
    if isinf(found := float(digits)):
        raise Invalid(_TOO_LARGE())
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON leaves open what it means when a name stands twice, so it has to stand once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _not_json(say("a name appears twice in the same object"))
    return found
