"""Modals: what was typed is never lost, errors stand beside their field, the stack and the focus are kept."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.page.bot_script import Bot, actions, button, labelled, modal, plain, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

GENERAL = "C0GENERAL"
FORM = modal(
    labelled("to", "to", {"type": "plain_text_input", "initial_value": "alice"}),
    labelled("subject", "subject", {"type": "plain_text_input"}, optional=True),
    notify_on_close=True,
)


async def opened(page: Page, bot: Bot) -> Locator:
    await bot.say(GENERAL, "x", blocks=[actions(button("Edit", "edit"))])
    await page.goto("/")
    await page.get_by_role("button", name="Edit", exact=True).click()
    form = page.get_by_test_id("modal")
    await expect(form).to_be_visible()
    return form


async def test_an_error_stands_beside_its_field_and_all_typed_stays(page: Page, bot: Bot) -> None:
    bot.view, bot.answer = FORM, {"response_action": "errors", "errors": {"to": "Alice has no address."}}
    form = await opened(page, bot)
    await form.get_by_label("subject").fill("明天的评审")
    await form.get_by_role("button", name="Save").click()

    await expect(form.get_by_role("alert")).to_have_text("Alice has no address.")
    await expect(form.get_by_label("to")).to_have_accessible_description("Alice has no address.")
    await expect(form.get_by_label("to")).to_be_focused()
    await expect(form.get_by_label("subject")).to_have_value("明天的评审")


async def test_a_required_field_is_asked_for_before_the_bot_hears_of_it(page: Page, bot: Bot) -> None:
    bot.view = FORM
    form = await opened(page, bot)
    await form.get_by_label("to").fill("")
    await form.get_by_role("button", name="Save").click()

    await expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")
    assert bot.taken == []


async def test_a_submission_nobody_takes_can_be_tried_again(page: Page, bot: Bot) -> None:
    bot.view = {**FORM, "callback_id": "silent"}
    form = await opened(page, bot)
    await form.get_by_label("subject").fill("kept")
    await form.get_by_role("button", name="Save").click()

    await expect(form.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    await expect(form.get_by_label("subject")).to_have_value("kept")


async def test_an_updated_view_keeps_what_was_typed_in_the_same_fields(page: Page, bot: Bot) -> None:
    bot.view = {**FORM, "external_id": "edited"}
    form = await opened(page, bot)
    await form.get_by_label("to").fill("bob")
    changed = [section("Somebody else decided."), FORM["blocks"][0], labelled("subject", "subject-2", _line("new"))]
    await bot.client.views_update(external_id="edited", view={**bot.view, "blocks": changed})
    await expect(form.get_by_text("Somebody else decided.")).to_be_visible()

    await expect(form.get_by_label("to")).to_have_value("bob")
    await expect(form.get_by_label("subject")).to_have_value("new")


def _line(value: str) -> dict[str, object]:
    return {"type": "plain_text_input", "initial_value": value}


async def test_a_pushed_view_lies_on_the_first_and_closes_back_to_it(page: Page, bot: Bot) -> None:
    pushed = modal(section("Are you sure?"), title=plain("Second"))
    bot.view, bot.answer = FORM, {"response_action": "push", "view": pushed}
    form = await opened(page, bot)
    await form.get_by_label("subject").fill("kept")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("heading", name="Second")).to_be_visible()
    await form.get_by_role("button", name="Cancel").click()

    await expect(form.get_by_role("heading", name="Edit")).to_be_visible()
    await expect(form.get_by_label("subject")).to_have_value("kept")


async def test_escape_closes_tells_the_bot_and_gives_the_focus_back(page: Page, bot: Bot) -> None:
    bot.view = FORM
    form = await opened(page, bot)
    await expect(form.get_by_label("to")).to_be_focused()
    async with page.expect_response("**/client/views/close"):
        await page.keyboard.press("Escape")

    await expect(form).to_have_count(0)
    await expect(page.get_by_role("button", name="Edit", exact=True)).to_be_focused()
    assert [body["type"] for body in bot.taken] == ["view_closed"]


async def test_the_focus_stays_inside(page: Page, bot: Bot) -> None:
    bot.view = FORM
    form = await opened(page, bot)
    await expect(form.get_by_label("to")).to_be_focused()
    outside = "!document.activeElement.matches('body, dialog, dialog *')"  # body: the browser's own controls

    for _ in range(12):
        await page.keyboard.press("Tab")
        assert not await page.evaluate(outside)


async def test_enter_in_a_line_submits(page: Page, bot: Bot) -> None:
    bot.view = FORM
    form = await opened(page, bot)
    await form.get_by_label("to").press("Enter")

    await expect(form).to_have_count(0)
    assert bot.taken[0]["view"]["state"]["values"]["to"]["value"]["value"] == "alice"


async def test_an_alert_names_what_is_wrong_with_the_whole_form(page: Page, bot: Bot) -> None:
    bot.view = modal({"type": "alert", "level": "error", "text": plain("Already decided.")}, FORM["blocks"][0])
    form = await opened(page, bot)

    await expect(form.get_by_role("alert")).to_have_text("Already decided.")
