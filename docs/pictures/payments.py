"""Payments: two signatures, what waits for whom, and what is always allowed from now on."""

from playwright.async_api import Browser, expect

from docs.pictures.camera import seat, studio, take, take_form
from tests.support.browser import AVERY, FRAN, MORGAN, RILEY, TAYLOR, Window, press

LARGE = "Pay 8000 EUR to Northwind for the venue"
SMALLER = "Pay 1500 EUR to Northwind for the catering"


async def album(browser: Browser) -> None:
    async with studio(browser) as demo:
        riley, avery, morgan, taylor, fran = [
            await seat(demo, person) for person in (RILEY, AVERY, MORGAN, TAYLOR, FRAN)
        ]
        await riley.ask(LARGE)
        await _the_first_signature(taylor)
        await _what_waits(fran)
        await fran.approve(await fran.card("make_payment", "payments"))
        await riley.ask(SMALLER)
        await _always_allow(morgan)
        await _counts(avery)


async def _the_first_signature(taylor: Window) -> None:
    card = await taylor.card("make_payment", "payments")
    await press(card, "Approve")
    sure = taylor.page.get_by_test_id("confirm")
    await take("high-risk", sure, air=8)
    await press(sure, "Approve")
    await expect(card).to_contain_text("Stage Finance: 0 of 1.")
    await take("second-stage", card)


async def _what_waits(fran: Window) -> None:
    await fran.go("general")
    await fran.say("/approvals")
    waiting = fran.message("waiting request")
    await expect(waiting).to_be_visible()
    await take("approvals", waiting)
    await fran.page.get_by_test_id("open-home").click()
    home = fran.page.get_by_test_id("home")
    await expect(home).to_contain_text("make_payment")
    await take("home", home.locator(".blocks"), air=16)


async def _always_allow(morgan: Window) -> None:
    card = await morgan.card("make_payment")
    await press(card, "Approve")
    await press(card, "Always allow")
    form = morgan.page.get_by_test_id("modal")
    await form.get_by_label("amount").uncheck()
    await take_form("always-allow", morgan)
    await press(form, "Allow")
    await press(form, "Close")
    await morgan.go("general")
    await morgan.say("/approvals rules")
    rules = morgan.message("Standing rules")
    await expect(rules).to_be_visible()
    await take("standing-rules", rules)


async def _counts(avery: Window) -> None:
    await avery.go("general")
    await avery.say("/audit")
    counts = avery.message("Approvals, last 24 hours")
    await expect(counts).to_be_visible()
    await take("summary", counts)
