"""Response URLs: the bot answers one interaction, even where it is no member; only so can it change a private note."""

import json
from typing import Any

from aiohttp import web

from sandbox.changes import Message
from sandbox.directory import APP_ID, TEAM_ID
from sandbox.errors import SlackError, mute
from sandbox.passes import ResponseUrl
from sandbox.web_api.chat import check_blocks
from sandbox.workspace import Workspace

GONE = ("expired_url", "used_url")


class ResponseUrls:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def new(self, response: ResponseUrl) -> str:
        secret = self._workspace.passes.response_url(response)
        return f"{self._workspace.url}/response/{TEAM_ID}/{APP_ID}/{secret}"

    async def answer(self, request: web.Request) -> web.Response:
        """POST /response/{team}/{app}/{secret}, at most five times in thirty minutes."""
        try:
            response = self._workspace.passes.use_response_url(request.match_info["secret"])
            self.apply(response, await _body(request))
        except SlackError as refusal:
            return web.json_response(refusal.body(), status=404 if refusal.code in GONE else 400)
        return web.Response(text="ok")

    def apply(self, response: ResponseUrl, body: dict[str, Any]) -> None:
        source = self._current(response.source)
        if body.get("delete_original"):
            self._workspace.delete(_present(source))
            return
        content = _content(body)
        if body.get("replace_original"):
            self._workspace.change(_present(source), {"blocks": None, **content})
            return
        thread = {"thread_ts": body["thread_ts"]} if body.get("thread_ts") else {}
        audience = {} if body.get("response_type") == "in_channel" else {"ephemeral_to": response.user}
        self._workspace.post(response.channel, content | thread | audience)

    def _current(self, source: Message | None) -> Message | None:
        return self._workspace.messages.find(source["channel"], source["ts"]) if source else None


def _present(source: Message | None) -> Message:
    if source is None:
        raise SlackError("message_not_found")
    return source


def _content(body: dict[str, Any]) -> dict[str, Any]:
    if not body.get("text") and not body.get("blocks"):
        raise SlackError("no_text")
    if body.get("blocks"):
        check_blocks(body["blocks"])
        if not body.get("text"):
            mute()
    return {"text": body.get("text") or "", **({"blocks": body["blocks"]} if body.get("blocks") else {})}


async def _body(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    if request.content_type != "application/json":
        text = str((await request.post()).get("payload", ""))
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
