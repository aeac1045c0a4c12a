# ruff: noqa: INP001 - a script beside the pages, no package
"""Takes the README's pictures from the real demo: `make pictures`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Locator, expect

from tests.support.browser import MORGAN, RILEY, Window, chromium, press
from tests.support.demo import Demo

FOLDER = Path(__file__).parent / "pictures"
REQUEST = "Email Alice about tomorrow's review"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with chromium() as browser, Demo(Path(folder), browser) as demo:
            await demo.start()
            window = await demo.window(RILEY)
            await _ask(window)
            card = await _decide(window)
            await _see_what_came_of_it(window, card)


async def _ask(window: Window) -> None:
    await expect(window.page.get_by_text("An agent that asks before it acts")).to_be_visible()
    await _take("1-first-visit", window)
    await window.ask(REQUEST)
    await expect(await window.thread(REQUEST)).to_contain_text("Waiting for approval")


async def _decide(window: Window) -> Locator:
    await window.become(MORGAN)
    card = await window.card("send_email")
    await expect(card).to_be_visible()
    await _take("2-card", window)
    await press(card, "Edit")
    form = window.page.get_by_test_id("modal")
    await form.get_by_label("subject").fill("Quarterly review tomorrow, please bring the figures")
    await _take("3-edit", window)
    await press(form, "Approve with changes")
    return card


async def _see_what_came_of_it(window: Window, card: Locator) -> None:
    await expect(card).to_contain_text("It ran.")
    await window.page.reload()  # nothing is marked because it was used last
    await expect(card).to_be_visible()
    await _take("4-decided", window)
    await window.become(RILEY)
    await expect(await window.thread(REQUEST)).to_contain_text("Sent to Alice Nguyen")
    await _take("5-answer", window)
    await expect(await window.mails()).to_have_count(1)
    await _take("6-mail", window)


async def _take(name: str, window: Window) -> None:
    await window.page.mouse.move(680, 1)  # nor because the pointer happens to be there
    await window.page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    asyncio.run(main())
