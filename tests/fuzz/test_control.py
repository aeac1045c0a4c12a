"""The unbroken payloads, from who may: they do change something, and what must not be is noticed.

So the tests of broken ones can fail: what they send would count, were it not for what is broken in it.
"""

from pathlib import Path

import aiohttp
import pytest

from tests.bot.workspace import AVERY, MORGAN, RILEY
from tests.fuzz.company import Seed
from tests.fuzz.stage import stage

LEGAL = (
    (RILEY, "nudge", "asked"),
    (RILEY, "add", "plain"),
    (AVERY, "approve", "plain"),
    (AVERY, "approve_all", "several"),
    (AVERY, "take_back", "quorum"),
    (RILEY, "withdraw", "quorum"),
    (AVERY, "view_submission edit", "fields"),
    (AVERY, "view_submission reject", "high"),
    (AVERY, "view_submission respond", "value"),
    (AVERY, "view_submission approve", "long"),
    (AVERY, "view_submission ask", "free"),
    (RILEY, "view_submission answer", "asked"),
    (MORGAN, "view_submission always_allow", "approved"),
    (AVERY, "revoke_rule", "rule1"),
    (AVERY, "/approvals delegate", ""),
    (AVERY, "/approvals back", ""),
    (RILEY, "message", "info: it is urgent"),
    (AVERY, "message", "approve"),
    (RILEY, "app_mention", "<@U0BOT> find Alice"),
    (RILEY, "message", "find Alice"),
)
"""What people may do, in an order in which one does not stand in the way of another."""


async def test_what_people_may_do_changes_the_records(tmp_path: Path) -> None:
    idle = []
    async with stage(tmp_path, near=False) as place:
        for person, act, about in LEGAL:
            seed = next(s for s in place.seeds if (s.act, s.about) == (act, about) and person in _named(s))
            assert await place.send(place.fresh(seed.envelope, seed)) == ""
            if await place.problems() != ["the records changed"]:
                idle.append((act, about))

    assert idle == []


def _named(seed: Seed) -> str:
    """Who does it."""
    payload = seed.envelope.payload
    return str(payload.get("user") or payload.get("user_id") or payload["event"].get("user"))


async def test_an_error_and_a_request_that_leaves_the_workspace_are_noticed(tmp_path: Path) -> None:
    async with stage(tmp_path, near=False) as place:
        place.product.background.start(_fails())
        with pytest.raises(aiohttp.ClientError):
            await place.product._edges.slack.client.session.get("http://127.0.0.1:9/")

        error, abroad = await place.problems()
        assert "it went wrong" in error
        assert abroad == "something was sent to http://127.0.0.1:9/"


async def _fails() -> None:
    raise RuntimeError("it went wrong")
