"""The Web API refuses what Slack refuses, in Slack's words."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.directory import Channel

GENERAL = "C0GENERAL"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
LONG = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Edit"}, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}
CARD = {"event_type": "card", "event_payload": {"id": "1"}}


async def refusal(client: AsyncWebClient, method: str, **arguments: Any) -> dict[str, Any]:
    """The whole answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=arguments)
    answer: dict[str, Any] = refused.value.response.data
    return answer


def archive(sandbox: Sandbox) -> None:
    sandbox.workspace.channels[GENERAL].is_archived = True


def leave(sandbox: Sandbox) -> None:
    sandbox.workspace.channels[GENERAL].members.remove("U0BOT")


def person_leaves(sandbox: Sandbox) -> None:
    sandbox.workspace.channels[GENERAL].members.remove("U0REQUESTER")


def secret_channel(sandbox: Sandbox) -> None:
    sandbox.workspace.channels["G1"] = Channel("G1", "secret", "group", members=["U0MANAGER"])


def deactivate(sandbox: Sandbox) -> None:
    sandbox.workspace.users["U0REQUESTER"].deleted = True


def nothing(_sandbox: Sandbox) -> None:
    return


REFUSED: list[tuple[str, str, dict[str, Any], Callable[[Sandbox], None]]] = [
    ("unknown_method", "chat.shout", {}, nothing),
    ("channel_not_found", "chat.postMessage", {"text": "hi"}, nothing),
    ("channel_not_found", "chat.postMessage", {"channel": "C404", "text": "hi"}, nothing),
    ("channel_not_found", "chat.postMessage", {"channel": "G1", "text": "hi"}, secret_channel),
    ("not_in_channel", "chat.postMessage", {"channel": GENERAL, "text": "hi"}, leave),
    ("is_archived", "chat.postMessage", {"channel": GENERAL, "text": "hi"}, archive),
    ("no_text", "chat.postMessage", {"channel": GENERAL}, nothing),
    ("invalid_blocks_format", "chat.postMessage", {"channel": GENERAL, "blocks": "{not json"}, nothing),
    ("invalid_blocks_format", "chat.postMessage", {"channel": GENERAL, "blocks": {"type": "section"}}, nothing),
    ("invalid_blocks", "chat.postMessage", {"channel": GENERAL, "blocks": [{"type": "banner"}]}, nothing),
    ("msg_blocks_too_long", "chat.postMessage", {"channel": GENERAL, "blocks": [LONG] * 5}, nothing),
    ("invalid_attachments", "chat.postMessage", {"channel": GENERAL, "attachments": {"text": "x"}}, nothing),
    ("too_many_attachments", "chat.postMessage", {"channel": GENERAL, "attachments": [{}] * 101}, nothing),
    ("cannot_reply_to_message", "chat.postMessage", {"channel": GENERAL, "text": "x", "thread_ts": "1.1"}, nothing),
    ("invalid_metadata_format", "chat.postMessage", {"channel": GENERAL, "text": "x", "metadata": "{"}, nothing),
    ("invalid_metadata_format", "chat.postMessage", {"channel": GENERAL, "text": "x", "metadata": [1]}, nothing),
    (
        "invalid_metadata_schema",
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {"event_payload": {}}},
        nothing,
    ),
    (
        "invalid_metadata_schema",
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {**CARD, "event_payload": {"a": {"b": {"c": 1}}}}},
        nothing,
    ),
    (
        "metadata_too_large",
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {**CARD, "event_payload": {"a": "x" * 9000}}},
        nothing,
    ),
    ("message_not_found", "chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}, nothing),
    ("is_inactive", "chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}, archive),
    ("message_not_found", "chat.delete", {"channel": GENERAL, "ts": "1.1"}, nothing),
    ("message_not_found", "chat.getPermalink", {"channel": GENERAL, "message_ts": "1.1"}, nothing),
    ("invalid_arguments", "chat.postEphemeral", {"channel": GENERAL, "text": "x"}, nothing),
    ("user_not_found", "chat.postEphemeral", {"channel": GENERAL, "user": "U404", "text": "x"}, nothing),
    (
        "user_not_in_channel",
        "chat.postEphemeral",
        {"channel": GENERAL, "user": "U0REQUESTER", "text": "x"},
        person_leaves,
    ),
    ("channel_not_found", "conversations.info", {"channel": "C404"}, nothing),
    ("invalid_types", "conversations.list", {"types": "everything"}, nothing),
    ("invalid_limit", "conversations.list", {"limit": 0}, nothing),
    ("invalid_cursor", "conversations.list", {"cursor": "!!"}, nothing),
    ("not_in_channel", "conversations.history", {"channel": GENERAL}, leave),
    ("invalid_ts_oldest", "conversations.history", {"channel": GENERAL, "oldest": "yesterday"}, nothing),
    ("thread_not_found", "conversations.replies", {"channel": GENERAL, "ts": "1.1"}, nothing),
    ("user_not_found", "conversations.open", {"users": "U404"}, nothing),
    ("user_disabled", "conversations.open", {"users": "U0REQUESTER"}, deactivate),
    ("user_not_found", "users.info", {"user": "U404"}, nothing),
    ("no_such_subteam", "usergroups.users.list", {"usergroup": "S404"}, nothing),
    ("invalid_arguments", "views.open", {"trigger_id": "1"}, nothing),
    ("invalid_arguments", "views.open", {"view": MODAL}, nothing),
    ("invalid_arguments", "views.open", {"trigger_id": "1", "view": HOME}, nothing),
    ("invalid_trigger_id", "views.open", {"trigger_id": "1", "view": MODAL}, nothing),
    ("not_found", "views.update", {"view_id": "V404", "view": MODAL}, nothing),
    ("invalid_arguments", "views.update", {"view": MODAL}, nothing),
    ("user_not_found", "views.publish", {"user_id": "U404", "view": HOME}, nothing),
    ("invalid_arguments", "views.publish", {"user_id": "U0REQUESTER", "view": MODAL}, nothing),
    ("invalid_thread_ts", "assistant.threads.setStatus", {"channel_id": GENERAL, "thread_ts": "1.1"}, nothing),
    ("invalid_arguments", "assistant.threads.setSuggestedPrompts", {"channel_id": GENERAL, "prompts": []}, nothing),
    ("invalid_status", "agents.sessions.setStatus", {"channel_id": GENERAL, "status": "asleep"}, nothing),
    ("thread_ts_required", "agents.sessions.setStatus", {"channel_id": GENERAL, "status": "active"}, nothing),
    ("invalid_arguments", "blocks.validate", {}, nothing),
    ("invalid_blocks", "blocks.validate", {"view": {"type": "modal"}}, nothing),
]


@pytest.mark.parametrize(("code", "method", "arguments", "arrange"), REFUSED)
async def test_what_slack_refuses_is_refused_with_its_code(
    client: AsyncWebClient,
    sandbox: Sandbox,
    *,
    code: str,
    method: str,
    arguments: dict[str, Any],
    arrange: Callable[[Sandbox], None],
) -> None:
    arrange(sandbox)

    assert (await refusal(client, method, **arguments))["error"] == code


NOT_FOR_SLACK = [
    pytest.param("chat.postMessage", {"channel": GENERAL, "text": "Hi", "blocks": [{"type": "card"}]}, id="bad blocks"),
    pytest.param("views.publish", {"user_id": "U0REQUESTER", "view": {"type": "home"}}, id="bad view"),
    pytest.param("chat.postMessage", {"channel": GENERAL, "blocks": [SECTION]}, id="blocks without a text"),
]


@pytest.mark.parametrize(("method", "arguments"), NOT_FOR_SLACK)
async def test_what_slack_would_not_take_or_not_read_out_is_said_in_the_log(
    client: AsyncWebClient, caplog: pytest.LogCaptureFixture, method: str, arguments: dict[str, Any]
) -> None:
    with suppress(SlackApiError):
        await client.api_call(method, json=arguments)

    assert ["Slack would" in record.message for record in caplog.records if record.name == "sandbox.errors"] == [True]


@pytest.mark.parametrize(
    ("token", "code"), [("", "not_authed"), ("xoxb-stolen", "invalid_auth"), ("xapp-sandbox", "not_allowed_token_type")]
)
async def test_the_token_must_be_the_right_one(sandbox: Sandbox, token: str, code: str) -> None:
    client = AsyncWebClient(token=token, base_url=sandbox.api_url)

    assert (await refusal(client, "auth.test"))["error"] == code


async def test_a_bot_token_opens_no_socket(client: AsyncWebClient) -> None:
    assert (await refusal(client, "apps.connections.open"))["error"] == "not_allowed_token_type"


async def test_a_missing_scope_is_named(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.workspace.scopes.remove("chat:write")

    answer = await refusal(client, "chat.postMessage", channel=GENERAL, text="hi")

    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "chat:write" not in answer["provided"].split(",")
