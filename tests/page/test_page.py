"""The way around: people, channels, threads, links, mails, and what is said when something is missing."""

import asyncio
from email.message import EmailMessage

import aiosmtplib
import pytest
from playwright.async_api import Page, Route, expect

from sandbox.app import Sandbox
from tests.page.bot_script import Bot, actions, button, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

GENERAL, APPROVALS = "C0GENERAL", "C0APPROVALS"
_HEAR = """
window.EventSource = class extends EventSource {
  constructor(...all) { super(...all); this.addEventListener("message", ({ data }) => (window.heard = data)) }
}
"""


async def test_a_first_visitor_is_shown_what_to_try(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="Pay 1500 EUR to Northwind").click()

    await expect(page.get_by_test_id("composer")).to_have_value("@countersign Pay 1500 EUR to Northwind for the venue")
    await expect(page.get_by_test_id("composer")).to_be_focused()


@pytest.mark.parametrize("part", ["/", "/page/main.js", "/page/theme.css"])
async def test_no_browser_keeps_a_part_of_the_page_that_was_updated(page: Page, part: str) -> None:
    answer = await page.request.get(part)

    assert answer.headers["cache-control"] == "no-cache"


async def test_enter_sends_and_shift_enter_starts_a_new_line(page: Page, bot: Bot) -> None:
    await page.goto("/")
    composer = page.get_by_test_id("composer")
    await composer.fill("@countersign one")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("two")
    await composer.press("Enter")

    await expect(page.locator(".message-text")).to_have_text("@Countersign one\ntwo", use_inner_text=True)
    await expect(composer).to_have_value("")


async def test_the_composer_offers_the_bot_and_the_commands(page: Page, bot: Bot) -> None:
    await page.goto("/")
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("你好 @co")
    await composer.press("Enter")
    await expect(composer).to_have_value("你好 @countersign ")

    await composer.fill("/")
    await expect(page.get_by_role("option")).to_have_count(2)
    await composer.fill("/au")
    await expect(page.get_by_role("option")).to_contain_text("/audit")
    await composer.press("Tab")
    await composer.press("Enter")
    await expect(composer).to_have_value("")
    await expect(page.get_by_test_id("warning")).to_have_count(0)

    assert [body["command"] for body in bot.taken] == ["/audit"]


async def test_switching_the_person_keeps_the_channel(page: Page, bot: Bot) -> None:
    await page.goto(f"/archives/{APPROVALS}")
    await expect(page.get_by_test_id("person-U0REQUESTER")).to_have_attribute("aria-pressed", "true")
    await page.get_by_test_id("person-U0MANAGER").click()

    await expect(page.get_by_test_id("person-U0MANAGER")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_test_id(f"channel-{APPROVALS}")).to_have_attribute("aria-current", "page")
    await page.reload()
    await expect(page.get_by_test_id("person-U0MANAGER")).to_have_attribute("aria-pressed", "true")


async def test_each_person_has_their_own_unread_marks(page: Page, bot: Bot) -> None:
    await bot.say(APPROVALS, "A request waits")
    await page.goto("/?as=U0REQUESTER")
    line = page.get_by_test_id(f"channel-{APPROVALS}")
    await expect(line).to_contain_text("1 unread")
    await line.click()
    await expect(line).not_to_contain_text("unread")

    await page.get_by_test_id(f"channel-{GENERAL}").click()
    await page.get_by_test_id("person-U0APPROVER").click()
    await expect(line).to_contain_text("1 unread")


async def test_messages_come_and_change_by_themselves(page: Page, bot: Bot) -> None:
    await page.goto("/")
    ts = await bot.say(GENERAL, "Working")
    message = page.get_by_test_id(f"message-{ts}")
    await expect(message).to_contain_text("Working")
    await bot.client.chat_update(channel=GENERAL, ts=ts, text="Done")
    await expect(message).to_contain_text("Done (edited)")
    await bot.client.chat_delete(channel=GENERAL, ts=ts)

    await expect(message).to_have_count(0)


async def test_a_reaction_is_counted_under_its_message(page: Page, bot: Bot) -> None:
    ts = await bot.say(GENERAL, "Look")
    await bot.client.reactions_add(channel=GENERAL, timestamp=ts, name="eyes")
    await page.goto("/")

    await expect(page.get_by_test_id(f"message-{ts}").get_by_title(":eyes:")).to_have_text("👀1")


