"""The unchanged Bolt works against the sandbox over Socket Mode: events, clicks, modals, commands, Home."""

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


async def test_a_mention_reaches_the_bot_and_its_answer_reaches_the_thread(
    app: AsyncApp, connect: Connect, riley: Person
) -> None:
    @app.event("app_mention")
    async def hear(event: Json, say: Any) -> None:
        await say(f"You said: {event['text']}", thread_ts=event["ts"])

    await connect(app)

    ts = await riley.say("@countersign hello")
    answer = await riley.see("You said: <@U0BOT> hello")

    assert answer["thread_ts"] == ts
    assert [message["text"] for message in riley.thread(ts)] == ["You said: <@U0BOT> hello"]


async def test_a_direct_message_comes_as_one_event(app: AsyncApp, connect: Connect, riley: Person) -> None:
    @app.message()
    async def hear(message: Json, say: Any) -> None:
        await say(f"{message['channel_type']}: {message['text']}")

    await connect(app)

    await riley.say("@countersign hello", riley.direct)
    await riley.see("im: <@U0BOT> hello", riley.direct)


async def test_a_message_without_a_mention_comes_from_channels_the_bot_is_in(
    app: AsyncApp, connect: Connect, riley: Person
) -> None:
    @app.message("lunch")
    async def hear(message: Json, say: Any) -> None:
        await say(f"{message['channel_type']}: {message['text']}")

    await connect(app)

    await riley.say("lunch?")
    await riley.see("channel: lunch?")


async def test_the_bot_hears_of_its_own_updates(connect: Connect, client: AsyncWebClient, riley: Person) -> None:
    app = AsyncApp(client=client, ignoring_self_events_enabled=False)

    @app.event({"type": "message", "subtype": "message_changed"})
    async def hear(event: Json, say: Any) -> None:
        await say(f"{event['previous_message']['text']} became {event['message']['text']}")

    await connect(app)
    posted = await client.chat_postMessage(channel="C0GENERAL", text="draft")

    await client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="final")
    await riley.see("draft became final")


async def test_a_click_tells_who_where_and_what(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    bodies: list[Json] = []

    @app.action("stop")
    async def stop(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    await connect(app)
    card = await posted_card(client, avery)

    assert await avery.click("Reject", card) == {"ok": True}
    (body,) = bodies
    assert (body["user"]["id"], body["user"]["team_id"]) == ("U0APPROVER", "T0SANDBOX")
    assert (body["channel"]["name"], body["container"]["message_ts"]) == ("approvals", card["ts"])
    assert (body["actions"][0]["value"], body["actions"][0]["block_id"]) == ("42", "buttons")
    assert body["state"]["values"]["buttons"]["size"]["selected_option"] == SIZES[0]
    assert body["message"]["blocks"] == card["blocks"]


async def test_what_is_chosen_in_a_select_comes_with_the_action(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    actions: list[Json] = []

    @app.action("size")
    async def chosen(ack: Any, action: Json) -> None:
        await ack()
        actions.append(action)

    await connect(app)

    await avery.choose("large", await posted_card(client, avery), "size")

    assert actions[0]["selected_option"] == SIZES[1]


async def test_a_card_can_be_updated_after_a_click(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    @app.action("stop")
    async def stop(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Rejected by Avery", replace_original=True)

    await connect(app)
    card = await posted_card(client, avery)

    await avery.click("Reject", card)
    changed = await avery.see("Rejected by Avery", "approvals")

    assert (changed["ts"], "blocks" in changed) == (card["ts"], False)


async def test_a_click_that_nobody_answers_is_shown_as_not_acknowledged(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person, riley: Person
) -> None:
    @app.action("stop")
    async def stop() -> None:
        """Forgets to acknowledge."""

    await connect(app)
    card = await posted_card(client, avery)

    assert await avery.click("Reject", card) == {"ok": False, "error": "not_acknowledged"}
    await avery.until(lambda: avery.warnings, what="a warning")
    assert avery.warnings == ["Countersign did not acknowledge the button Reject within 0.5 seconds."]
    assert riley.warnings == []


async def test_without_a_bot_a_click_fails_at_once(client: AsyncWebClient, avery: Person) -> None:
    card = await posted_card(client, avery)

    assert await avery.click("Reject", card) == {"ok": False, "error": "not_acknowledged"}
    await avery.until(lambda: avery.warnings, what="a warning")
    assert avery.warnings == ["Countersign is not connected: the button Reject was not delivered."]


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


async def test_a_command_is_answered_by_its_acknowledgement_or_later(
    app: AsyncApp, connect: Connect, riley: Person, avery: Person
) -> None:
    @app.command("/audit")
    async def audit(ack: Any, command: Json, respond: Any) -> None:
        await ack(f"Counting {command['text']} for {command['user_name']}")
        await respond("3 approved", response_type="in_channel")

    await connect(app)

    await riley.say("/audit 7")
    note = await riley.see("Counting 7 for riley")
    await avery.see("3 approved")

    assert riley.notes() == [note]
    assert avery.notes() == []


async def test_an_unknown_command_is_refused(riley: Person) -> None:
    with pytest.raises(AssertionError, match="unknown_command"):
        await riley.say("/dance")


async def test_opening_home_brings_the_published_view(app: AsyncApp, connect: Connect, riley: Person) -> None:
    @app.event("app_home_opened")
    async def publish(event: Json, client: AsyncWebClient) -> None:
        waiting = {"type": "section", "text": plain(f"{event['tab']}: nothing waits for you")}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [waiting]})

    await connect(app)

    await riley.open_home()
    home = await riley.until(lambda: riley.home, what="the Home tab")

    assert home["blocks"][0]["text"]["text"] == "home: nothing waits for you"


async def test_a_button_in_a_home_tab_opens_a_modal(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, riley: Person
) -> None:
    await connect(bot)
    await client.views_publish(user_id=riley.id, view={"type": "home", "blocks": CARD})
    home = await riley.until(lambda: riley.home, what="the Home tab")

    await riley.click("Approve", home)

    assert (await riley.view())["callback_id"] == "edit"


async def test_a_private_note_is_seen_by_one_person_only(client: AsyncWebClient, riley: Person, avery: Person) -> None:
    await client.chat_postEphemeral(channel="C0GENERAL", user=riley.id, text="Only you see this")
    await client.chat_postMessage(channel="C0GENERAL", text="All see this")

    await avery.see("All see this")
    assert [note["text"] for note in riley.notes()] == ["Only you see this"]
    assert avery.find("Only you see this") is None


async def test_nobody_reads_another_persons_conversation_with_the_bot(
    client: AsyncWebClient, riley: Person, avery: Person
) -> None:
    await client.chat_postMessage(channel=riley.direct, text="Between us")
    await client.chat_postMessage(channel="C0GENERAL", text="All see this")

    await avery.see("All see this")
    assert (await riley.see("Between us"))["channel"] == riley.direct
    assert avery.find("Between us") is None


async def test_a_button_on_a_private_note_can_replace_it(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, riley: Person
) -> None:
    bodies: list[Json] = []

    @app.action("go")
    async def go(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text="Done", replace_original=True)

    await connect(app)
    await client.chat_postEphemeral(channel="C0GENERAL", user=riley.id, text="Sure?", blocks=CARD)
    note = await riley.until(lambda: next(iter(riley.notes()), None), what="the note")

    await riley.click("Approve", note)
    await riley.see("Done")

    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]
    assert [each["text"] for each in riley.notes()] == ["Done"]
