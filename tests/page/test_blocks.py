"""Every block and element of Block Kit, drawn in a real browser, and what the bot receives when it is used."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.page.bot_script import Body, Bot, actions, button, labelled, modal, mrkdwn, plain, section

pytestmark = pytest.mark.asyncio(loop_scope="session")

GENERAL = "C0GENERAL"
OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("Low", "Normal", "High")]
SOMEBODY = "U0MANAGER"


def rich(kind: str, *elements: Body, **more: Any) -> Body:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements), **more}]}


def words(text: str, **style: bool) -> Body:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


SEEN: dict[str, tuple[Body, str]] = {
    "header": ({"type": "header", "text": plain("Send *an* email?")}, "Send *an* email?"),
    "section": (section("*bold* text"), "bold text"),
    "fields": ({"type": "section", "fields": [mrkdwn("*payee*"), plain("*plain*")]}, "payee*plain*"),
    "context": ({"type": "context", "elements": [mrkdwn("Approved by <@U0MANAGER>")]}, "Approved by @Morgan Diaz"),
    "rich text": (
        rich("rich_text_section", words("a "), words("b", bold=True), {"type": "user", "user_id": SOMEBODY}),
        "a b@Morgan Diaz",
    ),
    "quote": (rich("rich_text_quote", words("quoted")), "quoted"),
    "code": (rich("rich_text_preformatted", words("- old\n+ new")), "- old\n+ new"),
    "list": (
        rich("rich_text_list", {"type": "rich_text_section", "elements": [words("one")]}, style="bullet"),
        "one",
    ),
    "markdown": ({"type": "markdown", "text": "# Title\n**bold**"}, "Titlebold"),
    "table": (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "Tool"}], [{"type": "raw_text", "text": "send"}]]},
        "Toolsend",
    ),
    "card": ({"type": "card", "title": mrkdwn("Northwind"), "body": mrkdwn("1500 EUR")}, "Northwind1500 EUR"),
    "container": (
        {"type": "container", "title": plain("Details"), "child_blocks": [section("inside")]},
        "Detailsinside",
    ),
}


async def test_every_block_shows_its_text_and_nothing_of_the_fallback(page: Page, bot: Bot) -> None:
    sent = {name: await bot.say(GENERAL, "the fallback", blocks=[block]) for name, (block, _) in SEEN.items()}
    await page.goto("/")
    await expect(page.locator(".blocks")).to_have_count(len(SEEN) + 1)  # the container holds its own
    texts = {name: page.get_by_test_id(f"message-{ts}").locator(".blocks").first for name, ts in sent.items()}

    assert {name: await drawn.text_content() for name, drawn in texts.items()} == {
        name: text for name, (_, text) in SEEN.items()
    }
    await expect(page.get_by_text("the fallback")).to_have_count(0)


async def test_an_unknown_block_says_so_in_its_place(page: Page, bot: Bot) -> None:
    await page.goto("/")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    drawn = await page.evaluate("""async () => {
        const { drawBlocks } = await import("/page/blocks.js");
        return drawBlocks([{ type: "hologram" }, { type: "constructor" }], {}).innerText;
    }""")

    assert drawn.split() == ["unsupported", "block:", "hologramunsupported", "block:", "constructor"]


async def test_a_picture_has_its_description(page: Page, bot: Bot) -> None:
    picture = {"type": "image", "image_url": "data:image/png;base64,", "alt_text": "A map of the venue"}
    await page.goto("/")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    drawn = await page.evaluate(
        "async (block) => (await import('/page/blocks.js')).drawBlocks([block], {}).textContent", picture
    )

    assert drawn == "A map of the venue"


async def test_a_confirm_dialog_stands_before_the_action(page: Page, bot: Bot) -> None:
    confirm = {"title": plain("Delete?"), "text": mrkdwn("*For good.*"), "confirm": plain("Yes"), "deny": plain("No")}
    await bot.say(GENERAL, "x", blocks=[actions(button("Delete", "taken", style="danger", confirm=confirm))])
    await page.goto("/")
    delete = page.get_by_role("button", name="Delete", exact=True)
    await delete.click()
    await page.get_by_role("button", name="No", exact=True).click()
    await expect(delete).to_be_focused()
    await delete.click()
    async with page.expect_response("**/client/actions"):
        await page.get_by_role("button", name="Yes", exact=True).click()

    assert [body["actions"][0]["value"] for body in bot.taken] == ["7"]


async def test_a_button_with_an_address_is_a_link_that_tells_the_bot(page: Page, bot: Bot) -> None:
    await bot.say(GENERAL, "x", blocks=[actions(button("Open", "taken", url="https://example.com/card"))])
    await page.context.route("https://example.com/**", lambda route: route.fulfill(body="The card"))
    await page.goto("/")
    async with page.expect_response("**/client/actions"), page.expect_popup() as popup:
        await page.get_by_role("link", name="Open").click()

    assert (await popup.value).url == "https://example.com/card"
    assert bot.taken[0]["actions"][0]["action_id"] == "taken"


async def test_an_overflow_menu_is_used_with_the_keyboard(page: Page, bot: Bot) -> None:
    menu = {"type": "overflow", "action_id": "taken", "options": OPTIONS}
    await bot.say(GENERAL, "x", blocks=[section("More", accessory=menu)])
    await page.goto("/")
    await page.get_by_role("button", name="More actions").press("Enter")
    await expect(page.get_by_role("menuitem", name="Low")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    async with page.expect_response("**/client/actions"):
        await page.keyboard.press("Enter")

    assert bot.taken[0]["actions"][0]["selected_option"]["value"] == "normal"


async def test_a_menu_in_a_message_tells_the_bot_and_keeps_its_choice(page: Page, bot: Bot) -> None:
    select = {"type": "static_select", "action_id": "taken", "placeholder": plain("Priority"), "options": OPTIONS}
    ts = await bot.say(GENERAL, "x", blocks=[section("Choose", block_id="choice", accessory=select)])
    await page.goto("/")
    async with page.expect_response("**/client/actions"):
        await page.get_by_label("Priority").select_option("High")
    changed = [section("Chosen", block_id="choice", accessory=select)]
    await bot.client.chat_update(channel=GENERAL, ts=ts, text="x", blocks=changed)
    await expect(page.get_by_text("Chosen")).to_be_visible()

    await expect(page.get_by_label("Priority")).to_have_value("high")
    assert bot.taken[0]["actions"][0]["selected_option"]["value"] == "high"


async def test_every_input_sends_its_value_as_slack_does(page: Page, bot: Bot) -> None:
    bot.view = modal(
        labelled("line", "line", {"type": "plain_text_input", "initial_value": "kept"}),
        labelled("lines", "lines", {"type": "plain_text_input", "multiline": True}),
        labelled("amount", "amount", {"type": "number_input", "is_decimal_allowed": True}),
        labelled("mail", "mail", {"type": "email_text_input"}),
        labelled("page", "page", {"type": "url_text_input"}),
        labelled("priority", "priority", {"type": "static_select", "options": OPTIONS}),
        labelled("tags", "tags", {"type": "multi_static_select", "options": OPTIONS}),
        labelled("who", "who", {"type": "users_select"}),
        labelled("sure", "sure", {"type": "radio_buttons", "options": OPTIONS}),
        labelled("which", "which", {"type": "checkboxes", "options": OPTIONS}, optional=True),
        labelled("day", "day", {"type": "datepicker"}),
        labelled("time", "time", {"type": "timepicker"}),
        labelled("moment", "moment", {"type": "datetimepicker"}),
        labelled("rich", "rich", {"type": "rich_text_input"}),
    )
    await bot.say(GENERAL, "x", blocks=[actions(button("Edit", "edit"))])
    await page.goto("/")
    await page.get_by_role("button", name="Edit", exact=True).click()
    form = page.get_by_test_id("modal")
    for label, text in {
        "lines": "一\n二",
        "amount": "1500.50",
        "mail": "a@example.com",
        "page": "https://example.com",
        "day": "2026-09-02",
        "time": "09:30",
        "moment": "2026-09-02T09:30",
        "rich": "rich",
    }.items():
        await form.get_by_label(label, exact=True).fill(text)
    await form.get_by_label("priority").select_option("Normal")
    await form.get_by_label("who").select_option("Morgan Diaz")
    await form.get_by_role("group", name="tags").get_by_label("High").check()
    await form.get_by_role("group", name="tags").get_by_label("Low").check()
    await form.get_by_role("radiogroup", name="sure").get_by_label("Low").check()
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)

    values = {name: _told(held["value"]) for name, held in bot.taken[0]["view"]["state"]["values"].items()}
    moment = await page.evaluate("new Date('2026-09-02T09:30') / 1000")
    assert values == {
        "line": "kept",
        "lines": "一\n二",
        "amount": "1500.50",
        "mail": "a@example.com",
        "page": "https://example.com",
        "priority": OPTIONS[1],
        "tags": [OPTIONS[0], OPTIONS[2]],
        "who": SOMEBODY,
        "sure": OPTIONS[0],
        "which": [],
        "day": "2026-09-02",
        "time": "09:30",
        "moment": moment,
        "rich": rich("rich_text_section", words("rich")),
    }


def _told(value: Body) -> Any:
    """The one field of a value beside its type."""
    return next(held for name, held in value.items() if name != "type")
