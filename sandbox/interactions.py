"""What people do that the bot must acknowledge: clicks, submitted and closed views, commands."""

import logging
from collections.abc import Callable
from typing import Any

from sandbox import payloads, typed
from sandbox.block_kit import elements
from sandbox.block_kit.values import STATE, Values, field_errors, state_values
from sandbox.changes import Message, View
from sandbox.delivery import Answer, Delivery
from sandbox.errors import SlackError
from sandbox.passes import ResponseUrl
from sandbox.response_urls import ResponseUrls
from sandbox.web_api.views import checked_view
from sandbox.workspace import Workspace

log = logging.getLogger(__name__)

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
        warn: Callable[[str, str], None],
    ) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._response_urls = response_urls
        self._warn = warn
        self._held: dict[str, Values] = {}

    async def act_in_message(self, user: str, channel: str, ts: str, given: dict[str, Any]) -> Result:
        message = self._workspace.messages.get(channel, ts)
        if message.get("ephemeral_to", user) != user or not self._workspace.may_read(user, channel):
            raise SlackError("message_not_found")
        drawings = self._workspace.messages.drawings(channel, ts)
        blocks = next((drawing for drawing in drawings if _has_action(drawing, given)), [])
        action, values = self._action(blocks, given, surface=f"{user} {channel} {ts}")
        payload = payloads.message_action(self._workspace, user, message, action=action, values=values)
        response = ResponseUrl(user, channel, self._workspace.clock(), message.get("thread_ts"), message)
        payload["response_url"] = self._response_urls.new(response)
        return _result(await self._delivery.interaction("interactive", payload, _named(action)))

    async def act_in_view(self, user: str, view_id: str, given: dict[str, Any]) -> Result:
        view = self._own_view(user, view_id)
        action, values = self._action(view["blocks"], given, surface=view_id)
        payload = payloads.view_action(self._workspace, user, view, action=action, values=values)
        return _result(await self._delivery.interaction("interactive", payload, _named(action)))

    async def submit(self, user: str, view_id: str, given: Values) -> Result:
        """Slack checks the fields itself; then the bot decides what becomes of the view."""
        view = self._own_view(user, view_id)
        values = state_values(view["blocks"], given)
        errors = field_errors(view["blocks"], values)
        if errors:
            return {"ok": False, "errors": errors}
        payload = payloads.view_submission(self._workspace, user, view, values)
        answer = await self._delivery.interaction("interactive", payload, f"the view {_title(view)}")
        return self._settle(user, view, answer.body) if answer.acknowledged else NOT_ACKNOWLEDGED

    async def close(self, user: str, view_id: str) -> Result:
        """Close the visible view; the bot is told if it asked to be."""
        view = self._own_view(user, view_id)
        closed = (
            self._workspace.views.clear(user)
            if view["clear_on_close"]
            else [self._workspace.views.close(user, view_id)]
        )
        for each in closed:
            if each["notify_on_close"]:
                payload = payloads.view_closed(self._workspace, user, each, is_cleared=view["clear_on_close"])
                await self._delivery.interaction("interactive", payload, f"closing the view {_title(each)}")
        return {"ok": True}

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

    def _own_view(self, user: str, view_id: str) -> View:
        owner, view = self._workspace.views.owner(view_id)
        if owner != user:
            raise SlackError("not_found")
        return view

    def _action(
        self, blocks: list[dict[str, Any]], given: dict[str, Any], surface: str
    ) -> tuple[dict[str, Any], Values]:
        """The action as the bot receives it, and the values of all fields around it."""
        block_id, action_id, value = given.get("block_id"), given.get("action_id"), given.get("value") or {}
        for block, element in elements(blocks):
            if (block.get("block_id"), element["action_id"]) == (block_id, action_id):
                held = {**self._held.pop(surface, {}), **(given.get("state") or {})}
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

    def _settle(self, user: str, view: View, body: dict[str, Any]) -> Result:
        """Do with the view what the acknowledgement says; a wrong one is as bad as none."""
        try:
            return self._respond(user, view, body)
        except SlackError as refusal:
            reasons = refusal.details.get("response_metadata", {}).get("messages", [refusal.code])
            log.warning(
                "The answer to a submitted view is wrong: %s", "; ".join(reasons), extra={"action": "view_refused"}
            )
            self._warn(f"We had some trouble connecting. Countersign's answer was wrong: {'; '.join(reasons)}", user)
            return NOT_ACKNOWLEDGED

    def _respond(self, user: str, view: View, body: dict[str, Any]) -> Result:
        views = self._workspace.views
        match body.get("response_action"):
            case None if not body:
                views.close(user, view["id"])
            case "clear":
                views.clear(user)
            case "errors":
                return {"ok": False, "errors": _checked_errors(view, body.get("errors"))}
            case "update":
                views.update(checked_view(body.get("view"), "modal"), view_id=view["id"])
            case "push":
                views.push(user, checked_view(body.get("view"), "modal"))
            case _:
                raise SlackError.explained("invalid_arguments", ["unknown response_action"])
        return {"ok": True}


def _has_action(blocks: list[dict[str, Any]], given: dict[str, Any]) -> bool:
    wanted = (given.get("block_id"), given.get("action_id"))
    return any((block.get("block_id"), element["action_id"]) == wanted for block, element in elements(blocks))


def _result(answer: Answer) -> Result:
    return {"ok": True} if answer.acknowledged else {**NOT_ACKNOWLEDGED}


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not all(isinstance(text, str) for text in errors.values()):
        raise SlackError.explained("invalid_arguments", ["errors must be an object of block ids and texts"])
    if unknown := set(errors) - inputs:
        raise SlackError.explained(
            "invalid_arguments", [f"no input block is called {name}" for name in sorted(unknown)]
        )
    return errors


def _named(action: dict[str, Any]) -> str:
    """The action in a person's words."""
    text = action.get("text", {}).get("text")
    return f"the button {text}" if text else f"the action {action['action_id']}"


def _title(view: Message) -> str:
    return str(view["title"]["text"]) if view.get("title") else "Home"
