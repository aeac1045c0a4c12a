"""What is read of Slack's payloads, and what becomes of those that nobody can read."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.listeners.shapes import known, read
from bot.slack import Slack
from bot.slack.pacing import Pace
from sandbox.app import Sandbox
from tests.bot.door import Door
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, Request

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U2", "team_id": "T1"},
    "team": {"id": "T1"},
    "channel": {"id": "C2"},
    "trigger_id": "1.2.t",
    "actions": [{"action_id": "approve", "value": "a1:0:0"}],
}
TYPED = {"argument:to": {"value": {"value": "bob@example.com"}}}
SUBMISSION: dict[str, Any] = {
    "type": "view_submission",
    "user": {"id": "U2", "team_id": "T1"},
    "team": {"id": "T1"},
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "edit",
        "private_metadata": "a1:0:0",
        "state": {"values": TYPED},
    },
}
EVENT = {"type": "message", "channel": "C1", "ts": "1.000001", "user": "U1", "text": "Hello"}
MESSAGE: dict[str, Any] = {"type": "event_callback", "team_id": "T1", "event": EVENT}
COMMAND = {"command": "/approvals", "text": "rules", "user_id": "U1", "team_id": "T1"}


@pytest.mark.parametrize("payload", [CLICK, SUBMISSION, MESSAGE, COMMAND])
def test_what_slack_sends_is_read_without_what_nobody_asks_for(payload: dict[str, Any]) -> None:
    assert known(payload | {"token": "x", "bot_access_token": {}, "function_data": 5}) == payload


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (CLICK | {"user": "U2"}, "block_actions"),
        (CLICK | {"user": {"id": "u2;"}}, "block_actions"),
        (CLICK | {"user": {"id": "\ud800"}}, "block_actions"),
        (CLICK | {"actions": []}, "block_actions"),
        (CLICK | {"actions": [None]}, "block_actions"),
        (CLICK | {"actions": [{"action_id": "approve", "value": 5}]}, "block_actions"),
        (CLICK | {"trigger_id": None}, "block_actions"),
        (CLICK | {"channel": "C2"}, "block_actions"),
        (CLICK | {"message": {"thread_ts": 1.0}}, "block_actions"),
        (SUBMISSION | {"view": {}}, "view_submission"),
        # Bolt looks at the type of every view, and trips where there is none.
        (SUBMISSION | {"view": {k: v for k, v in SUBMISSION["view"].items() if k != "type"}}, "view_submission"),
        (SUBMISSION | {"view": SUBMISSION["view"] | {"private_metadata": None}}, "view_submission"),
        (SUBMISSION | {"view": SUBMISSION["view"] | {"state": {"values": {"x": 5}}}}, "view_submission"),
        (MESSAGE | {"event": EVENT | {"ts": "1e3"}}, "event_callback"),
        (MESSAGE | {"event": EVENT | {"text": None}}, "event_callback"),
        (MESSAGE | {"authorizations": [5]}, "event_callback"),
        (MESSAGE | {"event": []}, "event_callback"),
    ],
)
def test_of_another_shape_only_the_kind_is_left(payload: dict[str, Any], kind: str) -> None:
    assert known(payload) == {"type": kind}


@pytest.mark.parametrize(
    "payload", [None, 5, [], {}, {"type": {}}, {"type": "shortcut"}, {"type": "event_callback", "event": {"type": "x"}}]
)
def test_of_what_nobody_listens_to_nothing_is_left(payload: object) -> None:
    assert known(payload) == {}


def test_halves_of_characters_in_texts_are_replaced() -> None:
    assert known(MESSAGE | {"event": EVENT | {"text": "a\ud800b"}})["event"]["text"] == "a?b"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (json.dumps(CLICK), CLICK),
        (urlencode({"payload": json.dumps(CLICK)}), CLICK),
        (urlencode(COMMAND), COMMAND),
        ("", {}),
        ("{", {}),
        ("payload=5", {}),
        ("payload={", {}),
        ('{"a":' * 100_000, {}),
        ("payload=" + "[" * 100_000, {}),
        ('{"type": ' + "9" * 5000 + "}", {}),
        ("command=/x", {"type": "command"}),
    ],
)
def test_a_body_is_json_or_a_form(body: str, found: dict[str, Any]) -> None:
    assert read(body) == found


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://hooks.slack.com/actions/T1/1/x", True),
        ("https://slack.com/x", True),
        ("http://hooks.slack.com/x", False),
        ("https://evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://evil.example#.slack.com", False),
        ("//hooks.slack.com/x", False),
        ("https://[", False),
        ("", False),
        (None, False),
    ],
)
def test_answers_go_to_slack_alone(url: str | None, own: bool) -> None:
    client = AsyncWebClient()

    assert Slack(client, client, Pace()).is_own(url) is own


async def test_who_clicked_too_long_ago_is_asked_to_click_again(
    door: Door, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks()
    click = door.click("reject", person=AVERY)
    await door.send(click)

    assert (await door.send(click)).status == 200
    (note,) = sandbox.workspace.messages.visible_to(REVIEW_CHANNEL, AVERY)
    assert note["text"] == "Slack did not open this in time. Please click again."


@pytest.mark.parametrize("view", [None, {"id": "V404", "hash": "1.x", "type": "modal"}])
async def test_a_page_that_is_closed_is_not_turned(door: Door, request_: Request, view: dict[str, Any] | None) -> None:
    await request_.asks()

    assert (await door.clicks("next_page", value="a1:0:0:1", view=view)).status == 200
