"""Slack's side of Bolt: sends payloads, and looks at the answers."""

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.background import Background
from sandbox.app import Sandbox
from sandbox.block_kit.values import state_values
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, RILEY


class Door:
    """What Slack does: it sends a payload, and looks at the answer."""

    def __init__(self, app: AsyncApp, sandbox: Sandbox, background: Background) -> None:
        self._app = app
        self._sandbox = sandbox
        self._background = background

    async def send(self, body: Mapping[str, Any]) -> BoltResponse:
        request = AsyncBoltRequest(body=json.dumps(body), mode="http", headers={"content-type": ["application/json"]})
        answer = await self._app.async_dispatch(request)
        await self._background.drain()
        return answer

    async def says(self, text: str, /, **event: Any) -> BoltResponse:
        """A message event, of a mention unless told otherwise."""
        fields = {"type": "app_mention", "user": RILEY, "channel": "C0GENERAL", "ts": "1.000001", "text": text}
        payload = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "Ev1", "event": fields | event}
        return await self.send(payload | {"authorizations": [{"team_id": TEAM_ID, "user_id": BOT_USER}]})

    async def clicks(
        self, button: str, *, person: str = AVERY, value: object = "a1:0:0", **changes: Any
    ) -> BoltResponse:
        return await self.send(self.click(button, person=person, value=value) | changes)

    def click(self, button: str, *, person: str = AVERY, value: object = "a1:0:0") -> dict[str, Any]:
        action = {"type": "button", "action_id": button, "block_id": "b", "value": value, "action_ts": "1.0"}
        return self._interaction("block_actions", person) | {
            "trigger_id": self._sandbox.workspace.passes.trigger(person),
            "channel": {"id": REVIEW_CHANNEL},
            "container": {"type": "message", "message_ts": "1.0", "channel_id": REVIEW_CHANNEL},
            "message": {"ts": "1.0"},
            "actions": [action],
        }

    async def clicks_inside(self, button: str, *, person: str = AVERY, value: object = "a1:0:0") -> BoltResponse:
        """Click in the modal that is open before this person."""
        view = self._sandbox.workspace.views.stack(person)[-1]
        click = self.click(button, person=person, value=value)
        there = {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        return await self.send({name: click[name] for name in click.keys() - {"channel", "message"}} | there)

    async def submits(self, view: Mapping[str, Any], *, person: str = AVERY, **typed: str) -> dict[str, Any]:
        """Submit a view after typing into fields (by block id); the body of the answer."""
        answer = await self.send(self.submission(view, person=person, **typed))
        assert answer.status == 200
        return json.loads(answer.body) if answer.body else {}

    def submission(self, view: Mapping[str, Any], *, person: str = AVERY, **typed: str) -> dict[str, Any]:
        values = state_values(view["blocks"], {})
        for block_id, text in typed.items():
            (action_id,) = values[block_id]
            values[block_id][action_id] = {"type": "plain_text_input", "value": text}
        return self._interaction("view_submission", person) | {
            "view": {**view, "id": "V1", "state": {"values": values}}
        }

    def _interaction(self, kind: str, person: str) -> dict[str, Any]:
        return {
            "type": kind,
            "team": {"id": TEAM_ID},
            "user": {"id": person, "team_id": TEAM_ID},
            "api_app_id": "A0APP",
        }
