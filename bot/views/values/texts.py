"""A value as text: strings as they are, records as a table, everything else as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wcwidth import wcswidth

_CELL = 40
_COLUMNS = 8
_EDGE = " │ "


def text_of(value: Any) -> str:
    """The text of a value; JSON is spread over lines when it is long."""
    if isinstance(value, str):
        return value
    short = json.dumps(value, ensure_ascii=False)
    if len(short) <= _CELL or not isinstance(value, dict | list):
        return short
    return table(value) or json.dumps(value, ensure_ascii=False, indent=2)


def exact(value: Any) -> str:
    """A scalar on one line that no other value has: strings that read as something else stand in quotes."""
    if isinstance(value, str) and value == value.strip() and not _reads_as_json(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def table(value: Any) -> str:
    """Records of the same short fields, in columns; empty when the value is something else."""
    if not isinstance(value, list) or not value or not all(isinstance(row, Mapping) for row in value):
        return ""
    names = list(value[0])
    if not 0 < len(names) <= _COLUMNS or any(list(row) != names for row in value):
        return ""
    rows = [names, *([row[name] for name in names] for row in value)]
    if any(isinstance(cell, dict | list) for row in rows for cell in row):
        return ""
    cells = [[exact(cell) for cell in row] for row in rows]
    return "" if any(_spoils(cell) for row in cells for cell in row) else _aligned(cells)


def _spoils(cell: str) -> bool:
    """Whether a cell would break the lines of a table, or draw some of its own."""
    return len(cell) > _CELL or any(sign in cell for sign in "│─\n\r\t")


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    head, *body = [
        _EDGE.join(cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([head, "─┼─".join("─" * wide for wide in widths), *body])


def _width(cell: str) -> int:
    return max(wcswidth(cell), 0)


def _reads_as_json(text: str) -> bool:
    if text[:1] not in '-0123456789"[{tfn':
        return text == ""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
