"""HTTP mode: signed requests at /slack/events, and nothing for anybody else."""

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from tests.story.conftest import Office
from tests.story.test_decisions import mails_alice


@pytest.fixture
def request_url() -> str:
    return f"http://127.0.0.1:{unused_port()}/slack/events"


async def test_the_whole_cycle_works_over_http(office: Office, request_url: str) -> None:
    office.script.answer = mails_alice
    async with office.bot(**http_settings(office, request_url)):
        await office.riley.say("@countersign mail Alice")
        card = await office.morgan.see("Approval needed", "approvals")
        await office.morgan.click("Edit", card)
        await office.morgan.submit(await office.morgan.view(), {"Subject": "Moved"})
        await office.riley.see("Result:", "general")
        await office.morgan.say("/audit", "general")
        await office.morgan.see("Approvals, last 24 hours", "general")

    assert [mail["subject"] for mail in office.riley.mails] == ["Moved"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-request-timestamp": "abc", "x-slack-signature": "v0=1"},
        {"x-slack-request-timestamp": "1e3", "x-slack-signature": "v0=1"},
        {"x-slack-request-timestamp": "9" * 400, "x-slack-signature": "v0=1"},
        {"x-slack-request-timestamp": "1", "x-slack-signature": "v0=ü"},
    ],
)
async def test_what_slack_did_not_sign_is_refused(office: Office, request_url: str, headers: dict[str, str]) -> None:
    async with office.bot(**http_settings(office, request_url)), aiohttp.ClientSession() as session:
        async with session.post(request_url, json={"type": "event_callback"}, headers=headers) as answer:
            refused = answer.status
        async with session.get(request_url.replace("/slack/events", "/healthz")) as answer:
            healthy = answer.status

    assert (refused, healthy) == (401, 200)


def http_settings(office: Office, request_url: str) -> dict[str, str]:
    return {
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": office.sandbox.signing_secret,
        "COUNTERSIGN_PORT": request_url.split(":")[2].split("/", maxsplit=1)[0],
    }
