"""Keeping Socket Mode alive: clients have been seen connected for days without getting anything."""

import asyncio
import logging
import time
from collections.abc import Callable

from slack_sdk.socket_mode.aiohttp import SocketModeClient

log = logging.getLogger(__name__)

_LOOK = 5.0
_SILENT = 60.0
"""Seconds without a pong after which a connection is taken for dead: Bolt pings every ten."""
_HOPELESS = 300.0
"""Seconds without a living connection after which the process should be started anew."""


class Disconnected(Exception):  # noqa: N818
    """Slack could not be reached for five minutes; the process ends so that its supervisor starts it anew."""


async def watch(socket: SocketModeClient, *, now: Callable[[], float] = time.time, look: float = _LOOK) -> None:
    """Reconnect when the connection is silent; never returns.

    Raises:
        Disconnected: reconnecting did not help either.
    """
    alive_at = tried_at = now()
    while True:
        looked_at = now()
        await asyncio.sleep(look)
        if now() - looked_at > _SILENT:
            # The whole machine stood still, a closed laptop perhaps: what was silent meanwhile was not Slack.
            alive_at = now()
        if await socket.is_connected() and now() - (socket.last_ping_pong_time or now()) < _SILENT:
            alive_at = now()
        elif now() - alive_at > _HOPELESS:
            raise Disconnected(Disconnected.__doc__)
        elif now() - max(alive_at, tried_at) > _SILENT:
            tried_at = now()
            log.warning("Slack has been silent for %.0f s; connecting anew", now() - alive_at)
            await _reconnect(socket)


async def _reconnect(socket: SocketModeClient) -> None:
    try:
        await socket.connect_to_new_endpoint(force=True)
    except Exception:
        # Whatever it was, the next look tries again, and a hopeless connection ends the process.
        log.exception("Slack cannot be reached")
