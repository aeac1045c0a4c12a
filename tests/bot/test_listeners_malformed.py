"""Payloads that Slack never sends: whatever is broken in them, nothing changes."""

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.store import Store, keys
from bot.views import modals
from tests.bot.door import Door
from tests.bot.drawn import edit_view
from tests.bot.records import an_approval
from tests.bot.workspace import RILEY, Request


async def snapshot(redis: Redis) -> dict[bytes, object]:
    """All records: what a bad payload must leave alone. What Docket keeps is not among them.

    Who was refused is written down: the requester, who decides nothing of their own, wherever nothing was broken.
    """
    found: dict[bytes, object] = {}
    async for key in redis.scan_iter(match="countersign:*"):
        if await redis.type(key) == b"hash":
            found[key] = await redis.hgetall(key)
    entries = [entry async for entry in Store(redis).audit.entries() if entry["kind"] != "refusal"]
    return found | {keys.AUDIT.encode(): entries}


JUNK: list[object] = [None, "", 0, -1, [], {}, "x" * 5000, {"id": None}, [{}], True, "gone:0", "a1:7:0", "a1:-1"]


def replaced(body: Mapping[str, Any], path: tuple[object, ...], junk: object) -> dict[str, Any]:
    """The same body with one thing in it replaced, or left out when the junk is None."""
    copy: Any = json.loads(json.dumps(body))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    if junk is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = junk
    return dict(copy)


def paths(value: Any, before: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items: list[tuple[object, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path for key, inner in items for path in ((*before, key), *paths(inner, (*before, key)))]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_malformed_payload_changes_nothing_wherever_it_trips(
    door: Door, request_: Request, redis: Redis, data: st.DataObject
) -> None:
    """Bolt itself trips over some of these before any listener is asked."""
    await request_.asks()
    views = [edit_view, modals.reject, modals.respond]
    body = data.draw(
        st.sampled_from(
            [door.click("approve", person=RILEY), door.click("edit", person=RILEY)]
            + [door.submission(view(an_approval(), 0), person=RILEY) for view in views]
        )
    )
    broken = replaced(body, data.draw(st.sampled_from(paths(body))), data.draw(st.sampled_from(JUNK)))
    before = await snapshot(redis)

    with contextlib.suppress(ValueError, TypeError, AttributeError, LookupError):
        assert (await door.send(broken)).status in {200, 404, 500}
    assert await snapshot(redis) == before
