"""The inputs of forms: used as people use them, with the keyboard where it can be, they send Slack's values."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.page.bot_script import Body, Bot, actions, button, labelled, modal, mrkdwn, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")

GENERAL = "C0GENERAL"
OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("Low", "Normal", "High")]
CONFIRM = {"title": plain("Sure?"), "text": plain("It counts."), "confirm": plain("Yes"), "deny": plain("No")}


async def opened(page: Page, bot: Bot, *fields: Body) -> Locator:
    bot.view = modal(*fields)
    await bot.say(GENERAL, "x", blocks=[actions(button("Edit", "edit"))])
    await page.goto("/")
    await page.get_by_role("button", name="Edit", exact=True).click()
    form = page.get_by_test_id("modal")
    await expect(form).to_be_visible()
    return form


async def saved(form: Locator, bot: Bot, name: str) -> Any:
    """What the bot receives for this field."""
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    return bot.taken[-1]["view"]["state"]["values"][name]["value"]


async def test_options_in_groups_stand_under_their_names(page: Page, bot: Bot) -> None:
    groups = [{"label": plain("Calm"), "options": OPTIONS[:2]}, {"label": plain("Urgent"), "options": OPTIONS[2:]}]
    one = labelled("one", "one", {"type": "static_select", "option_groups": groups, "initial_option": OPTIONS[1]})
    some = labelled("some", "some", {"type": "multi_static_select", "option_groups": groups})
    form = await opened(page, bot, one, some)
    await expect(form.get_by_label("one").locator("optgroup")).to_have_count(2)
    await expect(form.get_by_role("group", name="some")).to_have_text("CalmLowNormalUrgentHigh")
    await form.get_by_label("High").check()

    assert await saved(form, bot, "some") == {"type": "multi_static_select", "selected_options": OPTIONS[2:]}
    assert bot.taken[-1]["view"]["state"]["values"]["one"]["value"]["selected_option"] == OPTIONS[1]


async def test_no_more_can_be_chosen_than_allowed(page: Page, bot: Bot) -> None:
    pick = {"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS[:1], "max_selected_items": 2}
    form = await opened(page, bot, labelled("some", "some", pick))
    await form.get_by_label("High").check()
    await expect(form.get_by_label("Normal")).to_be_disabled()
    await form.get_by_label("Low").uncheck()
    await form.get_by_label("Normal").check()

    assert (await saved(form, bot, "some"))["selected_options"] == OPTIONS[1:]


async def test_an_option_the_bot_makes_is_found_with_the_keyboard(page: Page, bot: Bot) -> None:
    city = {"type": "external_select", "action_id": "search", "min_query_length": 1}
    form = await opened(page, bot, labelled("city", "city", city))
    field = form.get_by_role("combobox", name="city")
    await field.press_sequentially("ba")
    await expect(form.get_by_role("option")).to_have_text(["Basel", "Bath"])
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value("Bath")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)

    held = bot.taken[-1]["view"]["state"]["values"]["city"]["search"]
    assert held == {"type": "external_select", "selected_option": {"text": plain("Bath"), "value": "Bath"}}


async def test_several_options_the_bot_makes_stand_as_marks(page: Page, bot: Bot) -> None:
    cities = {"type": "multi_external_select", "action_id": "search", "min_query_length": 1}
    form = await opened(page, bot, labelled("cities", "cities", cities))
    field = form.get_by_role("combobox", name="cities")
    for typed in ("ba", "be", "bat"):
        await field.press_sequentially(typed)
        await expect(form.get_by_role("option").first).to_be_visible()
        await field.press("Enter")
        await expect(field).to_have_value("")
    await form.get_by_role("button", name="Remove Bern").click()
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)

    held = bot.taken[-1]["view"]["state"]["values"]["cities"]["search"]
    assert [option["value"] for option in held["selected_options"]] == ["Basel", "Bath"]


async def test_words_that_are_no_option_choose_nothing(page: Page, bot: Bot) -> None:
    city = {"type": "external_select", "action_id": "search", "min_query_length": 1}
    form = await opened(page, bot, labelled("city", "city", city, optional=True), labelled("x", "x", _line()))
    field = form.get_by_role("combobox", name="city")
    await field.press_sequentially("Atlantis")
    await form.get_by_label("x").focus()

    await expect(field).to_have_value("")


def _line() -> Body:
    return {"type": "plain_text_input", "initial_value": "x"}


CONVERSATIONS: list[tuple[Body, list[str]]] = [
    ({}, ["#general", "#approvals", "#audit", "Countersign"]),
    ({"filter": {"include": ["im"]}}, ["Countersign"]),
    ({"filter": {"exclude_bot_users": True}}, ["#general", "#approvals", "#audit"]),
]


@pytest.mark.parametrize(("more", "offered"), CONVERSATIONS)
async def test_conversations_are_offered_as_the_filter_says(
    page: Page, bot: Bot, *, more: Body, offered: list[str]
) -> None:
    form = await opened(page, bot, labelled("where", "where", {"type": "conversations_select", **more}))

    await expect(form.get_by_label("where").locator("option")).to_have_text(["Select a conversation", *offered])


async def test_the_current_conversation_can_be_the_first_choice(page: Page, bot: Bot) -> None:
    where = {"type": "conversations_select", "default_to_current_conversation": True, "response_url_enabled": True}
    form = await opened(page, bot, labelled("where", "where", where))

    assert (await saved(form, bot, "where"))["selected_conversation"] == GENERAL
    assert [url["channel_id"] for url in bot.taken[-1]["response_urls"]] == [GENERAL]


MANY: list[tuple[str, str, str, str]] = [
    ("multi_users_select", "selected_users", "Fran Costa", "U0FINANCE"),
    ("multi_channels_select", "selected_channels", "#payments", "C0PAYMENTS"),
    ("multi_conversations_select", "selected_conversations", "#audit", "C0AUDIT"),
]


@pytest.mark.parametrize(("kind", "key", "name", "value"), MANY)
async def test_several_people_or_places_are_ticked(
    page: Page, bot: Bot, *, kind: str, key: str, name: str, value: str
) -> None:
    form = await opened(page, bot, labelled("some", "some", {"type": kind}))
    await form.get_by_label(name).focus()
    await page.keyboard.press("Space")

    assert await saved(form, bot, "some") == {"type": kind, key: [value]}


async def test_the_words_of_choices_may_be_marked_up(page: Page, bot: Bot) -> None:
    options = [{"text": mrkdwn("*Bold*"), "value": "1", "description": mrkdwn("and _why_")}]
    form = await opened(page, bot, labelled("which", "which", {"type": "checkboxes", "options": options}))

    await expect(form.locator(".choice strong")).to_have_text("Bold")
    await expect(form.locator(".choice em")).to_have_text("why")


async def test_first_values_stand_in_every_kind_of_field(page: Page, bot: Bot) -> None:
    part = {"type": "rich_text_section", "elements": [{"type": "text", "text": "rich"}]}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [part, part]}]}
    first = {
        "amount": {"type": "number_input", "is_decimal_allowed": True, "initial_value": "0.10"},
        "mail": {"type": "email_text_input", "initial_value": "a@example.com"},
        "day": {"type": "datepicker", "initial_date": "2026-09-02"},
        "time": {"type": "timepicker", "initial_time": "09:30", "timezone": "Europe/Berlin"},
        "moment": {"type": "datetimepicker", "initial_date_time": 1_800_000_007},
        "rich": {"type": "rich_text_input", "initial_value": rich},
        "sure": {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[2]},
        "which": {"type": "checkboxes", "options": OPTIONS, "initial_options": OPTIONS[:2]},
        "who": {"type": "users_select", "initial_user": "U0LEAD"},
    }
    form = await opened(page, bot, *(labelled(name, name, element) for name, element in first.items()))
    await expect(form.get_by_label("rich")).to_have_value("rich\nrich")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)

    values = {name: held["value"] for name, held in bot.taken[-1]["view"]["state"]["values"].items()}
    assert values == {
        "amount": {"type": "number_input", "value": "0.10"},
        "mail": {"type": "email_text_input", "value": "a@example.com"},
        "day": {"type": "datepicker", "selected_date": "2026-09-02"},
        "time": {"type": "timepicker", "selected_time": "09:30", "timezone": "Europe/Berlin"},
        "moment": {"type": "datetimepicker", "selected_date_time": 1_800_000_007},
        "rich": {"type": "rich_text_input", "rich_text_value": rich},
        "sure": {"type": "radio_buttons", "selected_option": OPTIONS[2]},
        "which": {"type": "checkboxes", "selected_options": OPTIONS[:2]},
        "who": {"type": "users_select", "selected_user": "U0LEAD"},
    }


async def test_a_chosen_file_comes_with_the_form(page: Page, bot: Bot) -> None:
    files = {"type": "file_input", "filetypes": ["json"], "max_files": 2}
    form = await opened(page, bot, labelled("edited", "edited", files))
    given = {"name": "arguments.json", "mimeType": "application/json", "buffer": b'{"amount": 1}'}
    async with page.expect_response("**/client/files?*"):
        await form.get_by_label("edited").set_input_files(given)  # type: ignore[arg-type]
    await expect(form.get_by_role("listitem")).to_have_text("arguments.json")

    (file,) = (await saved(form, bot, "edited"))["files"]
    assert (file["name"], file["size"], file["user"]) == ("arguments.json", 13, "U0REQUESTER")


async def test_a_choice_that_asks_first_is_taken_back_on_no(page: Page, bot: Bot) -> None:
    pick = {"type": "radio_buttons", "action_id": "taken", "options": OPTIONS, "initial_option": OPTIONS[0]}
    await bot.say(GENERAL, "x", blocks=[actions({**pick, "confirm": CONFIRM})])
    await page.goto("/")
    await page.get_by_label("High").check()
    await page.get_by_role("button", name="No", exact=True).click()
    await expect(page.get_by_label("Low")).to_be_checked()
    await page.get_by_label("High").check()
    async with page.expect_response("**/client/actions"):
        await page.get_by_role("button", name="Yes", exact=True).click()

    assert [body["actions"][0]["selected_option"] for body in bot.taken] == [OPTIONS[2]]


async def test_a_field_that_dispatches_tells_every_letter(page: Page, bot: Bot) -> None:
    config = {"trigger_actions_on": ["on_character_entered"]}
    line = {"type": "plain_text_input", "action_id": "taken", "dispatch_action_config": config}
    form = await opened(page, bot, labelled("name", "name", line, dispatch_action=True))
    async with page.expect_response("**/client/actions"):
        await form.get_by_label("name").press("a")
    async with page.expect_response("**/client/actions"):
        await form.get_by_label("name").press("b")

    assert [body["actions"][0]["value"] for body in bot.taken] == ["a", "ab"]


REFUSED: list[tuple[Body, str, str]] = [
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
    ({"type": "number_input", "is_decimal_allowed": True}, "1e3", "Please enter a number."),
    (
        {"type": "number_input", "is_decimal_allowed": True, "max_value": "0.5"},
        "0.51",
        "Please enter a number of at most 0.5.",
    ),
    ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
    ({"type": "email_text_input"}, "nobody", "Please enter a valid email address."),
    ({"type": "url_text_input"}, "somewhere", "Please enter a valid URL."),
]


@pytest.mark.parametrize(("element", "typed", "error"), REFUSED)
async def test_what_a_field_does_not_take_is_said_beside_it_and_stays(
    page: Page, bot: Bot, *, element: Body, typed: str, error: str
) -> None:
    form = await opened(page, bot, labelled("field", "field", element))
    await form.get_by_label("field").fill(typed)
    await form.get_by_role("button", name="Save").click()

    await expect(form.get_by_label("field")).to_have_accessible_description(error)
    await expect(form.get_by_label("field")).to_have_value(typed)
    assert bot.taken == []


async def test_a_form_is_filled_in_and_sent_without_a_mouse(page: Page, bot: Bot) -> None:
    form = await opened(
        page,
        bot,
        labelled("line", "line", {"type": "plain_text_input"}),
        labelled("pick", "pick", {"type": "static_select", "options": OPTIONS}),
        labelled("sure", "sure", {"type": "radio_buttons", "options": OPTIONS}),
        labelled("which", "which", {"type": "checkboxes", "options": OPTIONS}),
    )
    await expect(form.get_by_label("line")).to_be_focused()
    for keys in (["h", "i", "Tab"], ["H", "Tab"], ["Space", "ArrowDown", "Tab"], ["Space", "Tab", "Tab", "Space"]):
        for key in keys:
            await page.keyboard.press(key)
    await form.get_by_role("button", name="Save").focus()
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)

    values = bot.taken[-1]["view"]["state"]["values"]
    assert values["line"]["value"]["value"] == "hi"
    assert values["pick"]["value"]["selected_option"] == OPTIONS[2]
    assert values["sure"]["value"]["selected_option"] == OPTIONS[1]
    assert values["which"]["value"]["selected_options"] == [OPTIONS[0], OPTIONS[2]]
