"""The bench's other processes: what they do is not counted as the product's work."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def process(module: str, *arguments: str) -> AsyncIterator[str]:
    """Run `python -m module`; gives the first line it prints. Leaving closes its input, which ends it."""
    running = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments, stdin=PIPE, stdout=PIPE)
    assert running.stdin
    assert running.stdout
    try:
        line = (await running.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError(f"python -m {module} ended before it was ready.")
        yield line
    finally:
        running.stdin.close()
        await running.wait()


@asynccontextmanager
async def slack_process() -> AsyncIterator[str]:
    """Slack's Web API in a process of its own; gives its address."""
    async with process("bench.slack") as port:
        yield f"http://127.0.0.1:{port}/api/"
