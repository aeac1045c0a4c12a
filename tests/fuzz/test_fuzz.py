"""Broken payloads of every kind: each is acknowledged, nothing fails, nothing is sent elsewhere, no record changes."""

from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Any
from unittest.mock import Mock

import pytest
import pytest_asyncio

from bot import listeners
from sandbox.delivery import Envelope
from tests.fuzz.__main__ import WAYS
from tests.fuzz.campaign import mutants, run
from tests.fuzz.company import Seed
from tests.fuzz.stage import Stage, stage
from tests.fuzz.ways import over_socket_mode

SEED = 20261121
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One for all, since nothing changes it."""
    async with stage(tmp_path_factory.mktemp("fuzz"), near=True) as place:
        yield place


@pytest.mark.parametrize(("way", "count"), [("straight", 600), ("HTTP", 100), ("Socket Mode", 100)])
async def test_a_broken_payload_is_acknowledged_and_changes_nothing(company: Stage, way: str, count: int) -> None:
    async with WAYS[way](company) as deliver:
        found = await run(company, deliver, count=count, seed=SEED + count)

    assert found.faults == []
    assert found.sent.total() == count


@pytest.mark.parametrize(
    "broken",
    [
        Envelope("interactive", {"type": "view_submission"}),
        Envelope("interactive", {"type": "view_submission", "view": {"callback_id": "nobody's"}}),
    ],
)
async def test_who_submits_what_nobody_can_read_is_told(company: Stage, broken: Envelope) -> None:
    async with over_socket_mode(company):
        answer = await company.sandbox.socket_mode.send(broken, 3)

    assert "Nothing was changed" in str(answer.body["view"])


async def test_every_listener_is_tried(company: Stage) -> None:
    names = _Names()
    parts: Any = dict.fromkeys(
        ("reader", "messages", "home", "actions", "submissions", "audit", "approvals", "conversation"), Mock()
    )
    listeners.register(names, **parts)  # type: ignore[arg-type]
    tried = {seed.act.removeprefix("view_submission ").partition(" ")[0] for seed in company.seeds}

    assert names.found - tried == set()


class _Names:
    """Takes listeners like Bolt, and keeps their names."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def use(self, _: object) -> None: ...

    def error(self, _: object) -> None: ...

    def action(self, name: str) -> Callable[[object], None]:
        self.found.add(name)
        return lambda _: None

    event = view = command = action


async def test_the_same_seed_makes_the_same_payloads() -> None:
    place: Any = Mock()
    place.sandbox.workspace.channels = {}
    place.seeds = [Seed("approve", "a", Envelope("interactive", {"type": "shortcut", "a": {"b": [1, "x"]}}))]

    first, second = ([envelope for _, envelope in mutants(place, Random(1), 50)] for _ in range(2))
    assert str(first) == str(second)
    assert len({str(envelope) for envelope in first}) > 20
