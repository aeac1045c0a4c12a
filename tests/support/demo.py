"""`python -m bot demo` as a newcomer runs it, and as a power cut ends it."""

import os
import random
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

import aiohttp
from playwright.async_api import Browser, Error
from redis.exceptions import RedisError

from bot.store.server import connect
from tests.support.browser import Window
from tests.support.processes import Process, start

PORTS = (20_000, 32_000)


class Demo:
    """The demo in a folder of its own; leaving it ends every process it started, also after a kill."""

    def __init__(self, data: Path, browser: Browser) -> None:
        self.data = data
        self._browser = browser
        self._port = _port_and_the_next()
        self._windows: list[Window] = []
        self._bot: Process | None = None
        self._outputs: list[Process] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for window in self._windows:
            await self._tell(window)
            await window.page.context.close()
        if self._bot:
            await self._bot.stop()
        for process in [await self._workspace(), await self._redis()]:
            if process:
                os.kill(process, signal.SIGTERM)
        for process in self._outputs:
            sys.stdout.write(process.output)
        assert self._refused() == []

    @staticmethod
    async def _tell(window: Window) -> None:
        """What the window shows at the end; pytest shows it again where the test has failed."""
        with suppress(Error):
            sys.stdout.write(await window.page.inner_text("body", timeout=1000))

    def _refused(self) -> list[str]:
        """What the workspace says of blocks and views that Slack would not take; its output is that of the bot."""
        lines = [line for process in self._outputs for line in process.output.splitlines()]
        return [line for line in lines if "sandbox.errors: " in line]

    async def start(self, **settings: str) -> None:
        """Start it, or start it again with the same data at the same address."""
        arguments = ["demo", "--port", str(self._port), "--data", str(self.data)]
        self._bot = await start(*arguments, settings=settings)
        self._outputs.append(self._bot)
        await self._bot.says(f"Open {self.address}")

    async def window(self, person: str) -> Window:
        window = await Window.open(self._browser, self.address, person)
        self._windows.append(window)
        return window

    async def kill_bot(self) -> None:
        assert self._bot
        await self._bot.kill()

    async def kill_everything(self) -> None:
        """The bot, the workspace and Redis at once, as when the power goes."""
        for process in [await self._workspace(), await self._redis()]:
            assert process
            os.kill(process, signal.SIGKILL)
        await self.kill_bot()

    async def _workspace(self) -> int | None:
        with suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as session, session.get(f"{self.address}/client/health") as answer:
                return int((await answer.json())["pid"])
        return None

    async def _redis(self) -> int | None:
        door = self.data / "redis" / "redis.sock"
        if door.exists():
            with suppress(RedisError):
                async with connect(f"unix://{door}") as redis:
                    return int((await redis.info("server"))["process_id"])
        return None


def _port_and_the_next() -> int:
    """A free port whose successor is free too: the page's and the mail server's.

    They are not taken from where the system takes a port for whoever asks for any: it would give one to somebody else
    before the demo has begun.
    """
    while True:
        with socket.socket() as page, socket.socket() as mail, suppress(OSError):
            port = random.randrange(*PORTS, 2)
            page.bind(("127.0.0.1", port))
            mail.bind(("127.0.0.1", port + 1))
            return port
