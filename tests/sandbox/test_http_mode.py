"""Over HTTP everything is signed and posted to the request URL; what is not a 2xx comes again, if it is an event."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox
from sandbox.person import Person

Json = dict[str, Any]
Received = tuple[dict[str, str], str]
GENERAL = "C0GENERAL"


class Endpoint:
    """A request URL that answers as told and keeps what it received."""

    def __init__(self) -> None:
        self.received: asyncio.Queue[Received] = asyncio.Queue()
        self.status = 200
        self.headers: dict[str, str] = {}

    async def receive(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.put_nowait((headers, await request.text()))
        return web.Response(status=self.status, headers=self.headers)

    async def next(self) -> Received:
        return await asyncio.wait_for(self.received.get(), 5)


@asynccontextmanager
async def served(application: web.Application) -> AsyncIterator[str]:
    """The application on some port; its address."""
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
async def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
async def sandbox(endpoint: Endpoint) -> AsyncIterator[Sandbox]:
    """A sandbox that posts to the endpoint."""
    application = web.Application()
    application.router.add_post("/slack/events", endpoint.receive)
    async with (
        served(application) as url,
        Sandbox(None, request_url=url, retry_delays=(0, 0, 0), ack_seconds=0.5) as sandbox,
    ):
        yield sandbox


async def test_requests_are_signed(endpoint: Endpoint, sandbox: Sandbox) -> None:
    sandbox.workspace.say("U0REQUESTER", GENERAL, "hello")
    headers, body = await endpoint.next()

    assert SignatureVerifier(sandbox.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another secret").is_valid_request(body, headers)


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_an_event_that_is_refused_comes_three_times_more(
    endpoint: Endpoint, sandbox: Sandbox, status: int
) -> None:
    endpoint.status = status
    endpoint.headers = {"Location": "/elsewhere"}

    sandbox.workspace.say("U0REQUESTER", GENERAL, "hello")
    headers = [(await endpoint.next())[0] for _ in range(4)]

    assert [each.get("x-slack-retry-num") for each in headers] == [None, "1", "2", "3"]
    assert {each.get("x-slack-retry-reason") for each in headers[1:]} == {"http_error"}


async def test_an_endpoint_can_forbid_retries(endpoint: Endpoint, sandbox: Sandbox, riley: Person) -> None:
    endpoint.status = 500
    endpoint.headers = {"X-Slack-No-Retry": "1"}

    await riley.say("hello")
    await riley.say("again")
    await riley.until(lambda: len(riley.warnings) == 2, what="a warning for each")

    assert endpoint.received.qsize() == 2


async def test_a_bot_that_is_not_there_is_told_to_the_person() -> None:
    async with (
        Sandbox(None, request_url="http://127.0.0.1:9/slack/events", retry_delays=()) as sandbox,
        Person(sandbox.url, "U0REQUESTER") as riley,
    ):
        await riley.say("hello")
        await riley.until(lambda: riley.warnings, what="a warning")

        assert riley.warnings == ["Countersign is not connected: the event message was not delivered."]


@asynccontextmanager
async def bolt_over_http(make: Any) -> AsyncIterator[tuple[Sandbox, Person]]:
    """A Bolt app, made by `make(client)`, behind its own web server; the sandbox it serves; Avery."""
    client = AsyncWebClient(token="xoxb-sandbox")
    app = AsyncApp(client=client, signing_secret="sandbox-signing-secret")
    make(app)
    async with (
        served(app.web_app(path="/slack/events")) as url,
        Sandbox(None, request_url=url, retry_delays=()) as sandbox,
        Person(sandbox.url, "U0APPROVER") as avery,
    ):
        client.base_url = sandbox.api_url
        yield sandbox, avery


async def test_bolt_hears_and_answers_over_http() -> None:
    def make(app: AsyncApp) -> None:
        @app.event("app_mention")
        async def hear(event: Json, say: Any) -> None:
            await say("heard", thread_ts=event["ts"])

    async with bolt_over_http(make) as (_, avery):
        await avery.say("@countersign 你好")

        assert (await avery.see("heard"))["user"] == "U0BOT"


async def test_a_command_and_its_modal_work_over_http() -> None:
    field = {
        "type": "input",
        "block_id": "days",
        "label": {"type": "plain_text", "text": "Days"},
        "element": {"type": "number_input", "action_id": "days", "is_decimal_allowed": False, "initial_value": "7"},
    }
    title = {"type": "plain_text", "text": "Audit"}
    modal = {"type": "modal", "callback_id": "audit", "title": title, "submit": title, "blocks": [field]}

    def make(app: AsyncApp) -> None:
        @app.command("/audit")
        async def audit(ack: Any, command: Json, client: AsyncWebClient) -> None:
            await client.views_open(trigger_id=command["trigger_id"], view=modal)
            await ack(f"Audit for {command['user_name']}")

        @app.view("audit")
        async def check(ack: Any, view: Json) -> None:
            days = view["state"]["values"]["days"]["days"]["value"]
            await ack(response_action="errors", errors={"days": f"{days} is too many."})

    async with bolt_over_http(make) as (_, avery):
        await avery.say("/audit")
        note = await avery.see("Audit for avery")
        answer = await avery.submit(await avery.view("Audit"), {"Days": 30})

        assert note["ephemeral_to"] == avery.id
        assert answer == {"ok": False, "errors": {"days": "30 is too many."}}


async def test_bolt_refuses_what_is_signed_with_another_secret() -> None:
    def make(app: AsyncApp) -> None:
        @app.event("message")
        async def hear(say: Any) -> None:
            await say("heard")

    async with bolt_over_http(make) as (sandbox, avery):
        sandbox.workspace.signing_secret = "stolen"
        await avery.say("hello")
        await avery.until(lambda: avery.warnings, what="a warning")

        assert avery.warnings == ["Countersign answered the event message with an error."]
        assert avery.find("heard") is None
