"""Real processes of the bot, started and killed as an operator would see it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """`python -m bot ...` with its output kept for the message of a failing test."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._output: list[str] = []
        self._heard = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @property
    def output(self) -> str:
        return "".join(self._output)

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
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
        self._process.send_signal(signal.SIGHUP)

    async def ended(self) -> int:
        """Wait until it ends by itself; answers the exit code."""
        code = await self._process.wait()
        await self._reader
        return code

    async def kill(self) -> None:
        """As the operating system would: nothing is cleaned up."""
        if self._process.returncode is None:
            self._process.kill()
        # What it started may live on and hold its output open, and asyncio waits for that too.
        self._reader.cancel()
        self._process._transport.get_pipe_transport(1).close()
        await self._process.wait()

    async def stop(self) -> int:
        """As an operator would; answers the exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(40):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            raise AssertionError(f"the process did not stop:\n{self.output}") from None
        await asyncio.wait([self._reader])
        return self._process.returncode or 0


async def start(*arguments: str, settings: Mapping[str, str]) -> Process:
    """Start `python -m bot ...` with nothing in its environment but what is given and PATH."""
    environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **settings}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    return Process(process)


@asynccontextmanager
async def running(*arguments: str, settings: Mapping[str, str], ready: str = "Ready.") -> AsyncIterator[Process]:
    process = await start(*arguments, settings=settings)
    try:
        await process.says(ready)
        yield process
    finally:
        await process.stop()
