"""The HTTP door: what is not signed by Slack gets no further, whatever it looks like."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.serve import _http
from bot.settings import Misconfigured

SECRET = "a signing secret"
CLICK = json.dumps(
    {"type": "block_actions", "actions": [{"action_id": "approve"}], "user": {"id": "U2"}, "trigger_id": "t"}
)
JSON = "application/json"


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U9")


@pytest.fixture
def clicks() -> list[str]:
    return []


@pytest.fixture
def app(clicks: list[str]) -> AsyncApp:
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize, client=AsyncWebClient(), process_before_response=True)

    @app.action("approve")
    async def approve(ack, body) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Bolt looks at the names
        clicks.append(body["user"]["id"])
        await ack()

    return app


@pytest.fixture
async def url(app: AsyncApp) -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with _http(app, port, lambda _: None):
        yield f"http://127.0.0.1:{port}"


def signed(body: str, *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    at = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": at, "x-slack-signature": f"v0={digest}"}


async def post(url: str, body: str, headers: dict[str, str], *, kind: str = JSON) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/slack/events", data=body.encode(), headers={"content-type": kind} | headers) as answer,
    ):
        return answer.status


async def test_a_signed_click_is_taken(url: str, clicks: list[str]) -> None:
    assert (await post(url, CLICK, signed(CLICK)), clicks) == (200, ["U2"])


async def test_the_door_says_that_it_is_open(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ok": True})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(CLICK, secret="another secret"),
        signed(CLICK, age=3600),
        signed(CLICK, age=-3600),
        signed(CLICK + " "),
        signed(CLICK) | {"x-slack-signature": ""},
        signed(CLICK) | {"x-slack-signature": "v0=é"},
        signed(CLICK) | {"x-slack-signature": "v0=" + "0" * 64},
        signed(CLICK) | {"x-slack-request-timestamp": ""},
        signed(CLICK) | {"x-slack-request-timestamp": "abc"},
        signed(CLICK) | {"x-slack-request-timestamp": "1e3"},
        signed(CLICK) | {"x-slack-request-timestamp": "9" * 400},
    ],
)
async def test_what_is_not_signed_by_slack_is_refused(url: str, clicks: list[str], headers: dict[str, str]) -> None:
    assert (await post(url, CLICK, headers), clicks) == (401, [])


@pytest.mark.parametrize("headers", [signed(CLICK, secret="another secret"), signed(CLICK, age=3600)])
async def test_the_log_says_what_may_be_wrong_with_the_secret_or_the_clock(
    url: str, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    await post(url, CLICK, headers)

    assert "not signed with SLACK_SIGNING_SECRET" in caplog.text
    assert SECRET not in caplog.text


async def test_a_port_that_is_taken_stops_the_start_in_a_sentence(url: str, app: AsyncApp) -> None:
    port = int(url.rpartition(":")[2])

    with pytest.raises(
        Misconfigured, match=rf"^COUNTERSIGN_PORT: the port {port} cannot be used: Address already in use"
    ):
        async with _http(app, port, lambda _: None):
            pass


@pytest.mark.parametrize("kind", [JSON, "application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "5",
        "null",
        '"x"',
        '{"channel": 0}',
        '{"team": 5}',
        '{"event": []}',
        "payload={",
        "payload=5",
        "\0",
    ],
)
async def test_what_nobody_can_read_is_refused_without_a_fuss(
    url: str, clicks: list[str], body: str, kind: str
) -> None:
    unsigned = signed(body, secret="another secret")

    assert (await post(url, body, unsigned, kind=kind) in {400, 401}, clicks) == (True, [])
