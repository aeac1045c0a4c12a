"""HTTP mode: everything is posted to one request URL, signed with the app's secret."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery.envelopes import Answer, Envelope
from sandbox.workspace import Workspace

ACCEPTED = range(200, 300)


class HttpMode:
    def __init__(self, workspace: Workspace, request_url: str) -> None:
        self._workspace = workspace
        self._request_url = request_url
        self._session: aiohttp.ClientSession | None = None

    @property
    def connected(self) -> bool:
        """Nobody connects in this mode; whether anybody listens shows with the next request."""
        return True

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        content_type, body = _written(envelope)
        headers = {"Content-Type": content_type, **self._signed(body), **_retry_headers(envelope)}
        self._session = self._session or aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(
                self._request_url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return _answer(response, await response.text())
        except TimeoutError:
            return Answer("http_timeout")
        except aiohttp.ClientError:
            return Answer("connection_failed")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._workspace.clock()))
        base = b"v0:" + timestamp.encode() + b":" + body
        digest = hmac.new(self._workspace.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _written(envelope: Envelope) -> tuple[str, bytes]:
    form = "application/x-www-form-urlencoded"
    match envelope.kind:
        case "events_api":
            return "application/json", json.dumps(envelope.payload).encode()
        case "interactive":
            return form, urlencode({"payload": json.dumps(envelope.payload)}).encode()
        case "slash_commands":
            return form, urlencode(envelope.payload).encode()


def _retry_headers(envelope: Envelope) -> dict[str, str]:
    if not envelope.retry_attempt:
        return {}
    return {"X-Slack-Retry-Num": str(envelope.retry_attempt), "X-Slack-Retry-Reason": envelope.retry_reason}


def _answer(response: aiohttp.ClientResponse, text: str) -> Answer:
    if response.status not in ACCEPTED:
        return Answer("http_error", may_retry=response.headers.get("X-Slack-No-Retry") != "1")
    return Answer(body=_body(response.content_type, text))


def _body(content_type: str, text: str) -> dict[str, Any]:
    """JSON as it is; plain text stands for a message."""
    if not text:
        return {}
    if content_type != "application/json":
        return {"text": text}
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {"text": text}
