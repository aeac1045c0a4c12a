"""What happens when a listener fails: it is logged, nothing is acknowledged, and Slack shows the person a warning."""

import logging
from typing import Any

log = logging.getLogger(__name__)


async def explain(error: Exception, body: dict[str, Any]) -> None:
    kind = body.get("type") or body.get("command") or "request"
    log.error("A %s of Slack could not be handled: %r", kind, error, exc_info=error, extra={"action": "listen"})
