"""People, groups and channels change: the Web API answers so at once, the app hears of it, a restart keeps it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.errors import SlackError
from sandbox.person import Person, administer
from sandbox.workspace import SUBSCRIPTIONS
from tests.sandbox.conftest import Connect

Event = dict[str, Any]
EVENTS = (
    "member_joined_channel",
    "member_left_channel",
    "subteam_members_changed",
    "subteam_updated",
    "team_join",
    "user_change",
)


@pytest.fixture
async def heard(sandbox: Sandbox, app: AsyncApp, connect: Connect) -> "asyncio.Queue[Event]":
    """What an app that subscribed to everything about people is told."""
    told: asyncio.Queue[Event] = asyncio.Queue()
    sandbox.workspace.subscriptions |= {*EVENTS}

    async def hear(event: Event) -> None:
        told.put_nowait(event)

    for name in EVENTS:
        app.event(name)(hear)
    await connect(app)
    return told


async def test_leaving_a_group_is_told_whole_and_as_a_difference(
    sandbox: Sandbox, heard: "asyncio.Queue[Event]"
) -> None:
    sandbox.administration.remove_from_group("finance", "morgan")
    events = {event["type"]: event for event in [await heard.get(), await heard.get()]}

    assert events["subteam_updated"]["subteam"]["users"] == ["U0FINANCE"]
    difference = events["subteam_members_changed"]
    assert (difference["subteam_id"], difference["removed_users"]) == ("S0FINANCE", ["U0MANAGER"])
    assert (difference["added_users"], difference["removed_users_count"]) == ([], 1)


@pytest.mark.parametrize(
    ("order", "field", "value"),
    [
        ("deactivate", "deleted", True),
        ("reactivate", "deleted", False),
        ("make_guest", "is_restricted", True),
        ("make_external", "team_id", "T0PARTNER"),
        ("make_colleague", "is_restricted", False),
    ],
)
async def test_a_changed_person_is_told(
    sandbox: Sandbox, heard: "asyncio.Queue[Event]", *, order: str, field: str, value: Any
) -> None:
    sandbox.administration.obey(order, {"user": "riley"})
    event = await heard.get()

    assert (event["type"], event["user"]["id"], event["user"][field]) == ("user_change", "U0REQUESTER", value)


async def test_a_new_colleague_is_told_and_can_be_written_to(
    sandbox: Sandbox, client: AsyncWebClient, heard: "asyncio.Queue[Event]"
) -> None:
    sandbox.administration.add_person("quinn", "Quinn Hale")
    event = await heard.get()
    direct = (await client.conversations_open(users="U0QUINN"))["channel"]["id"]

    assert (event["type"], event["user"]["real_name"]) == ("team_join", "Quinn Hale")
    assert (await client.chat_postMessage(channel=direct, text="Welcome"))["ok"]


async def test_coming_and_going_is_told_where_the_bot_is_inside(
    sandbox: Sandbox, heard: "asyncio.Queue[Event]"
) -> None:
    sandbox.administration.add_to_channel("payments", "riley")
    joined = await heard.get()
    sandbox.administration.remove_from_channel("payments", "countersign")
    left = await heard.get()
    sandbox.administration.remove_from_channel("payments", "riley")
    sandbox.administration.make_guest("riley")

    told = {"user": "U0REQUESTER", "channel": "C0PAYMENTS", "channel_type": "C", "team": "T0SANDBOX"}
    assert told.items() <= joined.items()
    assert (left["type"], left["user"]) == ("member_left_channel", "U0BOT")
    assert (await heard.get())["type"] == "user_change"


async def test_the_app_hears_only_what_it_has_the_scope_for(sandbox: Sandbox, heard: "asyncio.Queue[Event]") -> None:
    sandbox.workspace.scopes.discard("usergroups:read")

    sandbox.administration.add_to_group("managers", "avery")
    sandbox.administration.make_guest("riley")

    assert (await heard.get())["type"] == "user_change"


async def test_what_is_already_so_is_no_news(sandbox: Sandbox, heard: "asyncio.Queue[Event]") -> None:
    sandbox.administration.add_to_group("managers", "morgan")
    sandbox.administration.remove_from_group("managers", "riley")
    sandbox.administration.add_to_channel("payments", "avery")
    sandbox.administration.make_guest("riley")

    assert (await heard.get())["type"] == "user_change"


def test_the_app_is_subscribed_to_what_its_manifest_asks_for() -> None:
    manifest = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())

    assert set(SUBSCRIPTIONS.split()) == set(manifest["settings"]["event_subscriptions"]["bot_events"])


async def test_nobody_writes_to_the_deactivated(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.administration.deactivate("riley")

    with pytest.raises(SlackApiError, match="user_disabled"):
        await client.conversations_open(users="U0REQUESTER")


async def test_orders_are_taken_at_the_front_door(sandbox: Sandbox, client: AsyncWebClient, riley: Person) -> None:
    await administer(sandbox.url, "add_to_group", group="@team-leads", user="avery")
    await administer(sandbox.url, "remove_from_channel", channel="#general", user="riley")

    assert (await client.usergroups_users_list(usergroup="S0TEAMLEADS"))["users"] == ["U0LEAD", "U0APPROVER"]
    await riley.until(lambda: "U0REQUESTER" not in riley.sight.channels["C0GENERAL"]["members"])


@pytest.mark.parametrize(
    ("order", "arguments", "error"),
    [
        ("obey", {}, "unknown_order"),
        ("promote", {"user": "riley"}, "unknown_order"),
        ("deactivate", {}, "invalid_arguments"),
        ("deactivate", {"user": "nobody"}, "user_not_found"),
        ("add_to_group", {"group": "none", "user": "riley"}, "no_such_subteam"),
        ("share_channel", {"channel": "none"}, "channel_not_found"),
    ],
)
async def test_orders_that_make_no_sense_are_refused(
    sandbox: Sandbox, *, order: str, arguments: dict[str, str], error: str
) -> None:
    with pytest.raises(SlackError) as refused:
        sandbox.administration.obey(order, arguments)

    assert refused.value.code == error


async def test_a_restart_keeps_who_is_what_and_where(tmp_path: Path) -> None:
    async with Sandbox(tmp_path) as first:
        first.administration.add_person("quinn", "Quinn Hale")
        first.administration.add_to_group("finance", "quinn")
        first.administration.remove_from_channel("general", "riley")
        first.administration.deactivate("avery")
        first.administration.share_channel("payments")
        before = (first.workspace.users, first.workspace.groups, first.workspace.channels)

    async with Sandbox(tmp_path) as second:
        assert (second.workspace.users, second.workspace.groups, second.workspace.channels) == before
        assert second.workspace.groups["S0FINANCE"].users == ["U0FINANCE", "U0MANAGER", "U0QUINN"]
