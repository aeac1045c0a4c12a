"""A Redis that is killed now and then, and started again on what it had written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.store.server_programs import choose
from tests.faults.waiting import GLANCE


class MortalRedis:
    def __init__(self, folder: Path) -> None:
        program = choose(folder)
        settings = {
            "dir": folder,
            "port": 0,
            "unixsocket": folder / "redis.sock",
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "loglevel": "warning",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        modules = [word for module in program.modules for word in ("--loadmodule", str(module))]
        self.url = f"unix://{folder}/redis.sock"
        self._command = [str(program.path), *options, *modules]
        self.deaths = 0

    async def start(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(*self._command, stdout=asyncio.subprocess.DEVNULL)
        async with Redis.from_url(self.url) as client:
            while not await _answers(client):  # noqa: ASYNC110 - a server that comes up tells nobody
                await asyncio.sleep(GLANCE)
        return self

    async def kill(self) -> None:
        self._process.kill()
        await self._process.wait()
        self.deaths += 1

    async def die_and_rise(self, *, down: float) -> None:
        """Be away for some seconds."""
        await self.kill()
        await asyncio.sleep(down)
        await self.start()


async def _answers(client: Redis) -> bool:
    try:
        return bool(await client.ping())
    except RedisError:
        return False


@asynccontextmanager
async def mortal_redis(folder: Path) -> AsyncIterator[MortalRedis]:
    server = await MortalRedis(folder).start()
    try:
        yield server
    finally:
        await server.kill()
