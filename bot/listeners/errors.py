"""What happens to a payload that nobody listens to, and when a listener fails."""

import json
import logging
from typing import Any

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.views import modals, notes

log = logging.getLogger(__name__)


async def explain(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
    """What fails is logged and not acknowledged, so that Slack shows the person a warning."""
    kind = body.get("type") or body.get("command") or "request"
    if isinstance(error, BoltUnhandledRequestError):
        return _acknowledged(kind)
    log.error("A %s of Slack could not be handled: %r", kind, error, exc_info=error, extra={"action": "listen"})
    return None


def _acknowledged(kind: str) -> BoltResponse:
    """Slack need not send it again; a view does not close as if what was typed into it counted."""
    if kind == "view_submission":
        told = {"response_action": "update", "view": modals.refused(notes.UNREADABLE())}
        return BoltResponse(status=200, body=json.dumps(told), headers={"content-type": "application/json"})
    return BoltResponse(status=200, body="")
