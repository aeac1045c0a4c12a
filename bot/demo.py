"""`python -m bot demo`: the whole story on one machine, with the unchanged bot."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from agent.data import install
from bot.serve import serve
from bot.settings import Misconfigured, Settings, load

_PATIENCE = 30.0
"""Seconds for the workspace to come up."""
_OTHER_PORT = "On another port: .venv/bin/python -m bot demo --port 8865"


async def run_demo(*, port: int, data: Path, say: Callable[[str], None]) -> None:
    """Start the local workspace, or join the one that outlived a kill, and run the bot in it.

    Raises:
        Misconfigured: the port belongs to something else.
    """
    page = f"http://127.0.0.1:{port}"
    _set_environment(page, port, data)
    async with _workspace(page, port, data):
        settings = load(Settings)
        await serve(settings, door=True, worker=True, say=say, ready=invitation(page, agent=settings.agent))


def invitation(page: str, *, agent: str | None) -> str:
    """What another agent understands, its author knows."""
    words = "" if agent else "  and say, as Riley: @countersign Email Alice about tomorrow's review\n"
    return f"\n  Open {page}\n{words}"


def _set_environment(page: str, port: int, data: Path) -> None:
    """Point the bot at the local workspace; what the tools work on may be chosen outside."""
    found = install(data)
    os.environ |= {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": f"{page}/api/",
        "COUNTERSIGN_REVIEW_CHANNEL": "#approvals",
        "COUNTERSIGN_AUDIT_CHANNEL": "#audit",
        "COUNTERSIGN_DATA": str(data),
    }
    choices = {
        "COUNTERSIGN_SMTP_URL": f"smtp://127.0.0.1:{port + 1}",
        "COUNTERSIGN_EMAIL_FROM": "countersign@example.com",
        "COUNTERSIGN_CONTACTS": str(found.contacts),
        "COUNTERSIGN_CALENDAR": str(found.calendar),
        "COUNTERSIGN_DATABASE_URL": found.database_url,
        "COUNTERSIGN_POLICY": str(found.policy),
    }
    for name, value in choices.items():
        os.environ.setdefault(name, value)


@asynccontextmanager
async def _workspace(page: str, port: int, data: Path) -> AsyncIterator[None]:
    """The workspace runs in a process and session of its own: it outlives a killed bot, as Slack would."""
    if await _process(page, data) is None:
        arguments = ["-m", "sandbox", "--port", str(port), "--smtp-port", str(port + 1), "--data", str(data)]
        started = await asyncio.create_subprocess_exec(sys.executable, *arguments, start_new_session=True)
        await _until_up(page, data, started)
    try:
        yield
    finally:
        if process := await _process(page, data):
            os.kill(process, signal.SIGTERM)


async def _until_up(page: str, data: Path, started: asyncio.subprocess.Process) -> None:
    ended = asyncio.create_task(started.wait())
    try:
        async with asyncio.timeout(_PATIENCE):
            while await _process(page, data) is None:
                await asyncio.wait([ended], timeout=0.05)
                if ended.done():
                    raise Misconfigured(f"The local workspace did not start; its message stands above. {_OTHER_PORT}")
    except TimeoutError:
        raise Misconfigured(f"The local workspace did not come up at {page} within {_PATIENCE:.0f} s.") from None
    finally:
        ended.cancel()


async def _process(page: str, data: Path) -> int | None:
    """The process id of our workspace at this address, or None when nothing is there.

    Raises:
        Misconfigured: something else answers there.
    """
    with suppress(aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, ConnectionResetError):
        async with aiohttp.ClientSession() as session, session.get(f"{page}/client/health") as answer:
            found = await answer.json() if answer.content_type == "application/json" else {}
        if found.get("sandbox") != "countersign" or found.get("data") != str(_absolute(data)):
            raise Misconfigured(f"{page} belongs to something else. {_OTHER_PORT}")
        return int(found["pid"])
    return None


def _absolute(data: Path) -> Path:
    return data.resolve()
