"""One call of a Web API method: who calls, may they, with what; then the method."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.web_api import METHODS, Method
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.places import require_scope
from sandbox.workspace import Workspace


class WebApi:
    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace = workspace
        self._faults = faults

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """POST or GET /api/{method}."""
        name = request.match_info["method"]
        fault = self._faults.next(name)
        if fault is None:
            return web.json_response(await self._run(name, request), headers=self._headers())
        if fault.after_effect:
            await self._run(name, request)
        return fault.answer(request)

    async def _run(self, name: str, request: web.Request) -> dict[str, Any]:
        try:
            return {"ok": True, **self._called(name, await _given(request), request.headers)}
        except SlackError as refusal:
            return refusal.body()

    def _called(self, name: str, given: dict[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        token = headers.get("Authorization", "").removeprefix("Bearer ") or str(given.pop("token", ""))
        self._check_token(method, token)
        return method.run(self._workspace, Arguments(given))

    def _check_token(self, method: Method, token: str) -> None:
        if method.caller == "anyone":
            return
        if not token:
            raise SlackError("not_authed")
        kinds = {self._workspace.bot_token: "bot", self._workspace.app_token: "app"}
        if token not in kinds:
            raise SlackError("invalid_auth")
        if kinds[token] != method.caller:
            raise SlackError("not_allowed_token_type")
        require_scope(self._workspace, method.scope)

    def _headers(self) -> dict[str, str]:
        return {"X-OAuth-Scopes": ",".join(sorted(self._workspace.scopes))}


async def _given(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return given | body
    return given | dict(await request.post())
