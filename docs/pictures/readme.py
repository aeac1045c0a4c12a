"""The story of the README: a mail is asked for, changed, approved and sent."""

from playwright.async_api import Browser, Locator, expect

from docs.pictures.camera import studio, take_window
from tests.support.browser import MORGAN, RILEY, Window, press

REQUEST = "Email Alice about tomorrow's review"


async def album(browser: Browser) -> None:
    async with studio(browser) as demo:
        window = await demo.window(RILEY)
        await _ask(window)
        card = await _decide(window)
        await _see_what_came_of_it(window, card)


async def _ask(window: Window) -> None:
    await expect(window.page.get_by_text("An agent that asks before it acts")).to_be_visible()
    await take_window("1-first-visit", window)
    await window.ask(REQUEST)
    await expect(await window.thread(REQUEST)).to_contain_text("Waiting for approval")


async def _decide(window: Window) -> Locator:
    await window.become(MORGAN)
    card = await window.card("send_email")
    await expect(card).to_be_visible()
    await take_window("2-card", window)
    await press(card, "Edit")
    form = window.page.get_by_test_id("modal")
    await form.get_by_label("subject").fill("Quarterly review tomorrow, please bring the figures")
    await take_window("3-edit", window)
    await press(form, "Approve with changes")
    return card


async def _see_what_came_of_it(window: Window, card: Locator) -> None:
    await expect(card).to_contain_text("It ran.")
    await window.page.reload()  # nothing is marked because it was used last
    await expect(card).to_be_visible()
    await take_window("4-decided", window)
    await window.become(RILEY)
    await expect(await window.thread(REQUEST)).to_contain_text("Sent to Alice Nguyen")
    await take_window("5-answer", window)
    await expect(await window.mails()).to_have_count(1)
    await take_window("6-mail", window)
