"""The product as it is wired, with a real Redis and the local workspace; and watchers over all that must not happen."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import aiohttp
from redis.asyncio import Redis
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.app import Product, open_product
from bot.serve import for_bolt
from bot.settings import Settings
from bot.slack.pacing import Pace
from bot.store import Store, keys
from bot.store.server import connect
from sandbox.app import Sandbox
from sandbox.block_kit import message_problems, view_problems
from sandbox.delivery import Answer, Envelope
from sandbox.errors import SlackError
from sandbox.web_api.calls import WebApi
from tests.bot.workspace import AT_ONCE, REVIEW_CHANNEL
from tests.faults.hall import Clock
from tests.fuzz.company import Seed, Tap, furnish, seeds

STATE = """
local sums = {}
for _, key in ipairs(redis.call('KEYS', 'countersign:*')) do
    local passing = string.find(key, '^countersign:seen:') or string.find(key, '^countersign:runs:')
    if not passing and key ~= ARGV[1] then
        sums[#sums + 1] = key .. redis.sha1hex(redis.call('DUMP', key))
    end
end
table.sort(sums)
return redis.sha1hex(table.concat(sums))
"""
"""A digest of all records. Which messages were seen is no record, a job may be handed out twice, and the audit trail is
looked at by itself."""


class Alarm(logging.Handler):
    """Whatever is logged as an error, or with a traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.heard.append(self.format(record))


@dataclass
class Stage:
    product: Product
    sandbox: Sandbox
    redis: Redis
    seeds: Sequence[Seed] = ()
    alarm: Alarm = field(default_factory=Alarm)
    abroad: list[str] = field(default_factory=list)
    """Addresses outside the workspace to which something was sent."""
    neighbors: set[str] = field(default_factory=set)
    """Where everything else belongs."""
    refusals: int = 0
    """Audit entries about somebody who was refused."""
    _state: bytes = b""
    _trail: str = "-"

    async def send(self, envelope: Envelope) -> str:
        """What went wrong with the answer; empty when nothing did."""
        answer = await self.answer(encoded(envelope))
        return wrong(answer.status, answer.body)

    async def answer(self, request: "Request") -> BoltResponse:
        body, headers = request
        return await self.product.bolt.async_dispatch(for_bolt(body, headers | signed(body)))

    async def problems(self) -> list[str]:
        """What happened since the last look that must not: errors, requests abroad, changes of records."""
        await self.product.background.drain()
        found = [*self.alarm.heard, *(f"something was sent to {url}" for url in self.abroad)]
        self.alarm.heard.clear()
        self.abroad.clear()
        return [*found, *(["the records changed"] if await self.changed() else [])]

    async def changed(self) -> bool:
        """Whether the records, or the audit trail but for refusals, are other than at the last look."""
        before, self._state = self._state, await self.redis.eval(STATE, 0, keys.AUDIT)
        first = "-" if self._trail == "-" else f"({self._trail}"
        written = await self.redis.xrange(keys.AUDIT, first, "+")
        kinds = [json.loads(fields[b"entry"])["kind"] for _, fields in written]
        if written:
            self._trail = written[-1][0].decode()
        self.refusals += kinds.count("refusal")
        return before != self._state or any(kind != "refusal" for kind in kinds)

    def fresh(self, envelope: Envelope, seed: Seed) -> Envelope:
        """With a trigger that Slack would still take, where nobody tampered with it."""
        given, user = envelope.payload.get("trigger_id"), envelope.payload.get("user")
        if given is None or given != seed.envelope.payload.get("trigger_id") or not isinstance(user, dict):
            return envelope
        trigger = self.sandbox.workspace.passes.trigger(str(user.get("id")))
        return Envelope(envelope.kind, envelope.payload | {"trigger_id": trigger})


Request = tuple[str, dict[str, str]]


def encoded(envelope: Envelope) -> Request:
    """As Slack writes it."""
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload), {"content-type": "application/json"}
    payload = envelope.payload if envelope.kind == "slash_commands" else {"payload": json.dumps(envelope.payload)}
    return urlencode(payload, errors="replace"), {"content-type": "application/x-www-form-urlencoded"}


SECRET = "a signing secret"


