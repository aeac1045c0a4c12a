"""A real browser, the real sandbox and a scripted Bolt bot: what people see is what is tested."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from sandbox.app import Sandbox
from tests.page.bot_script import Bot

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET = ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Without a browser these tests are left out and say so; on a build machine that is a failure."""
    if CHROMIUM.exists():
        return str(CHROMIUM)
    reason = f"The tests of the page need Chromium at {CHROMIUM}. Install it (Debian: apt-get install chromium)."
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=FLAGS + QUIET)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(None, ack_seconds=1.0) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with Bot(sandbox) as connected:
        yield connected


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    """A fresh window; anything the page complains about in its console fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(base_url=sandbox.url, viewport={"width": 1360, "height": 850})
    opened = await context.new_page()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.extend(_complaint(message)))
    opened.on("dialog", lambda dialog: complaints.append(f"a script opened a dialog: {dialog.message}"))
    yield opened
    await context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in ("error", "warning") else []
