"""How a process comes to die at a point of the story; the product knows nothing of this.

A bot of the nursery has every point wrapped, and looks at each call into the file that says which kill is meant now. So
a bot can tell many stories before one becomes its last.
"""

import functools
import json
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.faults.points import POINTS, Kill, Point, Side


def condemn(file: Path, kill: Kill, marker: Path) -> None:
    """From now on: whoever comes to this point dies. The first to do so leaves the marker and is the only one."""
    order = file.with_suffix(".next")
    order.write_text(json.dumps({"kill": asdict(kill), "marker": str(marker)}))
    order.rename(file)


class Doom:
    """What this process is to die of."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._calls: Counter[str] = Counter()

    def arm(self) -> None:
        for point in POINTS.values():
            self._wrap(point)

    def _wrap(self, point: Point) -> None:
        owner, name = point.place()
        original: Callable[..., Awaitable[Any]] = getattr(owner, name)

        @functools.wraps(original)
        async def doomed(*arguments: Any, **named: Any) -> Any:
            side, marker = self._of(point) if point.when(arguments, named) else (None, "")
            if side == "before":
                _die(marker)
            result = await original(*arguments, **named)
            if side == "after":
                _die(marker)
            return result

        setattr(owner, name, doomed)

    def _of(self, point: Point) -> tuple[Side | None, str]:
        """On which side of this call the process dies, and the marker it leaves."""
        try:
            order = json.loads(self._file.read_text())
        except FileNotFoundError:
            return None, ""
        kill, marker = Kill(**order["kill"]), order["marker"]
        if kill.point != point.name:
            return None, ""
        self._calls[marker] += 1
        return (kill.side if self._calls[marker] == kill.nth else None), marker


def _die(marker: str) -> None:
    """As if somebody pulled the plug, unless another was first."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
