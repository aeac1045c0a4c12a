# ruff: noqa: RUF001 - Chinese has its own punctuation
"""A card in Simplified Chinese, as the workspace's language."""

from playwright.async_api import Browser, expect

from docs.pictures.camera import seat, studio, take
from tests.support.browser import AVERY, RILEY

REQUEST = "给 Alice 发邮件，说说明天的评审"


async def album(browser: Browser) -> None:
    async with studio(browser, COUNTERSIGN_LANGUAGE="zh-CN") as demo:
        riley, avery = [await seat(demo, person) for person in (RILEY, AVERY)]
        await riley.ask(REQUEST)
        card = await avery.card("send_email")
        await expect(card).to_be_visible()
        await take("chinese", card)
