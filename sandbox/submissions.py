"""What becomes of a modal: submitted, answered by the bot, closed."""

import logging
from collections.abc import Callable
from typing import Any

from sandbox import payloads
from sandbox.block_kit.values import Values, field_errors, state_values
from sandbox.changes import View
from sandbox.delivery import Delivery
from sandbox.errors import SlackError, malformed
from sandbox.interactions import NOT_ACKNOWLEDGED, Result
from sandbox.passes import ResponseUrl
from sandbox.response_urls import ResponseUrls
from sandbox.web_api.views import checked_view
from sandbox.workspace import Workspace

log = logging.getLogger(__name__)

CONVERSATIONS = {"conversations_select": "selected_conversation", "channels_select": "selected_channel"}


class Submissions:
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

    async def submit(self, user: str, view_id: str, given: Values) -> Result:
        """Slack checks the fields itself; then the bot decides what becomes of the view."""
        view = self._workspace.views.of(user, view_id)
        values = state_values(view["blocks"], given)
        errors = field_errors(view["blocks"], values)
        if errors:
            return {"ok": False, "errors": errors}
        payload = payloads.view_submission(self._workspace, user, view, values)
        payload["response_urls"] = self._response_urls_of(user, view, values)
        answer = await self._delivery.interaction("interactive", payload, f"the view {_title(view)}")
        return self._settle(user, view, answer.body) if answer.acknowledged else NOT_ACKNOWLEDGED

    async def close(self, user: str, view_id: str) -> Result:
        """Close the visible view; the bot is told if it asked to be."""
        view = self._workspace.views.of(user, view_id)
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

    def _response_urls_of(self, user: str, view: View, values: Values) -> list[dict[str, str]]:
        """One for every conversation chosen in a select that asked for it."""
        urls = []
        for block in view["blocks"]:
            element = block.get("element", {})
            if block["type"] == "input" and element.get("response_url_enabled"):
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                chosen = values[ids["block_id"]][ids["action_id"]].get(CONVERSATIONS[element["type"]])
                if chosen:
                    response = ResponseUrl(user, chosen, self._workspace.clock())
                    urls.append({**ids, "channel_id": chosen, "response_url": self._response_urls.new(response)})
        return urls

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


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not all(isinstance(text, str) for text in errors.values()):
        raise malformed("invalid_arguments", ["errors must be an object of block ids and texts"])
    if unknown := set(errors) - inputs:
        raise malformed("invalid_arguments", [f"no input block is called {name}" for name in sorted(unknown)])
    return errors


def _title(view: View) -> str:
    return str(view["title"]["text"]) if view.get("title") else "Home"
