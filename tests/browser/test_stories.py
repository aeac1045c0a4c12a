# ruff: noqa: RUF001 - Chinese has its own punctuation
"""From the question to the effect: what the requester asks, the reviewers decide, and the world gets."""

import sqlite3
from contextlib import closing

import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, MORGAN, RILEY, press
from tests.support.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAIL_ALICE = "Email Alice about tomorrow's review"
VENUE = "to Northwind for the venue"


@pytest.mark.parametrize(
    ("request_", "looked_up", "subject", "answer"),
    [
        (MAIL_ALICE, "10:00-11:00, in Room Aurora", "Review moved to eleven", "Sent to Alice Nguyen"),
        (
            "给 Alice 发邮件，说说明天的评审",
            "10:00-11:00，地点：Room Aurora",
            "评审改到十一点",
            "已发送给 Alice Nguyen",
        ),
    ],
    ids=["English", "Chinese"],
)
async def test_one_window_lives_the_whole_story_of_a_mail(
    demo: Demo, request_: str, looked_up: str, subject: str, answer: str
) -> None:
    await demo.start()
    window = await demo.window(RILEY)
    await window.ask(request_)
    await expect(await window.thread(request_)).to_contain_text("Waiting for approval of send_email in #approvals")

    await window.become(MORGAN)
    card = await window.card("send_email")
    await expect(card).to_contain_text("To: alice.nguyen@example.com")
    await expect(card).to_contain_text(looked_up)
    await press(card, "Edit")
    await window.fill_in("subject", subject, submit="Approve with changes")
    await expect(card).to_contain_text("Edited and approved by @Morgan Diaz")
    await expect(card).to_contain_text(f"changed to  {subject}")

    await expect(await window.mails()).to_have_count(1)
    letter = window.page.get_by_test_id("letter")
    await expect(letter.get_by_role("heading")).to_have_text(subject)
    await expect(letter).to_contain_text("alice.nguyen@example.com")

    await window.become(RILEY)
    thread = await window.thread(request_)
    await expect(thread).to_contain_text("send_email: Edited and approved by @Morgan Diaz")
    await expect(thread).to_contain_text(answer)
    await expect(thread).to_contain_text(subject)


async def test_a_rejection_with_a_reason_is_taken_up_in_the_answer(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(MAIL_ALICE)
    card = await avery.card("send_email")
    await press(card, "Reject")
    await avery.fill_in("Reason", "Alice is on leave", submit="Reject")
    await expect(card).to_contain_text("Rejected by @Avery Chen")

    thread = await riley.thread(MAIL_ALICE)
    await expect(thread).to_contain_text("Not done: the mail to Alice Nguyen")
    await expect(thread.get_by_role("article").last).to_contain_text("Alice is on leave")
    await expect(await riley.mails()).to_have_count(0)


async def test_a_question_is_answered_by_the_requester_and_the_card_follows(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask("Email Alex about tomorrow's review")
    thread = await riley.thread("Email Alex")
    await expect(thread).to_contain_text("Which Alex do you mean")
    await press(thread, "Answer")
    await riley.fill_in("Answer", "the research engineer", submit="Answer")
    await expect(thread).to_contain_text("Answered by @Riley Park")

    card = await avery.card("send_email")
    await expect(card).to_contain_text("To: alex.kim@example.com")
    await press(card, "Approve")
    await expect(thread).to_contain_text("Sent to Alex Kim")


@pytest.mark.parametrize(
    ("first", "approved", "rejected"), [(0, "alice.nguyen", "Bob Marsh"), (1, "bob.marsh", "Alice Nguyen")]
)
async def test_two_calls_of_one_turn_are_decided_one_by_one_in_either_order(
    demo: Demo, first: int, approved: str, rejected: str
) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask("Email Alice and Bob about tomorrow's review")
    card = await avery.card("send_email")
    await press(card, f"Approve, {first + 1} of 2: send_email")
    await expect(card).to_contain_text("Approved by @Avery Chen")
    await press(card, f"Reject, {2 - first} of 2: send_email")
    await avery.fill_in("Reason", "knows it already", submit="Reject")

    await expect(await riley.thread("Email Alice and Bob")).to_contain_text(f"Not done: the mail to {rejected}")
    mails = await riley.mails()
    await expect(mails).to_have_count(1)
    await expect(mails).to_contain_text(f"{approved}@example.com")


async def test_a_small_payment_runs_at_once_and_a_large_one_waits(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(f"Pay 900 EUR {VENUE}")
    await expect(await riley.thread("Pay 900")).to_contain_text("Paid 900.00 EUR to Northwind")
    await expect(await avery.card("make_payment")).to_have_count(0)

    await riley.ask(f"Pay 1500 EUR {VENUE}")
    thread = await riley.thread("Pay 1500")
    await expect(thread).to_contain_text("Waiting for approval of make_payment")
    await press(await avery.card("make_payment"), "Approve")
    await expect(thread).to_contain_text("Paid 1500.00 EUR to Northwind")


async def test_a_second_call_that_follows_the_first_gets_a_card_of_its_own(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(f"{MAIL_ALICE} and then pay 1500 EUR {VENUE}")
    await press(await avery.card("send_email"), "Approve")
    await press(await avery.card("make_payment"), "Approve")

    thread = await riley.thread(MAIL_ALICE)
    await expect(thread).to_contain_text("Sent to Alice Nguyen")
    await expect(thread).to_contain_text("Paid 1500.00 EUR to Northwind")


async def test_a_deletion_waits_and_is_really_done_and_a_count_runs_at_once(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask("How many orders are there?")
    await expect(await riley.thread("How many orders")).to_contain_text("10")
    await expect(await avery.card("run_sql")).to_have_count(0)

    await riley.ask("Delete the cancelled orders")
    card = await avery.card("run_sql")
    await expect(card).to_contain_text("DELETE FROM orders WHERE orders.status = 'cancelled'")
    assert _statuses(demo) == {"open", "paid", "shipped", "cancelled"}

    await press(card, "Approve")
    await expect(await riley.thread("Delete the cancelled")).to_contain_text("3")
    assert _statuses(demo) == {"open", "paid", "shipped"}


async def test_the_home_tab_lists_what_waits(demo: Demo) -> None:
    await demo.start()
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await avery.page.get_by_test_id("open-home").click()
    home = avery.page.get_by_test_id("home")
    await expect(home).to_contain_text("Nothing waits for you at the moment.")
    await riley.ask(MAIL_ALICE)
    card = await avery.card("send_email")
    await expect(card).to_be_visible()
    await avery.page.get_by_test_id("open-home").click()
    await expect(home).to_contain_text("send_email for @Riley Park")

    async with avery.page.context.expect_page() as opened:
        await home.get_by_role("link", name="Open").click()
    elsewhere = await opened.value
    await expect(elsewhere.get_by_test_id("conversation").get_by_text("send_email").first).to_be_in_viewport()


def _statuses(demo: Demo) -> set[str]:
    """The statuses that orders of the shop have."""
    with closing(sqlite3.connect(demo.data / "shop.db")) as shop:
        return {status for (status,) in shop.execute("SELECT status FROM orders")}
