"""What Slack sends: a person's message and a click on a card, signed, of the size Slack makes them."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from slack_bolt.request.async_request import AsyncBoltRequest

from bench.slack import BOT, REQUESTER, REVIEW_CHANNEL, REVIEWER, TEAM

DIRECT = "D0BENCH"


class Delivery(NamedTuple):
    """One request of Slack's."""

    body: str
    headers: Mapping[str, str]

    @property
    def for_bolt(self) -> AsyncBoltRequest:
        return AsyncBoltRequest(body=self.body, headers={name: [value] for name, value in self.headers.items()})


def direct_message(ts: str, text: str, *, secret: str) -> Delivery:
    event = {"type": "message", "channel": DIRECT, "channel_type": "im", "user": REQUESTER, "text": text, "ts": ts}
    payload = {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0BENCH",
        "event_id": f"Ev{ts}",
        "event_time": 1,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "event": event,
    }
    return _signed(json.dumps(payload), "application/json", secret)


def approve_click(approval: str, blocks: Sequence[Mapping[str, Any]], *, secret: str) -> Delivery:
    """A click on the first action's Approve button of a card that shows these blocks."""
    payload = {
        "type": "block_actions",
        "user": {"id": REVIEWER, "username": "reviewer", "name": "reviewer", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "team": {"id": TEAM, "domain": "bench"},
        "channel": {"id": REVIEW_CHANNEL, "name": "approvals"},
        "container": {"type": "message", "channel_id": REVIEW_CHANNEL, "message_ts": "1.000100"},
        "message": {"type": "message", "user": BOT, "ts": "1.000100", "text": "Approval needed", "blocks": blocks},
        "trigger_id": f"1.2.{approval}",
        "response_url": "https://hooks.example.com/actions/1",
        "state": {"values": {}},
        "actions": [{"type": "button", "action_id": "approve", "block_id": "b", "value": f"{approval}:0:0"}],
    }
    return _signed(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded", secret)


def _signed(body: str, content_type: str, secret: str) -> Delivery:
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    return Delivery(body, headers)
