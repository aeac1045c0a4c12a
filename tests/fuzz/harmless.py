"""Which payloads may change nothing: the others may be legal acts of people who may, and are left out."""

import json
import re
from collections.abc import Collection
from typing import Any

from sandbox.delivery import Envelope
from tests.fuzz.company import OPENS, OUTSIDERS, act_of, asks

_SETTLED = {"approved", "gone"}
_ASKED = "|".join(name for name in asks() if name not in _SETTLED)
_NAMED = re.compile(rf"(?<![a-z])({_ASKED})(?![a-z])")
"""A request that waits."""
_CURRENT = re.compile(rf"(?<![a-z])({_ASKED}):\d+:(?!9\d(?!\d|,))\d")
"""A request that waits, named with an action and a version that it may have reached."""
_VERSIONED = {"approve", *(f"view_submission {act}" for act in ("approve", "edit", "reject", "respond"))}
_ORDERS = re.compile(r"delegate|back", re.IGNORECASE)
_SPOKEN = {None, "thread_broadcast", "file_share", "me_message"}


def harmless(envelope: Envelope, known_threads: Collection[str]) -> bool:
    """`known_threads`: what is written there is for us."""
    payload = envelope.payload
    match payload.get("type"):
        case "event_callback":
            return _is_small_talk(payload.get("event"), known_threads)
        case "block_actions" | "view_submission":
            return _person(payload) in OUTSIDERS or _is_too_late(payload)
    text = str(payload.get("text"))
    return "command" not in payload or _person(payload) in OUTSIDERS or not _ORDERS.search(text)


def _is_too_late(payload: Any) -> bool:
    act = act_of(payload)
    # Anybody in the workspace may end a standing rule. Managers may make one of what was approved.
    if act in {"revoke_rule", "view_submission always_allow"}:
        return False
    if act in OPENS and payload["type"] == "block_actions":
        return True
    named = _CURRENT if act in _VERSIONED else _NAMED
    return not named.search(_carried(payload))


def _person(payload: Any) -> object:
    """None where nobody can be meant."""
    user = payload.get("user")
    found = user.get("id") if isinstance(user, dict) else payload.get("user_id")
    return found if isinstance(found, str) else None


def _carried(payload: Any) -> str:
    """What names a request: what the buttons or the view carry."""
    actions, view = payload.get("actions"), payload.get("view")
    pressed = [each for each in actions if isinstance(each, dict)] if isinstance(actions, list) else []
    return json.dumps(
        [*(each.get("value") for each in pressed), view.get("private_metadata") if isinstance(view, dict) else None]
    )


def _is_small_talk(event: Any, known_threads: Collection[str]) -> bool:
    """Whether it is nothing that anybody said to us."""
    if not isinstance(event, dict) or event.get("type") not in ("message", "app_mention"):
        return True
    if event.get("bot_id") or event.get("user") == "U0BOT":
        return True
    subtype = event.get("subtype")
    if not isinstance(subtype, str | None) or subtype not in _SPOKEN:
        return True
    if event["type"] == "app_mention" or event.get("channel_type") == "im":
        return False
    if "thread_ts" not in event:
        return True
    # Under a card only what people decide there counts, and those who may not decide may say it.
    thread = event.get("thread_ts")
    return isinstance(thread, str) and thread not in known_threads and event.get("user") in OUTSIDERS
