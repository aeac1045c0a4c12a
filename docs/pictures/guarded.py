"""What not everybody sees, what the asker confirms alone, and what nobody decided."""

from playwright.async_api import Browser, expect

from docs.pictures.camera import FOLDER, seat, studio, take, take_form
from tests.support.browser import AVERY, FRAN, MORGAN, RILEY, Window, press

SALARY = "Email Alice subject: Your salary body: From May on it is 5,400 EUR a month."
OWN = "Email Carol about tomorrow's stand-up"
SICK_PAY = "Pay 1200 EUR to Samuel Okafor for sick leave in April"
DELETION = "Delete the cancelled orders"


async def album(browser: Browser) -> None:
    async with studio(browser, COUNTERSIGN_POLICY=str(FOLDER / "policy.yaml")) as demo:
        riley, avery, morgan, fran = [await seat(demo, person) for person in (RILEY, AVERY, MORGAN, FRAN)]
        await _private(riley, avery, morgan)
        await _redacted(riley, avery, fran)
        await _confirmed(riley)
        await _expired(riley, avery)


async def _private(riley: Window, avery: Window, morgan: Window) -> None:
    await riley.ask(SALARY)
    card = await avery.card("send_email")
    await expect(card).to_be_visible()
    await take("private", card)
    await press(await morgan.card("send_email"), "Review")
    await take_form("private-review", morgan)


async def _redacted(riley: Window, avery: Window, fran: Window) -> None:
    await riley.ask(SICK_PAY)
    card = await avery.card("make_payment")
    await expect(card).to_be_visible()
    await take("redacted", card)
    await press(await fran.card("make_payment"), "Review")
    await take_form("redacted-review", fran)


async def _confirmed(riley: Window) -> None:
    await riley.ask(OWN)
    own = (await riley.thread(OWN)).get_by_role("article").filter(has_text="Please confirm")
    await expect(own).to_be_visible()
    await take("confirmation", own)


async def _expired(riley: Window, avery: Window) -> None:
    await riley.ask(DELETION)
    card = await avery.card("Expired")
    await expect(card).to_be_visible()
    await take("expired", card)
