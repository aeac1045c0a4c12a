"""A form of every type in a real browser: left alone it comes back as it was, and what is typed arrives."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.canonical import canonical
from bot.views.forms import Form
from tests.page.bot_script import Bot, actions, button, modal

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = {"type": "string"}
KINDS: dict[str, tuple[dict[str, Any], Any]] = {
    "line": (TEXT, " A <line> & more \U0001f600 "),
    "letter": (TEXT, "Dear Ann,\r\n\r\nSee you.\r\n"),
    "long": (TEXT, "\n".join(f"Line {number} of many." for number in range(400))),
    "empty": (TEXT, ""),
    "whole": ({"type": "integer", "minimum": 0}, 7),
    "real": ({"type": "number"}, 1.0),
    "flag": ({"type": "boolean"}, False),
    "few": ({"enum": ["low", 2, None]}, None),
    "many": ({"enum": [f"choice {number}" for number in range(150)]}, "choice 120"),
    "several": ({"type": "array", "items": {"enum": ["a", "b", "c"]}}, ["c", "a"]),
    "lines": ({"type": "array", "items": TEXT}, ["one", " two "]),
    "day": ({"type": "string", "format": "date"}, "2030-01-31"),
    "hour": ({"type": "string", "format": "time"}, "10:30:15+02:00"),
    "moment": ({"type": "string", "format": "date-time"}, "2030-01-31T10:30:15.5+02:00"),
    "email": ({"type": "string", "format": "email"}, "ann@example.com"),
    "link": ({"type": "string", "format": "uri"}, "https://example.com/?a=1&b=2"),
    "token": (TEXT | {"writeOnly": True}, "hunter2"),
    "fixed": ({"const": "v2"}, "v2"),
    "place": ({"type": "object", "properties": {"street": TEXT, "zip": TEXT}}, {"street": "Main Street"}),
    "rest": ({}, {"a": [1, {"b": None}], "c": "\u202e"}),
}
SCHEMA = {"properties": {name: kind for name, (kind, _) in KINDS.items()}, "required": ["line", "whole", "flag"]}
VALUES = {name: value for name, (_, value) in KINDS.items()}


async def opened(page: Page, bot: Bot) -> tuple[Form, Locator]:
    form = Form.of(SCHEMA, VALUES)
    assert form
    bot.view = modal(*form.blocks)
    await bot.say("C0GENERAL", "x", blocks=[actions(button("Edit", "edit"))])
    await page.goto("/")
    await page.get_by_role("button", name="Edit", exact=True).click()
    shown = page.get_by_test_id("modal")
    await expect(shown).to_be_visible()
    return form, shown


async def submitted(shown: Locator, bot: Bot) -> Any:
    await shown.get_by_role("button", name="Save").click()
    await expect(shown).to_be_hidden()
    return bot.taken[-1]["view"]["state"]["values"]


async def test_a_form_left_alone_comes_back_as_it_was(page: Page, bot: Bot) -> None:
    form, shown = await opened(page, bot)
    values, errors = form.read(await submitted(shown, bot))

    assert (canonical(values), errors) == (canonical(VALUES), {})


async def test_what_is_typed_and_picked_arrives(page: Page, bot: Bot) -> None:
    form, shown = await opened(page, bot)
    await shown.get_by_label("letter").fill("Dear Bob,\nSee you.")
    await shown.get_by_label("real").fill("2.50")
    await shown.get_by_label("lines").fill("one\nthree")
    await shown.get_by_role("radio", name="Yes").check()
    await shown.get_by_role("checkbox", name="b", exact=True).check()
    await shown.get_by_label("day").fill("2031-02-01")
    await shown.get_by_label("rest (JSON)").fill("[1, 2]")
    values, errors = form.read(await submitted(shown, bot))

    assert errors == {}
    assert canonical(values) == canonical(
        VALUES
        | {"letter": "Dear Bob,\r\nSee you.", "real": 2.5, "lines": ["one", "three"], "flag": True}
        | {"several": ["c", "a", "b"], "day": "2031-02-01", "rest": [1, 2]}
    )
