"""The form of a tool with 20 arguments of every type: opened, and read and checked as it is submitted."""

import json
from functools import partial
from typing import Any

from bench.findings import Finding
from bench.rounds import Effort, in_turns, ratio, timed, typical
from bot.problems import problems
from bot.views.forms import Form

_TIMES = 300
_LIMIT = 2.0
_MILLISECONDS = 1000
_TEXT, _ADDRESS = {"type": "string"}, {"$ref": "#/$defs/Address"}
_KINDS: tuple[tuple[dict[str, Any], Any], ...] = (
    (_TEXT, "A line of text."),
    ({"type": "integer", "minimum": 0, "maximum": 100}, 7),
    ({"type": "number", "multipleOf": 0.01}, 12.5),
    ({"type": "boolean", "default": False}, True),
    ({"enum": ["low", "middle", "high"]}, "high"),
    ({"enum": [f"choice {number}" for number in range(50)]}, "choice 7"),
    ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, "2030-01-31T10:30:00+01:00"),
    ({"type": "array", "items": _TEXT}, ["one", "two"]),
    ({"type": "array", "items": _ADDRESS}, [{"street": "Main Street", "number": 1}]),
    (_ADDRESS, {"street": "Main Street"}),
)
_ARGUMENTS = 20


def _tool() -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema that takes 20 arguments, and these."""
    kinds = {f"argument {number}": _KINDS[number % len(_KINDS)] for number in range(_ARGUMENTS)}
    about = {"description": "What this argument is for, in a sentence."}
    schema = {
        "properties": {name: kind | about for name, (kind, _) in kinds.items()},
        "required": [*kinds],
        "$defs": {"Address": {"type": "object", "properties": {"street": _TEXT, "number": {"type": "integer"}}}},
    }
    return schema, {name: value for name, (_, value) in kinds.items()}


def _form(schema: dict[str, Any], values: dict[str, Any]) -> Form:
    form = Form.of(schema, values)
    if form is None:
        raise LookupError("the bench's own tool has no form")
    return form


async def measure(effort: Effort) -> list[Finding]:
    times = effort.count(_TIMES)
    schema, values = _tool()
    blocks = _form(schema, values).blocks

    async def opened() -> None:
        json.dumps(_form(schema, values).blocks)

    async def submitted() -> None:
        after, _ = _form(schema, values).read({})
        problems(schema, after, formats=True)

    async def written() -> None:
        json.dumps(blocks)

    works = {"opened": opened, "submitted": submitted, "written": written}
    sides = {name: partial(timed, work, times) for name, work in works.items()}
    taken = await in_turns(effort.rounds, sides)
    beside = f"{ratio(taken['opened'], taken['written']):.0f} times the JSON of the same view"
    return [
        Finding(
            what=f"Form of {_ARGUMENTS} arguments, opened",
            beside=beside,
            figure=typical(taken["opened"]) * _MILLISECONDS,
            limit=_LIMIT,
            unit=" ms",
        ),
        Finding(
            what=f"Form of {_ARGUMENTS} arguments, read and checked",
            beside="as it is submitted",
            figure=typical(taken["submitted"]) * _MILLISECONDS,
            limit=None,
            unit=" ms",
        ),
    ]