async def test_a_thread_is_read_and_answered_beside_the_channel(page: Page, bot: Bot) -> None:
    await page.goto("/")
    ts = await bot.say(GENERAL, "A question")
    await bot.say(GENERAL, "An answer", thread_ts=ts)
    await page.get_by_test_id(f"message-{ts}").get_by_role("button", name="1 reply").click()
    panel = page.get_by_test_id("thread-panel")
    await expect(panel).to_contain_text("An answer")
    await expect(panel.get_by_test_id("thread-composer")).to_be_focused()
    await panel.get_by_test_id("thread-composer").fill("Thanks")
    await panel.get_by_test_id("thread-composer").press("Enter")

    await expect(panel).to_contain_text("2 replies")
    await expect(page.get_by_test_id("conversation").get_by_text("Thanks")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(page.get_by_role("button", name="2 replies")).to_be_focused()


async def test_the_status_of_the_bot_is_shown_where_it_works(page: Page, bot: Bot) -> None:
    await page.goto("/")
    ts = await bot.say(GENERAL, "A question")
    await expect(page.get_by_test_id(f"message-{ts}")).to_be_visible()
    await bot.client.assistant_threads_setStatus(channel_id=GENERAL, thread_ts=ts, status="is thinking…")
    await expect(page.get_by_text("Countersign is thinking…")).to_be_visible()
    await bot.say(GENERAL, "An answer", thread_ts=ts)

    await expect(page.get_by_text("Countersign is thinking…")).to_have_count(0)


async def test_a_private_note_is_seen_by_one_person_only(page: Page, bot: Bot) -> None:
    await bot.say(GENERAL, "A card", blocks=[actions(button("Approve", "note"))])
    await page.goto("/?as=U0APPROVER")
    await page.get_by_role("button", name="Approve", exact=True).click()
    note = page.get_by_text("Already decided by somebody else.")
    await expect(note).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await page.get_by_test_id("person-U0MANAGER").click()

    await expect(note).to_have_count(0)


async def test_a_permalink_opens_inside_the_page(page: Page, bot: Bot) -> None:
    card = await bot.say(APPROVALS, "The card")
    link = (await bot.client.chat_getPermalink(channel=APPROVALS, message_ts=card))["permalink"]
    await bot.say(GENERAL, f"Waiting: <{link}|see the request>")
    await page.goto("/")
    await page.get_by_role("link", name="see the request").click()

    await expect(page.get_by_test_id(f"message-{card}")).to_be_in_viewport()
    await expect(page.get_by_test_id(f"channel-{APPROVALS}")).to_have_attribute("aria-current", "page")
    await page.go_back()
    await expect(page.get_by_test_id(f"channel-{GENERAL}")).to_have_attribute("aria-current", "page")


async def test_the_permalink_of_a_reply_opens_its_thread(page: Page, bot: Bot) -> None:
    parent = await bot.say(GENERAL, "The question")
    reply = await bot.say(GENERAL, "The answer", thread_ts=parent)
    link = (await bot.client.chat_getPermalink(channel=GENERAL, message_ts=reply))["permalink"]
    await page.goto(str(link))

    await expect(page.get_by_test_id("thread-panel").get_by_test_id(f"message-{reply}")).to_be_in_viewport()


async def test_a_click_nobody_takes_is_told_beside_the_button(page: Page, bot: Bot) -> None:
    await bot.say(GENERAL, "A card", blocks=[section("Take it?"), actions(button("Approve", "silent"))])
    await page.goto("/")
    await page.get_by_role("button", name="Approve", exact=True).click()

    await expect(page.get_by_role("alert")).to_have_text("The app did not answer. Try again.")
    await expect(page.get_by_test_id("warning")).to_be_visible()


async def test_a_missing_bot_is_told_until_it_is_there(page: Page, sandbox: Sandbox) -> None:
    await page.goto("/")
    await expect(page.get_by_text("Countersign is not connected. Start it with make demo.")).to_be_visible()
    async with Bot(sandbox):
        await expect(page.locator("#banner")).to_be_hidden()


async def test_the_home_tab_shows_what_the_bot_published(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await page.get_by_test_id("open-home").click()

    await expect(page.get_by_test_id("home").get_by_role("heading", name="Waiting for you")).to_be_visible()


async def test_a_mail_that_left_is_listed_and_read(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "agent@example.com", "alice@example.com", "明天的评审"
    mail.set_content("Hi Alice,\n\n十点见。\n<b>not bold</b>")
    await page.goto("/")
    await page.get_by_test_id("open-mail").click()
    await expect(page.get_by_text("No mail has left yet.")).to_be_visible()
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=sandbox.outbox.port)

    letter = page.get_by_test_id("letter")
    await expect(letter.get_by_role("heading")).to_have_text("明天的评审")
    await expect(letter).to_contain_text("<b>not bold</b>")
    await expect(page.get_by_test_id("open-mail")).to_contain_text("1 mail")


async def test_state_is_whole_again_after_a_gap(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    await page.goto("/")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await page.context.set_offline(offline=True)
    sandbox.feed.close()
    await expect(page.get_by_text("The sandbox does not answer.")).to_be_visible()
    await bot.say(GENERAL, "Said while nobody listened")
    await page.context.set_offline(offline=False)

    await expect(page.get_by_text("Said while nobody listened")).to_be_visible()


async def test_what_is_said_while_the_page_loads_twice_is_shown(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    asked, released = asyncio.Semaphore(0), [asyncio.Event(), asyncio.Event()]
    waiting = iter(released)

    async def hold(route: Route) -> None:
        answer, release = await route.fetch(), next(waiting)
        asked.release()
        await release.wait()
        await route.fulfill(response=answer)

    await page.route(f"**/client/messages?channel={GENERAL}*", hold)
    await page.goto("/")
    await asked.acquire()
    sandbox.feed.close()
    await asked.acquire()
    released[0].set()
    await bot.say(GENERAL, "Said in between")
    released[1].set()

    await expect(page.get_by_text("Said in between")).to_be_visible()


async def test_a_button_that_changes_while_it_is_pressed_is_clicked(page: Page, bot: Bot) -> None:
    await page.add_init_script(_HEAR)
    await page.goto("/")
    await page.get_by_test_id(f"channel-{APPROVALS}").hover()
    await page.mouse.down()
    await bot.say(APPROVALS, "Something new")
    await page.wait_for_function("heard.includes('Something new')")
    await page.mouse.up()

    await expect(page.get_by_test_id("conversation")).to_contain_text("Something new")
