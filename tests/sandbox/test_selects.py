"""Selects whose options the bot makes, and selects of a conversation that give leave to answer there."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.person import Person
from tests.sandbox.conftest import Connect

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(name: str, **element: Any) -> Json:
    return {"type": "input", "block_id": name, "label": plain(name), "element": {"action_id": name, **element}}


def modal(*fields: Json) -> Json:
    title = plain("Form")
    return {"type": "modal", "title": title, "submit": title, "callback_id": "form", "blocks": [*fields]}


CITIES = [{"text": plain(name), "value": name} for name in ("Basel", "Bath", "Bern")]
CITY = field("city", type="external_select", min_query_length=1)


@pytest.fixture
def bot(app: AsyncApp) -> AsyncApp:
    async def offer(ack: Any, payload: Json) -> None:
        await ack(options=[city for city in CITIES if city["value"].startswith(payload["value"])])

    app.options("city")(offer)
    return app


async def test_the_bot_offers_options_for_what_is_typed_in_a_modal(
    bot: AsyncApp, connect: Connect, client: AsyncWebClient, sandbox: Sandbox, avery: Person
) -> None:
    submitted: list[Json] = []

    @bot.view("form")
    async def save(ack: Any, view: Json) -> None:
        submitted.append(view["state"]["values"]["city"]["city"])
        await ack()

    await connect(bot)
    await client.views_open(trigger_id=sandbox.workspace.passes.trigger(avery.id), view=modal(CITY))
    form = await avery.view("Form")
    offered = await avery.options("Ba", form, "city")
    await avery.submit(form, {"city": offered[1]})

    assert offered == CITIES[:2]
    assert submitted == [{"type": "external_select", "selected_option": CITIES[1]}]


async def test_the_bot_hears_where_in_a_message_somebody_types(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    heard: list[Json] = []

    @app.options("city")
    async def offer(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack(option_groups=[{"label": plain("All"), "options": CITIES}])

    await connect(app)
    blocks = [{"type": "actions", "block_id": "where", "elements": [CITY["element"]]}]
    await client.chat_postMessage(channel="C0APPROVALS", text="Where to?", blocks=blocks)
    card = await avery.until(lambda: next(iter(avery.messages("approvals")), None))

    assert await avery.options("B", card, "city") == CITIES
    assert (heard[0]["type"], heard[0]["block_id"], heard[0]["value"]) == ("block_suggestion", "where", "B")
    assert (heard[0]["container"]["message_ts"], heard[0]["channel"]["id"]) == (card["ts"], "C0APPROVALS")


@pytest.mark.parametrize("answer", [{"options": [{"text": "Basel"}]}, {"choices": []}])
async def test_options_that_slack_would_not_take_are_none(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, sandbox: Sandbox, avery: Person, *, answer: Json
) -> None:
    async def offer(ack: Any) -> Any:
        return await ack(answer)

    app.options("city")(offer)
    await connect(app)
    await client.views_open(trigger_id=sandbox.workspace.passes.trigger(avery.id), view=modal(CITY))

    assert await avery.options("B", await avery.view("Form"), "city") == []


async def test_a_chosen_conversation_can_be_answered_to(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, sandbox: Sandbox, avery: Person
) -> None:
    @app.view("form")
    async def save(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        assert [url["block_id"] for url in body["response_urls"]] == ["where"]
        await respond("Here it is", response_type="in_channel")

    await connect(app)
    where = field("where", type="conversations_select", response_url_enabled=True)
    form = modal(where, field("quiet", type="channels_select", initial_channel="C0GENERAL"))
    await client.views_open(trigger_id=sandbox.workspace.passes.trigger(avery.id), view=form)
    await avery.submit(await avery.view("Form"), {"where": "C0PAYMENTS"})

    assert (await avery.see("Here it is", "payments"))["user"] == "U0BOT"


async def test_what_a_button_says_is_not_for_the_clicker_to_choose(
    app: AsyncApp, connect: Connect, client: AsyncWebClient, avery: Person
) -> None:
    clicked: list[Json] = []

    @app.action("go")
    async def go(ack: Any, action: Json) -> None:
        clicked.append(action)
        await ack()

    await connect(app)
    button = {"type": "button", "action_id": "go", "value": "42", "text": plain("Go")}
    await client.chat_postMessage(channel="C0GENERAL", text="x", blocks=[{"type": "actions", "elements": [button]}])
    card = await avery.until(lambda: next(iter(avery.messages()), None))
    forged = {"channel": card["channel"], "ts": card["ts"], "block_id": card["blocks"][0]["block_id"]}
    await avery._post("actions", {**forged, "action_id": "go", "value": {"value": "43"}})

    assert [action["value"] for action in clicked] == ["42"]
