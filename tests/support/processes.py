"""Real processes of the bot, started and killed as an operator would see it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.nursery import Bot, begin

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """`python -m bot ...` with its output kept for the message of a failing test."""

    def __init__(self, bot: Bot, lines: asyncio.StreamReader, pipe: asyncio.BaseTransport) -> None:
        self._bot = bot
        self._pipe = pipe
        self._output: list[str] = []
        self._heard = asyncio.Condition()
        self._reader = asyncio.create_task(self._read(lines))

    @property
    def output(self) -> str:
        return "".join(self._output)

    async def _read(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            self._output.append(line.decode())
            async with self._heard:
                self._heard.notify_all()
        async with self._heard:
            self._heard.notify_all()

    async def says(self, text: str, *, within: float = 60) -> None:
        """Wait until the process has printed this."""
        try:
            async with asyncio.timeout(within), self._heard:
                await self._heard.wait_for(lambda: text in self.output or self._reader.done())
        except TimeoutError:
            pass
        assert text in self.output, f"the process did not say {text!r}, but:\n{self.output}"

    def hang_up(self) -> None:
        """The signal on which a service reads its files again."""
        self._bot.hear(signal.SIGHUP)

    async def ended(self) -> int:
        """Wait until it ends by itself; answers the exit code."""
        code = await self._bot.ended
        await self._reader
        return code

    async def kill(self) -> None:
        """As the operating system would: nothing is cleaned up."""
        self.die()
        # What it started may live on and hold its output open.
        self._reader.cancel()
        self._pipe.close()
        await self._bot.kill()

    def die(self) -> None:
        """The kill alone: nobody waits for the end."""
        self._bot.hear(signal.SIGKILL)

    async def stop(self) -> int:
        """As an operator would; answers the exit code."""
        self._bot.hear(signal.SIGTERM)
        await asyncio.wait([self._bot.ended], timeout=40)
        if not self._bot.ended.done():
            await self._bot.kill()
            raise AssertionError(f"the process did not stop:\n{self.output}")
        await asyncio.wait([self._reader])
        return self._bot.ended.result()


async def start(*arguments: str, settings: Mapping[str, str]) -> Process:
    """Start `python -m bot ...` with nothing in its environment but what is given and PATH."""
    reading, writing = os.pipe()
    lines = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(reading, "rb")
    )
    bot = begin(*arguments, settings=settings, output=writing)
    os.close(writing)
    return Process(bot, lines, pipe)


@asynccontextmanager
async def running(*arguments: str, settings: Mapping[str, str], ready: str = "Ready.") -> AsyncIterator[Process]:
    process = await start(*arguments, settings=settings)
    try:
        await process.says(ready)
        yield process
    finally:
        await process.stop()
