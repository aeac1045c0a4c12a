"""The whole product as a newcomer meets it: the real demo, seen in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from tests.support.demo import Demo


@pytest_asyncio.fixture(loop_scope="session")
async def demo(browser: Browser, tmp_path: Path) -> AsyncIterator[Demo]:
    async with Demo(tmp_path, browser) as demo:
        yield demo
