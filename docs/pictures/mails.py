"""Mails and a deletion: what waits, what is asked about it, what is changed, refused, withdrawn."""

from playwright.async_api import Browser, Locator, expect

from docs.pictures.camera import seat, studio, take, take_form
from tests.support.browser import AVERY, MORGAN, RILEY, Window, press
from tests.support.demo import Demo

REVIEW = "Email Alice about tomorrow's review"
BOTH = "Email Alice and Bob about tomorrow's stand-up"
WHICH = "Email Alex about tomorrow's review"
DELETION = "Delete the cancelled orders"
HIDDEN = "Email Bob subject: New bank details body: Please pay to DE89 3704\u200b 0044 from \u202enow\u202c on."
MINUTES = "\n".join(f"{number}. What was said about point {number} of the agenda, in full." for number in range(1, 301))
LONG = f"Email Alice subject: Minutes body: {MINUTES}"


async def album(browser: Browser) -> None:
    async with studio(browser) as demo:
        riley, avery, morgan = [await seat(demo, person) for person in (RILEY, AVERY, MORGAN)]
        await _a_mail_is_asked_about_and_changed(riley, avery, morgan)
        await _two_calls_are_withdrawn(riley, avery)
        await _the_agent_asks_and_a_mail_is_rejected(riley, avery)
        await _sql(riley, avery)
    async with studio(browser) as demo:
        await _what_hides_in_a_text_and_in_length(demo)


async def _a_mail_is_asked_about_and_changed(riley: Window, avery: Window, morgan: Window) -> None:
    await riley.ask(REVIEW)
    thread = await riley.thread(REVIEW)
    card = await avery.card("send_email")
    await expect(card).to_be_visible()
    await take("mail", card)
    await take("notice", _in(thread, "Waiting for approval"))

    await press(card, "Ask")
    await avery.page.get_by_test_id("modal").get_by_label("Question").fill("Does she know that the room has changed?")
    await take_form("ask", avery)
    await press(avery.page.get_by_test_id("modal"), "Send")
    await take("asked", _in(thread, "before deciding"))
    await press(_in(thread, "before deciding"), "Answer")
    await riley.fill_in("Answer", "Not yet, so please say so in the mail.", submit="Send")
    await expect(card).to_contain_text("answered")
    await take("answered", card)
    await _change(morgan)


async def _change(morgan: Window) -> None:
    card = await morgan.card("send_email")
    await press(card, "Edit")
    form = morgan.page.get_by_test_id("modal")
    await take_form("mail-form", morgan)
    await form.get_by_label("to").fill("alice at example.com")
    await press(form, "Approve with changes")
    await expect(form).to_contain_text("is no email address")
    await take_form("mail-form-error", morgan)
    await form.get_by_label("to").fill("alice.nguyen@example.com")
    body = form.get_by_label("Message")
    await body.fill((await body.input_value()).replace("Room Aurora", "Room Borealis"))
    await press(form, "Approve with changes")
    await expect(card).to_contain_text("It ran.")
    await take("changed", card)


async def _two_calls_are_withdrawn(riley: Window, avery: Window) -> None:
    await riley.ask(BOTH)
    card = await avery.card("2 of 2")
    await expect(card).to_be_visible()
    await take("two-calls", card)
    await press(await riley.thread(BOTH), "Withdraw")
    await press(riley.page.get_by_test_id("confirm"), "Withdraw")
    await expect(card).to_contain_text("Withdrawn")
    await take("withdrawn", card)


async def _the_agent_asks_and_a_mail_is_rejected(riley: Window, avery: Window) -> None:
    await riley.ask(WHICH)
    thread = await riley.thread(WHICH)
    question = _in(thread, "Which Alex do you mean")
    await take("question", question)
    await press(question, "Answer")
    form = riley.page.get_by_test_id("modal")
    await form.get_by_label("Answer").fill("the research engineer")
    await take_form("question-form", riley)
    await press(form, "Answer")

    card = await avery.card("alex.kim@example.com")
    await press(card, "Reject")
    form = avery.page.get_by_test_id("modal")
    await form.get_by_label("Reason").fill("Alex has moved to another team. Ask Priya instead.")
    await take_form("reject", avery)
    await press(form, "Reject")
    await expect(card).to_contain_text("Rejected by")
    await take("rejected", card)


async def _sql(riley: Window, avery: Window) -> None:
    await riley.ask(DELETION)
    card = await avery.card("DELETE")
    await expect(card).to_be_visible()
    await take("sql", card)


async def _what_hides_in_a_text_and_in_length(demo: Demo) -> None:
    riley, avery, morgan = await seat(demo, RILEY), await seat(demo, AVERY), await demo.window(MORGAN)
    await riley.ask(HIDDEN)
    card = await avery.card("New bank details")
    await expect(card).to_be_visible()
    await take("hidden", card)
    await riley.ask(LONG)
    card = await avery.card("Minutes")
    await expect(card).to_be_visible()
    await take("long", card.get_by_text("cut here"), card.locator(".code").last, _button(card, "Show all"), air=8)
    await press(await morgan.card("Minutes"), "Show all")
    await take_form("show-all", morgan)


def _in(thread: Locator, text: str) -> Locator:
    return thread.get_by_role("article").filter(has_text=text)


def _button(card: Locator, label: str) -> Locator:
    return card.get_by_role("button", name=label, exact=True)
