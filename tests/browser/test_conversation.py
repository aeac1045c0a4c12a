"""What is said around an approval, on the page: reminder and escalation with the clock moved, questions and answers."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.store import keys
from bot.store.lua import text
from bot.store.server import connect
from tests.bot.workspace import pass_time
from tests.support.browser import AVERY, FRAN, RILEY, press
from tests.support.demo import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAIL_ALICE = "Email Alice about tomorrow's review"
HOUR = 3600.0
POLICY = """
version: 1
read_only: [search_contacts, get_schedule]
defaults:
  approvers: U0APPROVER
  remind: [2h]
  escalate: {after: 8h, to: "@finance", channel: "#payments"}
  pause: 1h
"""


async def hours_pass(demo: Demo, hours: float) -> None:
    async with connect(f"unix://{demo.data / 'redis' / 'redis.sock'}") as redis:
        (id,) = await redis.zrange(keys.DEADLINES, 0, -1)
        await pass_time(redis, hours * HOUR, text(id))


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    return str(path)


async def test_the_clock_reminds_and_then_asks_others_who_decide_in_words(demo: Demo, policy: str) -> None:
    await demo.start(COUNTERSIGN_POLICY=policy)
    riley, avery, fran = [await demo.window(person) for person in (RILEY, AVERY, FRAN)]
    await riley.ask(MAIL_ALICE)
    await expect(await avery.card("send_email")).to_contain_text("Rejected automatically")

    await hours_pass(demo, 2)
    await avery.page.get_by_test_id("channel-D0APPROVER").click()
    await expect(avery.message("A reminder: send_email for @Riley Park still waits")).to_be_visible()
    await expect(await avery.card("send_email")).to_contain_text("Reminded once.")

    await hours_pass(demo, 6)
    await fran.go("payments")
    await expect(fran.message("Escalated, as nobody has decided")).to_contain_text("members of @finance can decide too")
    card = await fran.card("send_email")
    await expect(card).to_contain_text("members of @finance can decide too")
    await card.hover()
    await press(card, "Reply in thread")
    panel = fran.page.get_by_test_id("thread-panel")
    await panel.get_by_test_id("thread-composer").fill("approve")
    await panel.get_by_test_id("thread-composer").press("Enter")

    await expect(panel).to_contain_text("Approved by @Fran Costa")
    await fran.go("payments")
    await expect(fran.message("Escalated, and settled since")).to_be_visible()


async def test_an_approver_asks_back_and_the_asker_answers_in_the_thread(demo: Demo, policy: str) -> None:
    await demo.start(COUNTERSIGN_POLICY=policy)
    riley, avery = await demo.window(RILEY), await demo.window(AVERY)
    await riley.ask(MAIL_ALICE)
    card = await avery.card("send_email")
    await press(card, "Ask")
    await avery.fill_in("Question", "Does she know the room?", submit="Send")
    await expect(card).to_contain_text("A question has put off the end.")

    thread = await riley.thread(MAIL_ALICE)
    await expect(thread).to_contain_text("@Avery Chen asks about send_email before deciding")
    await press(thread, "Answer")
    await riley.fill_in("Answer", "Yes, room 4.", submit="Send")
    await expect(thread).to_contain_text("Reviewers have your answer:")
    await expect(card).to_contain_text("Yes, room 4.")

    await press(card, "Approve")
    await expect(card).to_contain_text("Approved by @Avery Chen")
