"""Views: a stack of three, hashes against lost updates, one owner each; over the real Web API."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.person import Person

Json = dict[str, Any]


def modal(title: str = "Edit", **fields: Any) -> Json:
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [], **fields}


def home(text: str) -> Json:
    return {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": text}}]}


@pytest.fixture
def now(sandbox: Sandbox) -> list[float]:
    """The sandbox's clock, standing still until the test moves it."""
    times = [1_800_000_000.0]
    sandbox.workspace.clock = lambda: times[0]
    return times


async def opened(client: AsyncWebClient, sandbox: Sandbox, **fields: Any) -> Json:
    trigger_id = sandbox.workspace.passes.trigger("U0APPROVER")
    view: Json = (await client.views_open(trigger_id=trigger_id, view=modal(**fields)))["view"]
    return view


async def code(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_a_view_opens_within_three_seconds_and_once(
    client: AsyncWebClient, sandbox: Sandbox, now: list[float]
) -> None:
    used, late = (sandbox.workspace.passes.trigger("U0APPROVER") for _ in range(2))
    now[0] += 2.9
    await client.views_open(trigger_id=used, view=modal())
    assert await code(client.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    now[0] += 0.2

    assert await code(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_a_refused_view_does_not_spend_the_trigger(client: AsyncWebClient, sandbox: Sandbox) -> None:
    trigger_id = sandbox.workspace.passes.trigger("U0APPROVER")
    await code(client.views_open(trigger_id=trigger_id, view=modal(title="x" * 25)))

    assert (await client.views_open(trigger_id=trigger_id, view=modal()))["ok"]


async def test_the_reason_of_a_refused_view_stands_in_the_metadata(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.views_open(trigger_id="1", view=modal(private_metadata="x" * 3001))

    reason = "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]"
    assert refused.value.response["response_metadata"]["messages"] == [reason]


async def test_two_views_can_be_pushed_and_no_third(client: AsyncWebClient, sandbox: Sandbox) -> None:
    root = await opened(client, sandbox)
    triggers = [sandbox.workspace.passes.trigger("U0APPROVER") for _ in range(3)]
    for trigger_id in triggers[:2]:
        pushed = (await client.views_push(trigger_id=trigger_id, view=modal()))["view"]

    assert pushed["root_view_id"] == root["id"]
    assert await code(client.views_push(trigger_id=triggers[2], view=modal())) == "push_limit_reached"


async def test_a_stale_hash_is_a_conflict_and_no_hash_wins(client: AsyncWebClient, sandbox: Sandbox) -> None:
    view = await opened(client, sandbox)
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal("Second"))

    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal("Third"))

    assert await code(stale) == "hash_conflict"
    assert (await client.views_update(view_id=view["id"], view=modal("Fourth")))["ok"]


async def test_a_home_tab_has_hashes_too(client: AsyncWebClient) -> None:
    first = (await client.views_publish(user_id="U0APPROVER", view=home("one")))["view"]
    second = (await client.views_publish(user_id="U0APPROVER", hash=first["hash"], view=home("two")))["view"]

    assert second["id"] == first["id"]
    assert await code(client.views_publish(user_id="U0APPROVER", hash=first["hash"], view=home("3"))) == "hash_conflict"


async def test_a_view_can_be_updated_by_its_external_id(client: AsyncWebClient, sandbox: Sandbox) -> None:
    view = await opened(client, sandbox, external_id="mine")

    updated = (await client.views_update(external_id="mine", view=modal("New", external_id="mine")))["view"]

    assert updated["id"] == view["id"]


async def test_an_external_id_is_taken_once(client: AsyncWebClient, sandbox: Sandbox) -> None:
    await opened(client, sandbox, external_id="mine")
    trigger_id = sandbox.workspace.passes.trigger("U0MANAGER")

    again = client.views_open(trigger_id=trigger_id, view=modal(external_id="mine"))

    assert await code(again) == "duplicate_external_id"


async def test_a_closed_view_is_not_found(client: AsyncWebClient, sandbox: Sandbox, avery: Person) -> None:
    view = await opened(client, sandbox)
    await avery.close(await avery.view())

    assert await code(client.views_update(view_id=view["id"], view=modal())) == "not_found"


async def test_a_view_is_seen_by_its_owner_alone(
    client: AsyncWebClient, sandbox: Sandbox, avery: Person, riley: Person
) -> None:
    await opened(client, sandbox)
    await client.chat_postMessage(channel="C0GENERAL", text="now")

    await avery.view("Edit")
    await riley.see("now")
    assert riley.views == []
