"""Forms for tools that are not ours, and a call of which nobody knows what became of it."""

from playwright.async_api import Browser, expect

from docs.pictures.camera import FOLDER, seat, studio, take, take_form
from tests.support.browser import AVERY, RILEY, Window, press

SETTINGS = {
    "COUNTERSIGN_AGENT": "docs.pictures.office:graph",
    "COUNTERSIGN_POLICY": str(FOLDER / "policy.yaml"),
    "COUNTERSIGN_LEASE": "4s",
}


async def album(browser: Browser) -> None:
    async with studio(browser, **SETTINGS) as demo:
        riley, avery = [await seat(demo, person) for person in (RILEY, AVERY)]
        await _every_kind_of_input(riley, avery)
        await _everything_as_json(riley, avery)
        await _in_doubt(riley, avery)


async def _every_kind_of_input(riley: Window, avery: Window) -> None:
    await riley.ask("plan the workshop in Oslo")
    # The door's code is a secret, so the card itself decides nothing.
    await press(await avery.card("plan_event"), "Review")
    form = avery.page.get_by_test_id("modal")
    await press(form, "Edit")
    await expect(form).to_contain_text("Approve with changes")
    await take_form("event-form", avery)
    await form.get_by_label("extras (JSON)").fill('{"microphones": 2,, "stage": {"width": 6}}')
    await press(form, "Approve with changes")
    wrong = form.locator(".invalid")
    await expect(wrong).to_be_visible()
    await take("event-form-error", wrong, air=16)
    await press(form, "Cancel")
    await expect(form.get_by_role("button", name="Reject")).to_be_visible()
    await press(form, "Cancel")


async def _everything_as_json(riley: Window, avery: Window) -> None:
    await riley.ask("dim the lamp")
    await press(await avery.card("set_device"), "Edit")
    form = avery.page.get_by_test_id("modal")
    await take_form("json-form", avery)
    await press(form, "Cancel")


async def _in_doubt(riley: Window, avery: Window) -> None:
    await riley.ask("a taxi for Alice")
    await press(await avery.card("book_taxi"), "Approve")
    card = await avery.card("In doubt")
    await expect(card).to_be_visible()
    await take("in-doubt", card)
