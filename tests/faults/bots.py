"""Bots from the nursery, as a test handles them."""

import asyncio
import itertools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GLANCE = 0.05
"""Seconds between two looks at what another process does."""


async def until(condition: Callable[[], object], what: str, *, within: float = 30.0) -> None:
    """Wait (seconds) for something that tells nobody when it happens."""
    try:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110 - the reason is above
                await asyncio.sleep(GLANCE)
    except TimeoutError:
        raise AssertionError(f"{what}: not within {within:g} s") from None


class Bot:
    """One process of the bot."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self.log = log
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def kill(self) -> None:
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        # Whoever stops waiting does not take the future along.
        await asyncio.wait([self.ended])


class GoneError(Exception):
    """The nursery ended: somebody killed it, or what it said last stands above."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Nursery:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._orders, self._news = process.stdin, process.stdout
        self._ids = itertools.count()
        self._expected: dict[int, tuple[Path, asyncio.Future[Bot]]] = {}
        self._bots: dict[int, Bot] = {}
        self._listener = asyncio.create_task(self._listen())

    async def start(
        self,
        *arguments: str,
        settings: Mapping[str, str],
        log: Path,
        doom: Path | None = None,
    ) -> Bot:
        """`doom`: the file that says at which point it dies."""
        if self._listener.done():
            raise GoneError
        id = next(self._ids)
        born: asyncio.Future[Bot] = asyncio.get_running_loop().create_future()
        self._expected[id] = (log, born)
        order = {"id": id, "arguments": arguments, "settings": dict(settings), "log": str(log)}
        order["doom"] = str(doom) if doom else None
        self._orders.write(f"{json.dumps(order)}\n".encode())
        try:
            return await asyncio.shield(born)
        except asyncio.CancelledError:
            born.add_done_callback(_at_once)  # nobody holds this one
            raise

    async def _listen(self) -> None:
        async for line in self._news:
            news: dict[str, Any] = json.loads(line)
            if "id" in news:
                log, born = self._expected.pop(news["id"])
                self._bots[news["pid"]] = Bot(news["pid"], log)
                born.set_result(self._bots[news["pid"]])
            elif "ended" in news:
                self._bots.pop(news["pid"]).ended.set_result(news["ended"])
        for _, born in self._expected.values():
            born.set_exception(GoneError())
        for bot in self._bots.values():
            bot.ended.set_result(-signal.SIGKILL)

    async def close(self) -> None:
        self._orders.close()
        await self._listener


def _at_once(born: "asyncio.Future[Bot]") -> None:
    if not born.exception():
        os.kill(born.result().pid, signal.SIGKILL)


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Bots that are still there at the end are killed."""
    environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.nursery",
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Nursery(process)
    try:
        yield made
    finally:
        for bot in [*made._bots.values()]:
            await bot.kill()
        await made.close()
        await process.wait()
