"""A process that resumes what it is told to: `python -m tests.faults.resumer <redis> <file of effects>`."""

import asyncio
import json
import os
import sys
from typing import Any

from bot.store import Store
from bot.store.server import connect
from tests.faults.agents import an_agent


async def main(url: str, file: str) -> None:
    effects = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    async def effect(thread: str, _: Any) -> str:
        os.write(effects, f"{thread}\n".encode())
        return "done"

    async with connect(url) as redis:
        agent = await an_agent(Store(redis), effect, lease=1)
        print("ready", flush=True)  # noqa: T201
        while line := await asyncio.to_thread(sys.stdin.readline):
            await asyncio.gather(*[agent.resume(**order) for order in json.loads(line)])
            print("resumed", flush=True)  # noqa: T201


asyncio.run(main(*sys.argv[1:]))
