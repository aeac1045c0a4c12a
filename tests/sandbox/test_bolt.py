"""The unchanged Bolt works against the sandbox over Socket Mode: events, clicks, commands, Home, private notes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.block_kit import elements
from sandbox.person import Person

Connect = Callable[[AsyncApp], Awaitable[None]]
Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str = "go", **fields: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "42", **fields}


SIZES = [{"text": plain(name), "value": name[0]} for name in ("small", "large")]
PICK = {"type": "static_select", "action_id": "size", "options": SIZES, "initial_option": SIZES[0]}
CARD = [{"type": "actions", "block_id": "buttons", "elements": [button("Approve"), button("Reject", "stop"), PICK]}]


async def posted_card(client: AsyncWebClient, person: Person) -> Json:
    await client.chat_postMessage(channel="C0APPROVALS", text="Send an e-mail?", blocks=CARD)
    return await person.until(lambda: next(iter(person.messages("approvals")), None), what="the card")


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


async def test_what_was_chosen_before_comes_with_the_next_click(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    values: list[Json] = []

    async def note(ack: Any, body: Json) -> None:
        await ack()
        values.append(body["state"]["values"]["buttons"]["size"]["selected_option"])

    app.action("size")(note)
    app.action("stop")(note)
    await connect(app)
    card = await posted_card(client, avery)

    await avery.choose("large", card, "size")
    await avery.click("Reject", card)

    assert values == [SIZES[1], SIZES[1]]


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


async def test_a_click_on_what_a_card_was_before_reaches_the_bot(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    values: list[str] = []

    @app.action("stop")
    async def stop(ack: Any, action: Json, respond: Any) -> None:
        await ack()
        values.append(action["value"])
        await respond(text="Rejected by Avery", replace_original=True)

    await connect(app)
    card = await posted_card(client, avery)
    block, button = next(pair for pair in elements(card["blocks"]) if pair[1]["action_id"] == "stop")
    await avery.click("Reject", card)
    await avery.see("Rejected by Avery", "approvals")

    assert await avery._act(card, block, button, {}) == {"ok": True}
    assert values == ["42", "42"]


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
