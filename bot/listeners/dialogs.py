"""What a click is answered with: a view, or a private note beside where it was made.

A person goes on meanwhile: a trigger dies after three seconds, a view is closed or turned.
"""

import logging
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.listeners.payload import Click, OpenView
from bot.slack import Slack, told
from bot.views import notes

log = logging.getLogger(__name__)

_LATE = {
    "expired_trigger_id",
    "exchanged_trigger_id",
    "invalid_trigger_id",
    "push_limit_reached",
    "hash_conflict",
    "not_found",
}
_NOBODY = {"user_not_found", "not_enabled"}


async def open_view(slack: Slack, pressed: Click, view: dict[str, Any]) -> None:
    """Open a view over a click, on top of the one it was made in; the person is told when it is too late for that."""
    client = slack.client
    try:
        await (client.views_push if pressed.inside else client.views_open)(trigger_id=pressed.trigger, view=view)
    except SlackApiError as error:
        _pass(error, _LATE)
        await whisper(slack, pressed, notes.NOT_OPENED())


async def whisper(slack: Slack, pressed: Click, text: str) -> None:
    """Tell whoever clicked, alone; on the Home tab, where there is no channel, nothing can be told."""
    if pressed.channel:
        await slack.whisper(pressed.channel, pressed.person, text, thread_ts=pressed.thread_ts)


async def change_view(slack: Slack, old: OpenView, view: dict[str, Any]) -> None:
    """Put another view in the place of one that is open, if it is still as it was."""
    try:
        await slack.client.views_update(view_id=old.id, hash=old.hash, view=view)
    except SlackApiError as error:
        _pass(error, _LATE)


async def publish_home(slack: Slack, user: str, view: dict[str, Any]) -> None:
    """Draw somebody's Home tab, if they have one."""
    try:
        await slack.client.views_publish(user_id=user, view=view)
    except SlackApiError as error:
        _pass(error, _NOBODY)


def _pass(error: SlackApiError, codes: set[str]) -> None:
    if error.response.get("error") not in codes:
        raise error
    log.info("A view was not shown: %s", told(error), extra={"action": "view"})
