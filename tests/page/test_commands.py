"""Commands and mentions in the composer, and the private notes that answer them."""

import pytest
from playwright.async_api import Page, expect

from sandbox.app import Sandbox
from tests.page.bot_script import Bot, actions, button, section

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("typed", "first", "completed"),
    [
        ("ask @mor", "@morganMorgan Diaz, Manager", "ask @morgan "),
        ("ask @reed", "@taylorTaylor Reed, Team lead", "ask @taylor "),
        ("ask @team", "@team-leadsGroup", "ask @team-leads "),
        ("/approvals delegate @av", "@averyAvery Chen, Approver", "/approvals delegate @avery "),
    ],
)
async def test_people_and_groups_are_offered_by_any_of_their_names(
    page: Page, bot: Bot, *, typed: str, first: str, completed: str
) -> None:
    await page.goto("/")
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially(typed)
    await expect(page.get_by_role("option").first).to_have_text(first)
    await composer.press("Enter")

    await expect(composer).to_have_value(completed)


async def test_a_group_is_named_where_it_is_mentioned(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await page.get_by_test_id("composer").fill("Hello @finance")
    await page.get_by_test_id("composer").press("Enter")

    await expect(page.locator(".message-text")).to_have_text("Hello @finance")
    await expect(page.locator(".message-text .chip")).to_have_text("@finance")


async def test_a_command_is_completed_and_brings_people_as_marks(page: Page, bot: Bot) -> None:
    await page.goto("/")
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("/app")
    await expect(page.get_by_role("option")).to_contain_text("delegate @someone until friday")
    await composer.press("Enter")
    await composer.press_sequentially("delegate @avery until friday")
    await composer.press("Enter")
    await expect(page.get_by_text("Nothing waits for you.")).to_be_visible()

    assert bot.taken[0]["text"] == "delegate <@U0APPROVER|avery> until friday"


async def test_a_private_answer_has_buttons_that_work_and_nobody_else_sees_it(page: Page, bot: Bot) -> None:
    bot.note = [section("*2* rules"), actions(button("Revoke", "taken", style="danger"))]
    await page.goto("/archives/C0PAYMENTS?as=U0FINANCE")
    await page.get_by_test_id("composer").fill("/approvals rules")
    await page.get_by_test_id("composer").press("Enter")
    note = page.get_by_role("article").filter(has_text="Only visible to you")
    async with page.expect_response("**/client/actions"):
        await note.get_by_role("button", name="Revoke").click()
    await page.get_by_test_id("person-U0LEAD").click()

    await expect(note).to_have_count(0)
    assert bot.taken[-1]["container"]["is_ephemeral"]


async def test_a_private_answer_comes_into_view_for_whoever_reads_further_up(page: Page, bot: Bot) -> None:
    for number in range(40):
        await bot.say("C0APPROVALS", f"Message {number}")
    await page.goto("/archives/C0APPROVALS")
    first = page.get_by_role("article").filter(has_text="Message 0")
    await first.scroll_into_view_if_needed()
    await expect(page.get_by_role("button", name="Latest messages")).to_be_visible()
    await bot.say("C0APPROVALS", "What others hear moves nobody")
    await expect(page.get_by_text("moves nobody")).not_to_be_in_viewport()
    await page.get_by_test_id("composer").fill("/approvals")
    await page.get_by_test_id("composer").press("Enter")

    await expect(page.get_by_text("Nothing waits for you.")).to_be_in_viewport()


async def test_a_command_in_a_thread_is_not_supported_and_stays_typed(page: Page, bot: Bot) -> None:
    ts = await bot.say("C0GENERAL", "parent")
    await page.goto(f"/archives/C0GENERAL?thread_ts={ts}")
    composer = page.get_by_test_id("thread-composer")
    await composer.fill("/approvals rules")
    await composer.press("Enter")

    await expect(page.get_by_test_id("warning")).to_have_text("/approvals is not supported in threads.")
    await expect(composer).to_have_value("/approvals rules")
    assert bot.taken == []


async def test_who_leaves_is_no_longer_offered_and_keeps_the_name(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    sandbox.workspace.say("U0LEAD", "C0GENERAL", "Goodbye")
    await page.goto("/")
    await expect(page.get_by_test_id("person-U0LEAD")).to_be_visible()
    sandbox.administration.deactivate("taylor")
    await expect(page.get_by_test_id("person-U0LEAD")).to_have_count(0)
    await page.get_by_test_id("composer").press_sequentially("@t")
    await expect(page.get_by_role("option")).to_have_text(["@team-leadsGroup"])

    await expect(page.get_by_role("article").filter(has_text="Goodbye")).to_contain_text("Taylor Reed")


async def test_a_channel_comes_when_one_is_let_in(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    await page.goto("/?as=U0REQUESTER")
    await expect(page.get_by_test_id("channel-C0GENERAL")).to_be_visible()
    await expect(page.get_by_test_id("channel-C0PAYMENTS")).to_have_count(0)
    sandbox.administration.add_to_channel("payments", "riley")

    await expect(page.get_by_test_id("channel-C0PAYMENTS")).to_be_visible()
