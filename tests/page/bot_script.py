"""A tiny Bolt bot that does as it is told, over Socket Mode."""

from types import TracebackType
from typing import Any, Self

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import Sandbox

Body = dict[str, Any]


def plain(text: str) -> Body:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Body:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action_id: str, **more: Any) -> Body:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": "7", **more}


def section(text: str, **more: Any) -> Body:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Body) -> Body:
    return {"type": "actions", "block_id": "actions", "elements": list(elements)}


def labelled(label: str, block_id: str, element: Body, **more: Any) -> Body:
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def modal(*blocks: Body, **more: Any) -> Body:
    names = {"title": plain("Edit"), "submit": plain("Save"), "close": plain("Cancel"), "callback_id": "edited"}
    return {"type": "modal", **names, "blocks": list(blocks), **more}


class Bot:
    """Opens `view` on "edit", answers a submission with `answer`, `/approvals` with `note`; never takes "silent"."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        self.view: Body = modal(section("Nothing yet"))
        self.home: Body = {"type": "home", "blocks": [{"type": "header", "text": plain("Waiting for you")}]}
        self.answer: Body = {}
        self.note: list[Body] = [section("Nothing waits for you.")]
        self.taken: list[Body] = []
        self._app = AsyncApp(client=self.client)
        self._app.action("edit")(self._edit)
        self._app.action("note")(self._note)
        self._app.action("taken")(self._take)
        self._app.view("edited")(self._submitted)
        self._app.view_closed("edited")(self._take)
        self._app.event("app_home_opened")(self._home_opened)
        self._app.event("app_mention")(self._ignore)
        self._app.event("message")(self._ignore)
        self._app.command("/audit")(self._take)
        self._app.command("/approvals")(self._answer_command)
        self._app.options("search")(self._offer)

    async def __aenter__(self) -> Self:
        self._handler = AsyncSocketModeHandler(self._app, self._sandbox.app_token)
        await self._handler.connect_async()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._handler.close_async()

    async def say(self, channel: str, text: str, **more: Any) -> str:
        """Posts a message and answers its ts."""
        answer = await self.client.chat_postMessage(channel=channel, text=text, **more)
        return str(answer["ts"])

    async def _edit(self, ack: Any, body: Body) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=self.view)

    async def _note(self, ack: Any, body: Body) -> None:
        await ack()
        await self.client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text="Already decided by somebody else."
        )

    async def _take(self, ack: Any, body: Body) -> None:
        self.taken.append(body)
        await ack()

    async def _submitted(self, ack: Any, body: Body) -> None:
        self.taken.append(body)
        await ack(**self.answer)

    async def _answer_command(self, ack: Any, body: Body) -> None:
        self.taken.append(body)
        await ack(text="What waits for you", blocks=self.note)

    async def _offer(self, ack: Any, payload: Body) -> None:
        names = [name for name in ("Basel", "Bath", "Bern") if name.lower().startswith(payload["value"].lower())]
        await ack(options=[{"text": plain(name), "value": name} for name in names])

    async def _home_opened(self, event: Body) -> None:
        await self.client.views_publish(user_id=event["user"], view=self.home)

    async def _ignore(self) -> None:
        """Acknowledged, and nothing more."""
