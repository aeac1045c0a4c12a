"""What people arrange beside the policy: stand-ins, and what is always allowed."""

import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, FRAN, MORGAN, RILEY, TAYLOR, press
from tests.support.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAYMENT = "Pay 8000 EUR to Northwind for the venue"
MAIL_ALICE = "Email Alice about tomorrow's review"


async def test_a_stand_in_decides_for_the_lead_who_is_away_and_the_card_says_so(demo: Demo) -> None:
    await demo.start()
    taylor = await demo.window(TAYLOR)
    await taylor.go("general")
    await taylor.say("/approvals delegate @avery until tomorrow")
    await expect(taylor.message("Only visible to you")).to_contain_text("@Avery Chen may decide what you may, until")

    riley, avery, fran = [await demo.window(person) for person in (RILEY, AVERY, FRAN)]
    await riley.ask(PAYMENT)
    card = await avery.card("make_payment", "payments")
    await avery.approve(card)
    await expect(card).to_contain_text("Stage Team lead: approved by @Avery Chen for @Taylor Reed.")
    finance = await fran.card("make_payment", "payments")
    await fran.approve(finance)
    await expect(await riley.thread(PAYMENT)).to_contain_text("Paid 8000.00 EUR to Northwind")


async def test_what_a_manager_always_allows_passes_until_it_is_revoked(demo: Demo) -> None:
    await demo.start()
    riley, morgan = await demo.window(RILEY), await demo.window(MORGAN)
    await riley.ask(MAIL_ALICE)
    card = await morgan.card("send_email")
    await press(card, "Approve")
    await press(card, "Always allow")
    modal = morgan.page.get_by_test_id("modal")
    await expect(modal).to_contain_text("What is not ticked may be anything.")
    await press(modal, "Allow")
    await expect(modal).to_contain_text("Allowed until")
    await press(modal, "Close")

    await riley.ask(f"{MAIL_ALICE} again")
    await expect(await riley.mails()).to_have_count(2)

    await morgan.go("general")
    await morgan.say("/approvals rules")
    rules = morgan.message("Standing rules")
    await expect(rules).to_contain_text("send_email passes, allowed by @Morgan Diaz")
    await press(rules, "Revoke the rule for send_email")
    await expect(morgan.message("No standing rules")).to_be_visible()
