"""On a phone: a thread covers everything, nothing stands outside the window, every control has a name."""

from email.message import EmailMessage

import aiosmtplib
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.app import Sandbox
from tests.page.bot_script import Bot, actions, button, labelled, modal, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAYMENTS, FRAN = "C0PAYMENTS", "U0FINANCE"
WIDTH = 390
BUTTONS = actions(*(button(text, f"taken {text}") for text in ("Approve", "Edit", "Reject", "Ask back", "Withdraw")))


@pytest_asyncio.fixture(loop_scope="session")
async def phone(page: Page) -> Page:
    await page.set_viewport_size({"width": WIDTH, "height": 844})
    return page


async def _stands_inside(node: Locator) -> None:
    box = await node.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WIDTH


async def test_a_thread_covers_everything_and_its_buttons_can_be_pressed(phone: Page, bot: Bot) -> None:
    ts = await bot.say(PAYMENTS, "Pay?", blocks=[section("Pay 1500 EUR?"), BUTTONS])
    await bot.client.chat_postEphemeral(
        channel=PAYMENTS,
        user=FRAN,
        thread_ts=ts,
        text="x",
        blocks=[section("Not yet."), actions(button("Go", "taken"))],
    )
    await phone.goto(f"/archives/{PAYMENTS}?as={FRAN}&thread_ts={ts}")
    panel = phone.get_by_test_id("thread-panel")
    await expect(panel.get_by_text("Only visible to you")).to_be_visible()
    async with phone.expect_response("**/client/actions"):
        await panel.get_by_role("button", name="Go", exact=True).click()
    for each in await panel.get_by_role("button").all():
        await _stands_inside(each)

    assert await panel.evaluate("(panel) => [panel.getBoundingClientRect().left, panel.offsetWidth]") == [0, WIDTH]
    assert bot.taken[0]["container"]["thread_ts"] == ts


async def test_everybody_and_every_place_can_be_reached(phone: Page, bot: Bot) -> None:
    await phone.goto(f"/?as={FRAN}")
    for name in ("Riley Park", "Avery Chen", "Morgan Diaz", "Taylor Reed", "Fran Costa"):
        await _stands_inside(phone.get_by_role("button", name=name))
    await phone.get_by_role("button", name="Taylor Reed").click()
    await phone.get_by_role("button", name="payments").click()

    await expect(phone.get_by_role("heading", name="payments").first).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") == WIDTH


async def test_a_form_fits_and_its_buttons_stay_in_sight(phone: Page, bot: Bot) -> None:
    bot.view = modal(*(labelled(f"field {n}", f"field {n}", {"type": "plain_text_input"}) for n in range(12)))
    await bot.say(PAYMENTS, "x", blocks=[actions(button("Edit", "edit"))])
    await phone.goto(f"/archives/{PAYMENTS}?as={FRAN}")
    await phone.get_by_role("button", name="Edit", exact=True).click()
    form = phone.get_by_test_id("modal")

    await expect(form.get_by_role("button", name="Save")).to_be_in_viewport()
    await _stands_inside(form)


async def test_a_mail_is_read_in_the_whole_width(phone: Page, sandbox: Sandbox) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "agent@example.com", "alice@example.com", "Tomorrow's review"
    mail.set_content("Hi Alice,")
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=sandbox.outbox.port)
    await phone.goto("/")
    await phone.get_by_test_id("open-mail").click()
    widths = [await phone.get_by_test_id(each).evaluate("node => node.offsetWidth") for each in ("letter", "outbox")]

    assert widths[0] == widths[1]
