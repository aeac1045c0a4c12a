"""Graphs of others in the browser: their cards, the forms for their questions, and what comes of the answers."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support.browser import AVERY, MORGAN, RILEY, Window, press
from tests.support.demo import Demo
from tests.support.processes import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

POLICY = str(ROOT / "examples" / "policy.yaml")


async def start(demo: Demo, example: str) -> Window:
    """The demo with one of the examples in the place of our own agent."""
    await demo.start(COUNTERSIGN_AGENT=f"examples.{example}:graph", COUNTERSIGN_POLICY=POLICY)
    return await demo.window(RILEY)


async def picture(window: Window, folder: Path, name: str) -> None:
    """For whoever wants to look at it."""
    await window.page.screenshot(path=folder / f"{name}.png")


async def test_an_agent_with_tools_of_its_own(demo: Demo, tmp_path: Path) -> None:
    window = await start(demo, "orders")
    await window.ask("Refund order 1001")
    await window.become(AVERY)
    card = await window.card("Approval needed: refund")
    await expect(card).to_contain_text("49.5")
    await picture(window, tmp_path, "orders")
    await press(card, "Approve")
    await window.become(RILEY)
    await expect(await window.thread("Refund order 1001")).to_contain_text("Refunded 49.50 EUR for order 1001")


async def test_a_lawyer_answers_in_a_form_and_then_the_sending_is_approved(demo: Demo, tmp_path: Path) -> None:
    window = await start(demo, "announcement")
    await window.ask("we move to Oslo")
    await window.become(MORGAN)
    question = await window.card("Answer needed: May this be announced?")
    await expect(question).to_contain_text("May this be announced?")
    await picture(window, tmp_path, "question")
    await press(question, "Answer")
    modal = window.page.get_by_test_id("modal")
    await modal.get_by_text("publish", exact=True).click()
    await modal.get_by_label("wording").fill("We are moving to Oslo in May.")
    await picture(window, tmp_path, "answer")
    await press(modal, "Answer")
    await expect(await window.card("Answered: May this be announced?")).to_contain_text("Digest of the answer")
    await window.become(AVERY)
    sending = await window.card("Approval needed: announce")
    await expect(sending).to_contain_text("We are moving to Oslo in May.")
    await picture(window, tmp_path, "sending")
    await press(sending, "Approve")
    await window.become(RILEY)
    await expect(await window.thread("we move to Oslo")).to_contain_text(
        "Announced to everybody: We are moving to Oslo"
    )


async def test_questions_and_bookings_wait_side_by_side(demo: Demo, tmp_path: Path) -> None:
    window = await start(demo, "trip")
    await window.ask("a trip to Oslo")
    thread = await window.thread("a trip to Oslo")
    await expect(thread).to_contain_text("Which flight?")
    await expect(thread).to_contain_text("Which hotel shall it be?")
    await picture(window, tmp_path, "questions")
    await press(thread.get_by_role("article").filter(has_text="Which hotel"), "Answer")
    await window.fill_in("Answer", "The Grand", submit="Answer")
    # The answered question grows, and what stands below it moves.
    await expect(thread).to_contain_text("Answered by @Riley Park")
    await press(thread.get_by_role("article").filter(has_text="Which flight"), "Answer")
    modal = window.page.get_by_test_id("modal")
    await modal.get_by_text("the 11:45", exact=True).click()
    await picture(window, tmp_path, "choice")
    await press(modal, "Answer")
    await window.become(AVERY)
    await expect(await window.card("Approval needed: book_flight")).to_be_visible()
    hotel = await window.card("Approval needed: book_hotel")
    await picture(window, tmp_path, "bookings")
    await press(hotel, "Approve")
    await press(await window.card("Approval needed: book_flight"), "Approve")
    await window.become(RILEY)
    await expect(await window.thread("a trip to Oslo")).to_contain_text("Booked: the 11:45. Booked: The Grand.")
