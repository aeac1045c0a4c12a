"""A response URL answers one interaction: privately, in the channel, or in place of what was clicked."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.app import Sandbox
from sandbox.changes import Message
from sandbox.passes import ResponseUrl
from sandbox.person import Person
from sandbox.response_urls import ResponseUrls

Hook = Callable[[Message | None], AsyncWebhookClient]


@pytest.fixture
def hook(sandbox: Sandbox) -> Hook:
    """A webhook for an interaction of Riley's with this message."""

    def make(source: Message | None) -> AsyncWebhookClient:
        response = ResponseUrl("U0REQUESTER", "C0GENERAL", sandbox.workspace.clock(), source=source)
        return AsyncWebhookClient(ResponseUrls(sandbox.workspace).new(response))

    return make


async def posted(client: AsyncWebClient, person: Person) -> Message:
    await client.chat_postMessage(channel="C0GENERAL", text="card")
    return await person.see("card")


async def test_an_answer_is_private_by_default(hook: Hook, riley: Person) -> None:
    answer = await hook(None).send(text="psst")

    await riley.see("psst")
    assert (answer.status_code, answer.body) == (200, "ok")
    assert [note["text"] for note in riley.notes()] == ["psst"]


async def test_an_answer_can_be_for_the_channel(hook: Hook, avery: Person) -> None:
    await hook(None).send(text="hear, hear", response_type="in_channel")

    assert "ephemeral_to" not in await avery.see("hear, hear")


async def test_it_works_where_the_bot_is_no_member(hook: Hook, sandbox: Sandbox, avery: Person) -> None:
    sandbox.workspace.channels["C0GENERAL"].members.remove("U0BOT")

    await hook(None).send(text="hear, hear", response_type="in_channel")

    await avery.see("hear, hear")


async def test_it_can_replace_and_delete_what_was_clicked(hook: Hook, client: AsyncWebClient, riley: Person) -> None:
    card = await posted(client, riley)

    await hook(card).send(text="done", replace_original=True)
    assert (await riley.see("done"))["ts"] == card["ts"]

    await hook(card).send(delete_original=True)
    await riley.until(lambda: not riley.messages(), what="no message")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"response_type": "in_channel"}, "no_text"),
        ({"text": "x", "replace_original": True}, "message_not_found"),
        ({"blocks": [{"type": "banner"}]}, "invalid_blocks"),
    ],
)
async def test_a_wrong_answer_is_refused(hook: Hook, body: dict[str, Any], error: str) -> None:
    answer = await hook(None).send_dict(body)

    assert answer.status_code == 400
    assert f'"error": "{error}"' in answer.body


async def test_the_sixth_use_is_one_too_many(hook: Hook) -> None:
    webhook = hook(None)
    statuses = [(await webhook.send(text=str(number))).status_code for number in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 404]


async def test_after_half_an_hour_it_is_too_late(hook: Hook, sandbox: Sandbox) -> None:
    webhook = hook(None)
    later = sandbox.workspace.clock() + 1801
    sandbox.workspace.clock = lambda: later

    answer = await webhook.send(text="late")

    assert (answer.status_code, '"error": "expired_url"' in answer.body) == (404, True)
