"""Modals over the unchanged Bolt: opened by a click, submitted, refused, replaced, pushed, closed."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.person import Person

Connect = Callable[[AsyncApp], Awaitable[None]]
Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str = "go", **fields: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "42", **fields}


def text_field(label: str, block_id: str, **element: Any) -> Json:
    field = {"type": "plain_text_input", "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": field}


SIZES = [{"text": plain(name), "value": name[0]} for name in ("small", "large")]
PICK = {"type": "static_select", "action_id": "size", "options": SIZES, "initial_option": SIZES[0]}
CARD = [{"type": "actions", "block_id": "buttons", "elements": [button("Approve"), button("Reject", "stop"), PICK]}]
MODAL: Json = {
    "type": "modal",
    "callback_id": "edit",
    "private_metadata": "42",
    "title": plain("Edit"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [text_field("subject", "subject", initial_value="Review"), text_field("body", "body")],
}


@pytest.fixture
def bot(app: AsyncApp) -> AsyncApp:
    """A bot that opens a modal when Approve is clicked and tells everything it receives."""

    async def open_modal(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    app.action("go")(open_modal)
    return app


async def posted_card(client: AsyncWebClient, person: Person) -> Json:
    await client.chat_postMessage(channel="C0APPROVALS", text="Send an e-mail?", blocks=CARD)
    return await person.until(lambda: next(iter(person.messages("approvals")), None), what="the card")


async def opened_modal(client: AsyncWebClient, person: Person) -> Json:
    await person.click("Approve", await posted_card(client, person))
    return await person.view("Edit")


async def test_a_submitted_modal_brings_every_value_and_closes(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    views: list[Json] = []

    @bot.view("edit")
    async def save(ack: Any, view: Json) -> None:
        views.append(view)
        await ack()

    await connect(bot)
    modal = await opened_modal(client, avery)

    assert await avery.submit(modal, {"body": "Hello"}) == {"ok": True}
    await avery.until(lambda: not avery.views, what="the modal closed")
    values = views[0]["state"]["values"]
    assert (values["subject"]["value"]["value"], values["body"]["value"]["value"]) == ("Review", "Hello")
    assert views[0]["private_metadata"] == "42"


async def test_a_required_field_is_asked_for_before_the_bot_is(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    await connect(bot)
    modal = await opened_modal(client, avery)

    assert await avery.submit(modal) == {"ok": False, "errors": {"body": "Please complete this required field."}}


async def test_errors_stand_beside_their_fields_and_the_modal_stays(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    @bot.view("edit")
    async def save(ack: Any) -> None:
        await ack(response_action="errors", errors={"body": "Too short."})

    await connect(bot)
    modal = await opened_modal(client, avery)

    assert await avery.submit(modal, {"body": "x"}) == {"ok": False, "errors": {"body": "Too short."}}
    assert [view["id"] for view in avery.views] == [modal["id"]]


async def test_a_submitted_modal_can_become_another(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    @bot.view("edit")
    async def save(ack: Any) -> None:
        await ack(response_action="update", view={**MODAL, "title": plain("Working")})

    await connect(bot)
    modal = await opened_modal(client, avery)

    await avery.submit(modal, {"body": "Hello"})
    updated = await avery.view("Working")

    assert updated["id"] == modal["id"]
    assert updated["hash"] != modal["hash"]


async def test_a_modal_can_be_pushed_over_another_and_all_cleared(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    pushed = {**MODAL, "callback_id": "sure", "title": plain("Sure?")}

    @bot.view("edit")
    async def save(ack: Any) -> None:
        await ack(response_action="push", view=pushed)

    @bot.view("sure")
    async def sure(ack: Any) -> None:
        await ack(response_action="clear")

    await connect(bot)
    modal = await opened_modal(client, avery)

    await avery.submit(modal, {"body": "Hello"})
    over = await avery.view("Sure?")
    assert (over["root_view_id"], over["previous_view_id"]) == (modal["id"], modal["id"])

    await avery.submit(over, {"body": "Yes"})
    await avery.until(lambda: not avery.views, what="no modal")


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "No such field."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": {"type": "home", "blocks": []}},
        {"response_action": "errors", "errors": {"body": 3}},
    ],
)
async def test_a_wrong_answer_to_a_submission_is_as_bad_as_none(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person, answer: Json
) -> None:
    @bot.view("edit")
    async def save(ack: Any) -> None:
        await ack(answer)

    await connect(bot)
    modal = await opened_modal(client, avery)

    assert await avery.submit(modal, {"body": "x"}) == {"ok": False, "error": "not_acknowledged"}
    await avery.until(lambda: avery.warnings, what="a warning")
    assert avery.warnings[0].startswith("We had some trouble connecting.")
    assert [view["id"] for view in avery.views] == [modal["id"]]


async def test_the_bot_hears_that_a_modal_was_closed(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    closed: list[str] = []

    @bot.view_closed("edit")
    async def note(ack: Any, view: Json) -> None:
        await ack()
        closed.append(view["id"])

    await connect(bot)
    modal = await opened_modal(client, avery)

    await avery.close(modal)
    await avery.until(lambda: not avery.views, what="no modal")

    assert closed == [modal["id"]]


async def test_nobody_submits_another_persons_modal(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person, riley: Person
) -> None:
    await connect(bot)
    modal = await opened_modal(client, avery)

    assert await riley.submit(modal, {"body": "x"}) == {"ok": False, "error": "not_found"}
    assert riley.views == []


async def test_a_button_in_a_home_tab_opens_a_modal(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, riley: Person
) -> None:
    await connect(bot)
    await client.views_publish(user_id=riley.id, view={"type": "home", "blocks": CARD})
    home = await riley.until(lambda: riley.home, what="the Home tab")

    await riley.click("Approve", home)

    assert (await riley.view())["callback_id"] == "edit"
