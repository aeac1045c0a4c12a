"""The demo as a studio: people at windows that are wide enough for one card, and pictures of what is in them."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Locator, ViewportSize, expect

from tests.support.browser import Window
from tests.support.demo import Demo

FOLDER = Path(__file__).parent
_SIZE = ViewportSize(width=1124, height=2600)
"""No card has to be scrolled."""
_FRAMED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("dialog.dialog { max-height: none; } article.message.compact { padding-block: 8px; border: 0; }");
  document.adoptedStyleSheets.push(sheet);
}"""
"""No form has to be scrolled either, and no message touches the edge of its picture."""

_UNTOUCHED = """() => {
  document.activeElement?.blur();
  document.querySelectorAll("textarea").forEach((text) => text.scrollTo(0, 0));
}"""
"""Nothing is marked because it was used last."""


@asynccontextmanager
async def studio(browser: Browser, **settings: str) -> AsyncIterator[Demo]:
    """A demo that has just been started, with these settings."""
    with tempfile.TemporaryDirectory() as folder:
        async with Demo(Path(folder), browser) as demo:
            await demo.start(**settings)
            yield demo


async def seat(demo: Demo, person: str) -> Window:
    """A tall window with this person before it."""
    window = await demo.window(person)
    await window.page.set_viewport_size(_SIZE)
    await window.page.evaluate(_FRAMED)
    return window


async def take(name: str, *subjects: Locator, air: int = 0) -> None:
    """A picture of these, which stand one below the other, with so many pixels around them."""
    page = subjects[0].page
    await page.mouse.move(600, 1)
    await page.evaluate(_UNTOUCHED)
    # Playwright's own bounding_box gives up where a message is being drawn anew; this waits for it.
    boxes: list[FloatRect] = [await subject.evaluate("node => node.getBoundingClientRect()") for subject in subjects]
    await page.screenshot(path=_file(name), clip=_around(boxes, air), animations="disabled")


async def take_form(name: str, window: Window) -> None:
    """A picture of the form that is open, on a little of the dark around it."""
    form = window.page.get_by_test_id("modal")
    await expect(form).to_be_visible()
    await take(name, form, air=8)


async def take_window(name: str, window: Window) -> None:
    """A picture of all that the window shows."""
    await window.page.mouse.move(600, 1)
    await window.page.screenshot(path=_file(name), animations="disabled")


def _around(boxes: Sequence[FloatRect], air: int) -> FloatRect:
    left, top = min(box["x"] for box in boxes) - air, min(box["y"] for box in boxes) - air
    right = max(box["x"] + box["width"] for box in boxes) + air
    bottom = max(box["y"] + box["height"] for box in boxes) + air
    return FloatRect(x=left, y=top, width=right - left, height=bottom - top)


def _file(name: str) -> Path:
    return FOLDER / f"{name}.png"
