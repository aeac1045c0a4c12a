"""Slack's Web API with an empty head: every call succeeds, at once or over HTTP.

`python -m bench.slack` serves it from a process of its own, so that its work is not counted as ours.
"""

import asyncio
import itertools
import sys
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TEAM, CHANNEL, REVIEW_CHANNEL, BOT = "T0BENCH", "C0BENCH", "C0REVIEW", "U0BOT"
REQUESTER, REVIEWER = "U0REQUESTER", "U0REVIEWER"

Heard = Callable[[str, dict[str, Any]], None]
"""Told of the method and arguments of a call."""

_seconds = itertools.count(1)


def answer(method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What the call answers; `ok` is enough for most."""
    said: dict[str, Any]
    match method:
        case "auth.test":
            said = {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT", "bot_user_id": BOT}
        case "users.info":
            said = {"user": {"id": arguments.get("user"), "team_id": TEAM, "is_bot": False}}
        case "conversations.info":
            said = {"channel": {"id": arguments.get("channel"), "is_member": True}}
        case "conversations.members":
            said = {"members": [REQUESTER, REVIEWER, BOT]}
        case "chat.postMessage":
            said = {"channel": arguments["channel"], "ts": f"{next(_seconds)}.000100"}
        case "chat.getPermalink":
            said = {"permalink": f"https://example.com/archives/{arguments['channel']}/p1"}
        case _:
            said = {}
    return {"ok": True} | said


class InstantClient(AsyncWebClient):
    """A client that answers its own calls, for what is measured without Slack."""

    heard: Heard | None = None

    async def api_call(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        arguments = {**(request.get("params") or {}), **(request.get("json") or {}), **(request.get("data") or {})}
        if self.heard:
            self.heard(api_method, arguments)
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=answer(api_method, arguments),
            headers={},
            status_code=200,
        )


def instant_clients(
    token: str, api_url: str, session: aiohttp.ClientSession, *, heard: Heard | None = None
) -> tuple[AsyncWebClient, AsyncWebClient]:
    """In place of the product's clients; `heard` is told of each call."""
    client = InstantClient(token=token, base_url=api_url, session=session)
    client.heard = heard
    return client, client


async def serve() -> None:
    """Serve on a free port, which is printed, until our input is closed."""

    async def call(request: web.Request) -> web.Response:
        posted = await request.post()
        arguments = {**request.query, **posted} if posted else {**request.query, **(await _json(request))}
        return web.json_response(answer(request.match_info["method"], arguments))

    application = web.Application()
    application.add_routes([web.route("*", "/api/{method}", call)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


async def _json(request: web.Request) -> dict[str, Any]:
    body: dict[str, Any] = await request.json() if request.can_read_body else {}
    return body


if __name__ == "__main__":
    asyncio.run(serve())
