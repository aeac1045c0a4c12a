"""A real browser, the real sandbox and a scripted Bolt bot: what people see is what is tested."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page

from sandbox.app import Sandbox
from tests.page.bot_script import Bot
from tests.support.browser import PATIENCE_MILLISECONDS, SIZE


@pytest.fixture(autouse=True)
def taken_by_slack() -> None:
    """Not looked at: what is refused here is refused on purpose."""


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
    context = await browser.new_context(base_url=sandbox.url, viewport=SIZE)
    opened = await context.new_page()
    opened.set_default_timeout(PATIENCE_MILLISECONDS)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.extend(_complaint(message)))
    opened.on("dialog", lambda dialog: complaints.append(f"a script opened a dialog: {dialog.message}"))
    yield opened
    await context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in ("error", "warning") else []
