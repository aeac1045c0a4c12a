"""Chromium, and a window in it on the workspace's page."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
SIZE = {"width": 1360, "height": 850}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_QUIET = ["--disable-component-update", "--disable-sync"]
PATIENCE_MILLISECONDS = 60_000
"""A busy machine is slow, and what failed once is tried again by itself after some seconds."""

_REMEMBER_NEWS = """
window.EventSource = class extends EventSource { constructor(...all) { super(...all); window.news = this } }
"""
_MISS_CHANGES = """() => {
  const hear = news.onmessage;
  news.onmessage = (event) => JSON.parse(event.data).message?.edited || hear(event);
}"""

RILEY, AVERY, MORGAN, TAYLOR, FRAN = "U0REQUESTER", "U0APPROVER", "U0MANAGER", "U0LEAD", "U0FINANCE"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS + _QUIET)
        try:
            yield browser
        finally:
            await browser.close()


class Window:
    """A window on the page, and the person who sits before it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def open(cls, browser: Browser, address: str, person: str) -> Self:
        """A window with a memory of its own, so that several people can sit at one machine."""
        context = await browser.new_context(base_url=address, viewport=SIZE)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        await page.add_init_script(_REMEMBER_NEWS)
        await page.goto(f"/?as={person}")
        return cls(page)

    async def become(self, person: str) -> None:
        await self.page.get_by_test_id(f"person-{person}").click()

    async def go(self, channel: str) -> None:
        await self.page.get_by_test_id(f"channel-C0{channel.upper()}").click()

    async def say(self, text: str) -> None:
        """Write into the channel that is open."""
        composer = self.page.get_by_test_id("composer")
        await composer.fill(text)
        await composer.press("Enter")

    async def ask(self, request: str) -> None:
        await self.go("general")
        await self.say(f"@countersign {request}")

    def message(self, text: str) -> Locator:
        """The message in the open channel that has this text."""
        return self.page.get_by_test_id("conversation").get_by_role("article").filter(has_text=text)

    async def thread(self, request: str) -> Locator:
        """The thread under the request, opened beside #general as soon as something is in it."""
        await self.go("general")
        await self.message(request).get_by_role("button", name=re.compile(r"\d+ repl")).click()
        return self.page.get_by_test_id("thread-panel")

    async def card(self, text: str, channel: str = "approvals") -> Locator:
        """The card that has this text."""
        await self.go(channel)
        return self.message(text)

    async def approve(self, card: Locator) -> None:
        """Approve what is of high risk: the page asks once more."""
        await press(card, "Approve")
        await press(self.page.get_by_test_id("confirm"), "Approve")

    async def fill_in(self, label: str, text: str, *, submit: str) -> None:
        """Fill one field of the modal that opens, and submit it."""
        modal = self.page.get_by_test_id("modal")
        await modal.get_by_label(label).fill(text)
        await press(modal, submit)

    async def mails(self) -> Locator:
        """The rows of the page with the mails that left."""
        await self.page.get_by_test_id("open-mail").click()
        return self.page.get_by_test_id("outbox").get_by_test_id(re.compile("^mail-"))

    async def miss_changes(self) -> None:
        """From here on messages stay as they are shown, whatever becomes of them; new ones still come."""
        await self.page.evaluate(_MISS_CHANGES)


async def press(where: Locator, button: str) -> None:
    await where.get_by_role("button", name=button, exact=True).first.click()
