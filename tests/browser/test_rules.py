"""Who may decide what: stages, changes, votes that are taken back, requests that are withdrawn, private arguments."""

import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, FRAN, MORGAN, RILEY, TAYLOR, press
from tests.support.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAYMENT = "Pay 8000 EUR to Northwind for the venue"
MAIL_ALICE = "Email Alice about tomorrow's review"


async def test_a_large_payment_needs_the_team_lead_and_then_finance(demo: Demo) -> None:
    await demo.start()
    riley, taylor, fran = [await demo.window(person) for person in (RILEY, TAYLOR, FRAN)]
    await riley.ask(PAYMENT)
    thread = await riley.thread(PAYMENT)
    await expect(thread).to_contain_text("It waits for members of @team-leads (0 of 1 in stage Team lead)")

    card, finance = await taylor.card("make_payment", "payments"), await fran.card("make_payment", "payments")
    await expect(card).to_contain_text("Stage Team lead: 0 of 1.")
    await expect(card).to_contain_text("Then stage Finance.")
    await fran.approve(finance)
    await expect(fran.message("Only visible to you")).to_contain_text("Only members of @team-leads")

    await taylor.approve(card)
    await expect(taylor.message("Only visible to you")).to_contain_text("Now it waits for members of @finance")
    await expect(card).to_contain_text("Stage Team lead: approved by @Taylor Reed.")
    await expect(thread).to_contain_text("(0 of 1 in stage Finance)")

    await fran.approve(finance)
    await expect(finance).to_contain_text("Approved by @Taylor Reed (Team lead) and @Fran Costa (Finance)")
    await expect(thread).to_contain_text("Paid 8000.00 EUR to Northwind")


async def test_a_change_by_a_manager_makes_votes_void_and_is_approved_by_others(demo: Demo) -> None:
    await demo.start()
    riley, taylor, morgan, fran = [await demo.window(person) for person in (RILEY, TAYLOR, MORGAN, FRAN)]
    await riley.ask(PAYMENT)
    card = await taylor.card("make_payment", "payments")
    await taylor.approve(card)
    await expect(card).to_contain_text("approved by @Taylor Reed")

    await press(await morgan.card("make_payment", "payments"), "Edit")
    await morgan.fill_in("amount", "7500", submit="Save changes")
    await expect(morgan.page.get_by_test_id("modal")).to_contain_text("Your changes are saved.")
    await expect(card).to_contain_text("Changed by @Morgan Diaz, version 2.")
    await expect(card).to_contain_text("do not count any more: @Taylor Reed")
    await card.get_by_role("button", name="1 reply").click()
    told = taylor.page.get_by_test_id("thread-panel")
    await expect(told).to_contain_text("@Taylor Reed: @Morgan Diaz changed the arguments")

    await taylor.approve(card)
    await expect(card).to_contain_text("Stage Finance: 0 of 1.")
    await fran.approve(await fran.card("make_payment", "payments"))
    await expect(card).to_contain_text("with changes by @Morgan Diaz")
    await expect(await riley.thread(PAYMENT)).to_contain_text("Paid 7500.00 EUR to Northwind")


async def test_a_vote_is_taken_back_while_it_is_not_the_last_word(demo: Demo) -> None:
    await demo.start()
    riley, taylor = await demo.window(RILEY), await demo.window(TAYLOR)
    await riley.ask(PAYMENT)
    card = await taylor.card("make_payment", "payments")
    await taylor.approve(card)
    await expect(card).to_contain_text("Stage Finance: 0 of 1.")
    await press(card, "Take back my vote")

    await expect(card).to_contain_text("Stage Team lead: 0 of 1.")
    await expect(card.get_by_role("button", name="Take back my vote")).to_have_count(0)


async def test_who_thinks_twice_about_a_high_risk_approves_nothing(demo: Demo) -> None:
    await demo.start()
    riley, taylor = await demo.window(RILEY), await demo.window(TAYLOR)
    await riley.ask(PAYMENT)
    card = await taylor.card("make_payment", "payments")
    await expect(card).to_contain_text("High risk")
    await press(card, "Approve")
    await press(taylor.page.get_by_test_id("confirm"), "Not yet")

    await expect(taylor.page.get_by_test_id("confirm")).to_have_count(0)
    await expect(card).to_contain_text("Stage Team lead: 0 of 1.")


async def test_the_asker_withdraws_what_waits(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(MAIL_ALICE)
    card = await avery.card("send_email")
    await expect(card.get_by_role("button", name="Approve")).to_be_visible()
    thread = await riley.thread(MAIL_ALICE)
    await press(thread, "Withdraw")
    await press(riley.page.get_by_test_id("confirm"), "Withdraw")

    await expect(card).to_contain_text("Withdrawn by @Riley Park")
    await expect(card.get_by_role("button", name="Approve")).to_have_count(0)
    await expect(thread).to_contain_text("Withdrawn by @Riley Park")
    await expect(await riley.mails()).to_have_count(0)


async def test_private_arguments_are_read_and_decided_in_a_view(demo: Demo) -> None:
    await demo.start(COUNTERSIGN_POLICY=_policy(demo, "{tool: send_email, approvers: '@team-leads', private: true}"))
    riley, avery, taylor = [await demo.window(person) for person in (RILEY, AVERY, TAYLOR)]
    await riley.ask(MAIL_ALICE)
    seen = await avery.card("send_email")
    await expect(seen).to_contain_text("The arguments are private.")
    await expect(seen).not_to_contain_text("alice.nguyen@example.com")
    await press(seen, "Review")
    await expect(avery.message("Only visible to you")).to_contain_text("Only members of @team-leads")

    await press(await taylor.card("send_email"), "Review")
    modal = taylor.page.get_by_test_id("modal")
    await expect(modal).to_contain_text("alice.nguyen@example.com")
    await press(modal, "Reject")
    await taylor.fill_in("Reason", "She is on leave", submit="Reject")
    await expect(modal).to_have_count(0)
    await expect(seen).to_contain_text("Rejected by")
    await expect(await riley.thread(MAIL_ALICE)).to_contain_text("Not done: the mail to Alice Nguyen")


async def test_an_own_request_is_confirmed_in_the_own_thread(demo: Demo) -> None:
    await demo.start(COUNTERSIGN_POLICY=_policy(demo, "{tool: send_email, confirm: true, risk: low}"))
    riley = await demo.window(RILEY)
    await riley.ask(MAIL_ALICE)
    thread = await riley.thread(MAIL_ALICE)
    await expect(thread).to_contain_text("Please confirm, @Riley Park: nobody else is asked.")
    await expect(thread).to_contain_text("alice.nguyen@example.com")
    await press(thread, "Approve")

    await expect(thread).to_contain_text("Sent to Alice Nguyen")
    await expect(await riley.mails()).to_have_count(1)


def _policy(demo: Demo, rule: str) -> str:
    """A policy of one rule, and the tools that only read."""
    file = demo.data / "one-rule.yaml"
    file.write_text(f"version: 1\nread_only: [search_contacts, get_schedule]\nrules:\n  - {rule}\n")
    return str(file)
