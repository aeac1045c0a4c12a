"""What people see when nobody decides, somebody is late, or the machine dies in the middle."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, MORGAN, RILEY, press
from tests.support.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAIL_ALICE = "Email Alice about tomorrow's review"


async def test_what_nobody_decides_expires_on_the_card_and_in_the_thread_and_the_agent_says_so(demo: Demo) -> None:
    await demo.start(COUNTERSIGN_APPROVAL_TIMEOUT="3s")
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(MAIL_ALICE)
    card = await avery.card("send_email")
    await expect(card).to_contain_text("Expired")
    await expect(card.get_by_role("button", name="Approve")).to_have_count(0)

    thread = await riley.thread(MAIL_ALICE)
    await expect(thread).to_contain_text("send_email: Expired")
    await expect(thread).to_contain_text("Not done: the mail to Alice Nguyen")
    await expect(thread.get_by_role("article").last).to_contain_text("Expired: nobody decided within 3s.")
    await expect(await riley.mails()).to_have_count(0)


async def test_a_summary_is_posted_by_the_clock_and_shown_on_demand(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(MAIL_ALICE)
    await press(await avery.card("send_email"), "Approve")
    await expect(await riley.thread(MAIL_ALICE)).to_contain_text("Sent to Alice Nguyen")
    await demo.kill_bot()
    soon = datetime.now(UTC) + timedelta(seconds=3)
    await demo.start(COUNTERSIGN_SUMMARY_TIME=f"{soon:%H:%M:%S}")

    await avery.go("audit")
    posted = avery.message("Approvals, last 24 hours")
    await expect(posted).to_contain_text("send_email: 1 approved")
    await riley.say("/audit")
    asked = riley.message("Approvals, last 24 hours")
    await expect(asked).to_contain_text("Only visible to you")
    await expect(asked).to_contain_text("@Avery Chen: 1 approved")


@pytest.mark.parametrize("everything", [False, True], ids=["bot", "bot, workspace and Redis"])
async def test_a_pending_card_works_after_a_kill_and_the_mail_goes_out_once(demo: Demo, *, everything: bool) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(MAIL_ALICE)
    await expect(await avery.card("send_email")).to_be_visible()
    await expect(await riley.thread(MAIL_ALICE)).to_contain_text("Waiting for approval")
    await (demo.kill_everything() if everything else demo.kill_bot())
    await demo.start()

    await avery.page.reload()
    await press(await avery.card("send_email"), "Approve")
    await riley.page.reload()
    await expect(await riley.thread(MAIL_ALICE)).to_contain_text("Sent to Alice Nguyen")
    await expect(await riley.mails()).to_have_count(1)


async def test_a_click_on_a_card_that_somebody_has_decided_gets_a_private_note(demo: Demo) -> None:
    await demo.start()
    riley, avery, morgan = [await demo.window(person) for person in (RILEY, AVERY, MORGAN)]
    await riley.ask(MAIL_ALICE)
    outdated = await morgan.card("send_email")
    await expect(outdated).to_be_visible()
    await morgan.miss_changes()
    card = await avery.card("send_email")
    await press(card, "Approve")
    await expect(card).to_contain_text("Approved by @Avery Chen")
    await press(outdated, "Reject")

    note = morgan.message("Already decided by @Avery Chen")
    await expect(note).to_contain_text("Only visible to you")
    await expect(await riley.mails()).to_have_count(1)


async def test_a_form_that_is_submitted_too_late_says_so_and_changes_nothing(demo: Demo) -> None:
    await demo.start()
    riley, avery, morgan = [await demo.window(person) for person in (RILEY, AVERY, MORGAN)]
    await riley.ask(MAIL_ALICE)
    await press(await morgan.card("send_email"), "Edit")
    await expect(morgan.page.get_by_test_id("modal")).to_be_visible()
    await press(await avery.card("send_email"), "Approve")
    await expect(await riley.thread(MAIL_ALICE)).to_contain_text("Sent to Alice Nguyen")
    await morgan.fill_in("subject", "Too late", submit="Approve with changes")

    await expect(morgan.page.get_by_test_id("modal")).to_contain_text("Already decided by @Avery Chen")
    await expect(await riley.mails()).to_contain_text("Quarterly review tomorrow")
