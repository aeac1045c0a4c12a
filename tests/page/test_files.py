"""Files in threads and tables of data: how they begin, and the way to all of them."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.page.bot_script import Body, Bot, actions, button, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

GENERAL = "C0GENERAL"
LONG = "\n".join(f"行 {number}" for number in range(1, 41))


async def test_a_long_text_stands_in_the_thread_as_a_file_to_download(page: Page, bot: Bot) -> None:
    ts = await bot.say(GENERAL, "Run this?")
    await bot.client.files_upload_v2(
        channel=GENERAL,
        thread_ts=ts,
        filename="query.sql",
        title="The whole query",
        content=LONG,
        initial_comment="All of it:",
    )
    await page.goto(f"/archives/{GENERAL}?thread_ts={ts}")
    file = page.get_by_test_id("thread-panel").get_by_role("figure", name="The whole query")
    await expect(file).to_contain_text("40 lines")
    await expect(file.locator("pre")).to_have_text("行 1\n行 2\n行 3\n行 4\n行 5\n…", use_inner_text=True)
    async with page.expect_download() as started:
        await file.get_by_role("link", name="Download").press("Enter")
    download = await started.value

    assert download.suggested_filename == "query.sql"
    assert await asyncio.to_thread((await download.path()).read_text, "utf-8") == LONG


def table(rows: int, **more: object) -> Body:
    def cell(text: str) -> Body:
        return {"type": "raw_text", "text": text}

    def amount(value: float) -> Body:
        return {"type": "raw_number", "value": value, "text": f"{value} EUR"}

    body = [[cell(f"Payee {row:02}"), amount(1000 - row if row % 2 else row)] for row in range(rows)]
    return {"type": "data_table", "caption": "Payments", "rows": [[cell("Payee"), cell("Amount")], *body], **more}


async def test_a_table_of_data_is_read_in_pages(page: Page, bot: Bot) -> None:
    await bot.say(GENERAL, "x", blocks=[table(7, page_size=3, row_header_column_index=0)])
    await page.goto("/")
    shown = page.get_by_role("rowheader")
    await expect(page.get_by_role("table", name="Payments")).to_be_visible()
    await expect(shown).to_have_text(["Payee 00", "Payee 01", "Payee 02"])
    await page.get_by_role("button", name="Next rows").press("Enter")
    await page.get_by_role("button", name="Next rows").press("Enter")
    await expect(page.get_by_role("button", name="Next rows")).to_be_disabled()

    await expect(shown).to_have_text(["Payee 06"])
    await expect(page.get_by_text(re.compile("^7.7 of 7$"))).to_be_visible()


async def test_a_table_of_data_is_put_in_order_by_a_column(page: Page, bot: Bot) -> None:
    await bot.say(GENERAL, "x", blocks=[table(4)])
    await page.goto("/")
    amounts = page.locator("tbody td:nth-child(2)")
    await page.get_by_role("button", name="Amount").press("Enter")
    await expect(amounts).to_have_text(["0 EUR", "2 EUR", "997 EUR", "999 EUR"])
    await expect(page.get_by_role("columnheader", name="Amount")).to_have_attribute("aria-sort", "ascending")
    await page.keyboard.press("Enter")

    await expect(amounts).to_have_text(["999 EUR", "997 EUR", "2 EUR", "0 EUR"])


async def test_a_button_for_some_is_shown_to_those(page: Page, bot: Bot) -> None:
    only = button("Approve", "taken", visible_to_user_ids=["U0MANAGER"])
    await bot.say(GENERAL, "x", blocks=[section("For Morgan"), actions(only)])
    await page.goto("/?as=U0REQUESTER")
    await expect(page.get_by_text("For Morgan")).to_be_visible()
    await expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    await page.get_by_test_id("person-U0MANAGER").click()

    await expect(page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
