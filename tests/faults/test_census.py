"""The check of a whole store: what is read for it, and what the command says."""

from typing import Any

import pytest
from redis.asyncio import Redis

from bot.approvals import State
from bot.check import check_invariants
from bot.invariants import violations
from bot.store import Store, keys
from bot.store.census import census
from tests.bot.records import THREAD, a_rule, a_vote, an_action, an_ask
from tests.bot.settling import settles

ACTION, ASK = an_action(), an_ask()


async def test_the_census_reads_what_the_store_wrote(store: Store, redis: Redis) -> None:
    rule = a_rule()
    ask = an_ask(an_action(rule=rule), an_action(rule=rule, call="c2"))
    await store.approvals.add(ask, timeout=60, votes={})
    await settles(store, ask, {0: a_vote(), 1: a_vote("reject")})
    records = await census(redis)

    assert violations(records) == []
    assert [(entry["kind"], entry["call"]) for entry in records.entries] == [
        ("request", "c1"),
        ("request", "c2"),
        ("decision", "c1"),
        ("decision", "c2"),
    ]
    assert [(grant.call, grant.status, grant.digest) for grant in records.grants] == [("c1", "granted", ACTION.digest)]
    assert (records.approvals["a1"].state, records.due, records.deadlines) == (State.DECIDED, {THREAD}, {})


async def test_the_command_names_what_is_broken(
    store: Store, redis: Redis, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", server.url)
    said: list[str] = []
    await store.approvals.add(ASK, timeout=60, votes={})

    assert await check_invariants(say=said.append)
    await redis.delete(keys.DEADLINES)
    assert not await check_invariants(say=said.append)
    assert said[1] == "WRONG Approval a1 is pending, and its deadline is not in the list that the clock reads."
    assert said[::2] == [
        "No promises broken in 1 approvals, 0 grants, 1 audit entries.",
        "1 promises broken in 1 approvals, 0 grants, 1 audit entries.",
    ]
