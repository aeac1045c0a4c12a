"""Bad days on order: the next calls fail as Slack or the network may fail, and then all is well."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox

GENERAL = "C0GENERAL"


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    """A client that tries once only."""
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


def texts(sandbox: Sandbox) -> list[str]:
    return [message["text"] for message in sandbox.workspace.messages.top_level(GENERAL)]


async def test_an_error_code_comes_as_often_as_ordered(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", times=2, error="fatal_error")

    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            await client.chat_postMessage(channel=GENERAL, text="hi")
    await client.chat_postMessage(channel=GENERAL, text="hi")

    assert texts(sandbox) == ["hi"]


async def test_a_rate_limit_says_when_to_come_back(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", retry_after=7)

    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=GENERAL, text="hi")

    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    assert limited.value.response["error"] == "ratelimited"


async def test_the_sdks_own_handler_obeys_a_rate_limit(sandbox: Sandbox, client: AsyncWebClient) -> None:
    client.retry_handlers = [AsyncRateLimitErrorRetryHandler()]
    sandbox.faults.fail("chat.postMessage", retry_after=0)

    await client.chat_postMessage(channel=GENERAL, text="hi")

    assert texts(sandbox) == ["hi"]


async def test_a_server_error_is_one(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", status=503)

    with pytest.raises(SlackApiError) as failed:
        await client.chat_postMessage(channel=GENERAL, text="hi")

    assert failed.value.response.status_code == 503


async def test_a_call_can_work_and_its_answer_be_lost(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", after_effect=True, drop=True)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=GENERAL, text="hi")

    assert texts(sandbox) == ["hi"]


async def test_a_connection_can_be_cut_before_anything_happened(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", drop=True)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=GENERAL, text="hi")

    assert texts(sandbox) == []


async def test_other_methods_go_on(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("chat.postMessage", error="fatal_error")

    assert (await client.auth_test())["ok"]


PEOPLE: list[tuple[str, dict[str, str]]] = [
    ("usergroups.list", {"include_users": "true"}),
    ("usergroups.users.list", {"usergroup": "S0FINANCE"}),
    ("users.info", {"user": "U0MANAGER"}),
    ("conversations.members", {"channel": "C0PAYMENTS"}),
    ("conversations.info", {"channel": "C0PAYMENTS"}),
    ("conversations.open", {"users": "U0MANAGER"}),
]


@pytest.mark.parametrize(("method", "arguments"), PEOPLE)
async def test_questions_about_people_fail_and_are_answered_again(
    sandbox: Sandbox, client: AsyncWebClient, *, method: str, arguments: dict[str, str]
) -> None:
    sandbox.faults.fail(method, retry_after=30)
    sandbox.faults.fail(method, status=500)

    for status in (429, 500):
        with pytest.raises(SlackApiError) as failed:
            await client.api_call(method, params=arguments)
        assert failed.value.response.status_code == status
    assert (await client.api_call(method, params=arguments))["ok"]


async def test_an_upload_fails_and_can_be_sent_again(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.fail("upload", status=500)
    upload = {"channel": GENERAL, "filename": "a.txt", "content": "x"}

    with pytest.raises(SlackRequestError, match="Failed to upload"):
        await client.files_upload_v2(**upload)
    await client.files_upload_v2(**upload)

    assert [len(message["files"]) for message in sandbox.workspace.messages.top_level(GENERAL)] == [1]