def signed(body: str) -> dict[str, str]:
    at = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": at, "x-slack-signature": f"v0={digest}"}


def wrong(status: int, body: str) -> str:
    """What Slack would say of this answer."""
    if status != 200:
        return f"not acknowledged: {status} {body}"
    if not body.startswith("{"):
        return ""
    said: Mapping[str, Any] = json.loads(body)
    problems = view_problems(said["view"], "modal") if "view" in said else []
    problems += message_problems(said["blocks"]) if said.get("blocks") else []
    return "; ".join(problems)


@asynccontextmanager
async def stage(folder: Path, *, near: bool) -> AsyncIterator[Stage]:
    """`near`: the bot calls the workspace without a network, which takes a fraction of the time."""
    async with AsyncExitStack() as stack:
        clock = Clock()
        sandbox = await stack.enter_async_context(
            Sandbox(None, request_url="http://127.0.0.1:9/", retry_delays=(), clock=clock.now)
        )
        stack.enter_context(patch("bot.edges.Pace", lambda: Pace(per_channel=AT_ONCE, updates=AT_ONCE)))
        if near:
            stack.enter_context(patch("bot.edges.clients", lambda *_: (client := Near(sandbox), client)))
        product = await stack.enter_async_context(open_product(_settings(sandbox, folder)))
        redis = await stack.enter_async_context(connect(product.redis.url))
        place = Stage(product, sandbox, redis, neighbors={sandbox.url, sandbox.url.replace("http", "ws")})
        tap = Tap(_Straight(place))
        sandbox._delivery._transport = tap
        await furnish(product, sandbox, Store(redis))
        clock.slow = -60  # Nobody could have read the cards at once.
        place.seeds = await seeds(sandbox, tap)
        stack.enter_context(_watched(place))
        await place.changed()
        yield place
        await product.background.drain()


class Near(AsyncWebClient):
    """Asks the workspace without a network; what goes there and back is JSON all the same."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(token=sandbox.bot_token, base_url=sandbox.api_url)
        self._web_api = WebApi(sandbox.workspace, sandbox.faults)

    async def api_call(self, api_method: str, **request: Any) -> AsyncSlackResponse:
        given = {**(request.get("params") or {}), **(request.get("json") or {}), **(request.get("data") or {})}
        headers = {"Authorization": f"Bearer {given.pop('token', self.token)}"}
        try:
            answer = {"ok": True, **self._web_api._called(api_method, json.loads(json.dumps(given)), headers)}
        except SlackError as refusal:
            answer = refusal.body()
        about: dict[str, Any] = {"client": self, "http_verb": "POST", "api_url": api_method, "req_args": request}
        data = json.loads(json.dumps(answer))
        return AsyncSlackResponse(**about, data=data, headers={}, status_code=200).validate()


def _settings(sandbox: Sandbox, folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "REDIS_URL": None,
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_APP_TOKEN": None,
            "SLACK_API_URL": sandbox.api_url,
            "COUNTERSIGN_DATA": folder,
            "COUNTERSIGN_REVIEW_CHANNEL": REVIEW_CHANNEL,
        }
    )


class _Straight:
    """To the bot without a network."""

    connected = True

    def __init__(self, place: Stage) -> None:
        self._place = place

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        answer = await self._place.answer(encoded(envelope))
        await self._place.product.background.drain()
        assert wrong(answer.status, answer.body) == "", answer.body
        return Answer(body=json.loads(answer.body) if answer.body.startswith("{") else {})

    async def close(self) -> None: ...


@contextmanager
def _watched(place: Stage) -> Iterator[None]:
    """Watch for errors, and for requests that leave the workspace."""
    request = aiohttp.ClientSession._request

    async def watching(session: aiohttp.ClientSession, method: str, url: Any, **more: Any) -> Any:
        if not any(str(url).startswith(known) for known in place.neighbors):
            place.abroad.append(str(url))
            raise aiohttp.ClientConnectionError("nobody is there")
        return await request(session, method, url, **more)

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, told: place.alarm.heard.append(str(told)))
    logging.getLogger().addHandler(place.alarm)
    try:
        with patch.object(aiohttp.ClientSession, "_request", watching):
            yield
    finally:
        logging.getLogger().removeHandler(place.alarm)
        loop.set_exception_handler(None)
