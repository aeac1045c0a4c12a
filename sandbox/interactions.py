"""What people do that the bot must acknowledge: clicks, choices from lists it makes, commands."""

from typing import Any

from sandbox import payloads, typed
from sandbox.block_kit import elements, suggestion_problems
from sandbox.block_kit.values import STATE, Values, state_values
from sandbox.changes import Message
from sandbox.delivery import Answer, Delivery
from sandbox.errors import SlackError
from sandbox.passes import ResponseUrl
from sandbox.response_urls import ResponseUrls
from sandbox.workspace import Workspace

Result = dict[str, Any]
HELD = 500
"""Messages and views in which somebody has chosen something."""
NOT_ACKNOWLEDGED: Result = {"ok": False, "error": "not_acknowledged"}


class Interactions:
    def __init__(
        self,
        workspace: Workspace,
        delivery: Delivery,
        response_urls: ResponseUrls,
    ) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._response_urls = response_urls
        self._held: dict[str, Values] = {}

    async def act_in_message(self, user: str, channel: str, ts: str, given: dict[str, Any]) -> Result:
        message = self._visible(user, channel, ts)
        drawings = self._workspace.messages.drawings(channel, ts)
        blocks = next((drawing for drawing in drawings if _has_action(drawing, given)), [])
        action, values = self._action(blocks, given, surface=f"{user} {channel} {ts}")
        payload = payloads.message_action(self._workspace, user, message, action=action, values=values)
        response = ResponseUrl(user, channel, self._workspace.clock(), message.get("thread_ts"), message)
        payload["response_url"] = self._response_urls.new(response)
        return _result(await self._delivery.interaction("interactive", payload, _named(action)))

    async def act_in_view(self, user: str, view_id: str, given: dict[str, Any]) -> Result:
        view = self._workspace.views.of(user, view_id)
        action, values = self._action(view["blocks"], given, surface=view_id)
        payload = payloads.view_action(self._workspace, user, view, action=action, values=values)
        return _result(await self._delivery.interaction("interactive", payload, _named(action)))

    async def suggest(self, user: str, given: dict[str, Any]) -> Result:
        """The options that the bot offers in a select of its own making for what was typed: `options`, or groups."""
        if given.get("view_id"):
            view = self._workspace.views.of(user, given["view_id"])
            where, blocks = payloads.in_view(view), view["blocks"]
        else:
            message = self._visible(user, given["channel"], given["ts"])
            where, blocks = payloads.in_message(self._workspace, message), message.get("blocks", [])
        if not _has_action(blocks, given):
            raise SlackError("action_not_found")
        payload = payloads.suggestion(self._workspace, user, where, given)
        answer = await self._delivery.interaction("interactive", payload, f"the options of {given['action_id']}")
        if not answer.acknowledged or suggestion_problems(answer.body):
            return {**NOT_ACKNOWLEDGED}
        return {"ok": True, **answer.body}

    async def command(self, user: str, channel_id: str, text: str) -> Result:
        name, _, arguments = text.partition(" ")
        known = next((command for command in self._workspace.commands if command.command == name), None)
        if known is None:
            raise SlackError("unknown_command")
        if known.should_escape:
            arguments = typed.stored(arguments, self._workspace, in_command=True)
        response = ResponseUrl(user, channel_id, self._workspace.clock())
        url = self._response_urls.new(response)
        channel = self._workspace.channel(channel_id)
        payload = payloads.command(self._workspace, user, channel, name=name, text=arguments.strip(), response_url=url)
        answer = await self._delivery.interaction("slash_commands", payload, f"the command {name}")
        if answer.acknowledged and answer.body:
            self._response_urls.apply(response, answer.body)
        return _result(answer) | {"command": True}

    def _visible(self, user: str, channel: str, ts: str) -> Message:
        message = self._workspace.messages.get(channel, ts)
        if message.get("ephemeral_to", user) != user or not self._workspace.may_read(user, channel):
            raise SlackError("message_not_found")
        return message

    def _action(
        self, blocks: list[dict[str, Any]], given: dict[str, Any], surface: str
    ) -> tuple[dict[str, Any], Values]:
        """The action as the bot receives it, and the values of all fields around it."""
        block_id, action_id = given.get("block_id"), given.get("action_id")
        for block, element in elements(blocks):
            if (block.get("block_id"), element["action_id"]) == (block_id, action_id):
                held = {**self._held.pop(surface, {}), **(given.get("state") or {})}
                value = {} if element["type"] == "button" else given.get("value") or {}
                if element["type"] in STATE:
                    value = {"type": element["type"], **value}
                    held[block_id] = {**held.get(block_id, {}), action_id: value}
                self._hold(surface, held)
                return self._described(element, block["block_id"], value), state_values(blocks, held)
        raise SlackError("action_not_found")

    def _hold(self, surface: str, values: Values) -> None:
        """Remember what a person has chosen there: it comes with their next action too."""
        self._held[surface] = values
        if len(self._held) > HELD:
            del self._held[next(iter(self._held))]

    def _described(self, element: dict[str, Any], block_id: str, value: dict[str, Any]) -> dict[str, Any]:
        kept = (
            ("text", "value", "url", "style", "confirm", "placeholder")
            if element["type"] == "button"
            else ("placeholder",)
        )
        shown = {name: element[name] for name in kept if name in element}
        ids = {"type": element["type"], "block_id": block_id, "action_id": element["action_id"]}
        return {**shown, **value, **ids, "action_ts": self._workspace.next_ts()}


def _has_action(blocks: list[dict[str, Any]], given: dict[str, Any]) -> bool:
    wanted = (given.get("block_id"), given.get("action_id"))
    return any((block.get("block_id"), element["action_id"]) == wanted for block, element in elements(blocks))


def _result(answer: Answer) -> Result:
    return {"ok": True} if answer.acknowledged else {**NOT_ACKNOWLEDGED}


def _named(action: dict[str, Any]) -> str:
    """The action in a person's words."""
    text = action.get("text", {}).get("text")
    return f"the button {text}" if text else f"the action {action['action_id']}"
