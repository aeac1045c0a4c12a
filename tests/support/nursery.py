"""Bots that are forked from a process that has imported them: a start without two seconds of imports.

What a start does anew each time is what needs its settings, Redis or Slack: a twentieth of a second. That the commands
also start in an interpreter of their own is a test in tests/story/test_commands.py.
"""

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from typing import Any
from unittest.mock import patch

PATH = {"PATH": os.environ["PATH"]}

_nursery = get_context("forkserver")
_nursery.set_forkserver_preload(["tests.support.beforehand"])


class Bot:
    """One process of the bot."""

    def __init__(self, process: Any) -> None:
        self.pid: int = process.pid
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._process = process
        self.ended.get_loop().add_reader(process.sentinel, self._end)

    def _end(self) -> None:
        self.ended.get_loop().remove_reader(self._process.sentinel)
        self.ended.set_result(self._process.exitcode)
        self._process.close()

    def hear(self, number: signal.Signals) -> None:
        """Send it a signal, if it still is there."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def kill(self) -> None:
        self.hear(signal.SIGKILL)
        # Whoever stops waiting does not take the future along.
        await asyncio.wait([self.ended])


def begin(*arguments: str, settings: Mapping[str, str], output: int, first: Callable[[], object] | None = None) -> Bot:
    """Start `python -m bot ...` with nothing in its environment but what is given and PATH.

    It writes to the descriptor `output`, and does `first` before anything else.
    """
    with patch.dict(os.environ, PATH, clear=True):
        forkserver.ensure_running()
    said = Connection(os.dup(output), readable=False)
    process = _nursery.Process(target=_be_a_bot, args=(arguments, {**PATH, **settings}, said, first), daemon=True)
    process.start()
    said.close()
    return Bot(process)


def _be_a_bot(
    arguments: tuple[str, ...], settings: Mapping[str, str], output: Connection, first: Callable[[], object] | None
) -> None:
    """In the child."""
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output.fileno(), stream.fileno())
        stream.reconfigure(line_buffering=True)
    output.close()
    os.environ.clear()
    os.environ.update(settings)
    if first:
        first()
    sys.argv = ["bot", *arguments]
    importlib.import_module("bot.__main__").main()
