"""The ledger in the real Redis: a call runs at most once, with the bytes that were decided on."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.approvals import Vote
from bot.store import Store, grants, keys
from bot.store.due import DRAW
from bot.store.lua import Script
from tests.bot.records import MAIL, THREAD, a_rule, a_vote, an_action, an_ask, an_edit
from tests.bot.settling import settles

LEASE = 30.0


async def approve(store: Store, vote: Vote | None = None, **changes: Any) -> None:
    await store.approvals.add(an_ask(**changes), timeout=60, votes={0: vote or a_vote()})


async def claim(
    store: Store,
    arguments: Mapping[str, Any] = MAIL,
    *,
    tool: str = "send_email",
    fingerprint: str = "",
    token: str = "one",
    repeatable: bool = False,
) -> tuple[str, str]:
    return await store.grants.claim(
        thread=THREAD,
        call="c1",
        tool=tool,
        arguments=arguments,
        fingerprint=fingerprint,
        token=token,
        lease=LEASE,
        repeatable=repeatable,
    )


async def record(store: Store, content: str = "sent", *, token: str = "one", failed: bool = False) -> bool:
    return await store.grants.record(thread=THREAD, call="c1", token=token, content=content, failed=failed)


async def beat(store: Store, token: str = "one", lease: float = LEASE) -> bool:
    return await store.grants.beat(thread=THREAD, call="c1", token=token, lease=lease)


async def doubt(store: Store, reason: str, *, token: str = "one") -> bool:
    return await store.grants.doubt(thread=THREAD, call="c1", token=token, reason=reason)


async def hand_back(store: Store, token: str = "one") -> bool:
    return await store.grants.hand_back(thread=THREAD, call="c1", token=token)


async def fall_silent(redis: Redis) -> None:
    """As if the lease had passed: Redis' clock cannot be turned, but the lease can."""
    await redis.hset(keys.grant(THREAD, "c1"), "until", (await redis.time())[0] - 1)


async def come_into_doubt(store: Store, redis: Redis) -> None:
    await approve(store)
    await claim(store)
    await fall_silent(redis)
    assert (await claim(store, token="two"))[0] == "in_doubt"


async def ask_about_doubt(store: Store, vote: Vote) -> None:
    rule = a_rule(decisions=("respond", "approve", "reject"))
    ask = an_ask(an_action(rule=rule), id="a2", kind="doubt")
    await store.approvals.add(ask, timeout=60, votes={})
    await settles(store, ask, {0: vote})


async def test_a_call_that_nobody_approved_does_not_run(store: Store) -> None:
    assert await claim(store) == ("missing", "")


async def test_an_approved_call_runs_with_the_stored_bytes(store: Store) -> None:
    await approve(store)

    assert await claim(store) == ("run", an_action().arguments)


async def test_an_edited_call_runs_with_the_edited_bytes_only(store: Store) -> None:
    await approve(store, an_edit({"to": "bob"}))

    assert await claim(store, MAIL) == ("differs", "")
    assert await claim(store, {"to": "bob"}) == ("run", '{"to":"bob"}')


async def test_a_grant_that_is_given_back_is_there_for_whoever_goes_on(store: Store) -> None:
    await approve(store)
    await claim(store)

    assert await hand_back(store)
    assert await claim(store, token="two") == ("run", an_action().arguments)


async def test_nobody_gives_back_what_another_runs_or_what_has_run(store: Store) -> None:
    await approve(store)
    await claim(store)
    others = await hand_back(store, token="two")
    await record(store)

    assert (others, await hand_back(store)) == (False, False)
    assert (await claim(store))[0] == "done"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        MAIL | {"to": "eve@example.com"},
        MAIL | {"cc": "eve@example.com"},
        MAIL | {"subject": None},
        MAIL | {"subject": math.nan},
        MAIL | {"subject": "\ud800"},
    ],
)
async def test_other_arguments_than_the_approved_ones_do_not_run(store: Store, arguments: dict[str, Any]) -> None:
    await approve(store)

    assert await claim(store, arguments) == ("differs", "")
    assert (await claim(store))[0] == "run"


async def test_another_tool_than_the_approved_one_does_not_run(store: Store) -> None:
    await approve(store)

    assert await claim(store, tool="run_sql") == ("differs", "")


async def test_a_tool_that_is_not_the_one_people_saw_does_not_run(store: Store) -> None:
    await store.approvals.add(an_ask(an_action(fingerprint="seen")), timeout=60, votes={0: a_vote()})

    assert await claim(store, fingerprint="other") == ("changed", "")
    assert (await claim(store, fingerprint="seen"))[0] == "run"


async def test_a_call_that_ran_gives_its_result_whatever_became_of_the_tool(store: Store) -> None:
    await approve(store)
    await claim(store)
    await record(store, "the result")

    assert await claim(store, fingerprint="other") == ("done", "the result")


async def test_of_fifty_claims_one_runs(store: Store) -> None:
    await approve(store)
    claims = await asyncio.gather(*[claim(store, token=f"t{n}") for n in range(50)])

    assert sorted(what for what, _ in claims) == ["run"] + ["running"] * 49


async def test_an_attempt_whose_answer_was_lost_on_its_way_is_still_the_one(store: Store) -> None:
    await approve(store)

    assert [await claim(store) for _ in range(2)] == [("run", an_action().arguments)] * 2
    assert (await claim(store, token="two"))[0] == "running"


async def test_who_comes_while_it_runs_hears_for_how_long_at_most(store: Store) -> None:
    await approve(store)
    await claim(store)

    what, seconds = await claim(store, token="two")
    assert (what, float(seconds)) == ("running", pytest.approx(LEASE, abs=5))


@pytest.mark.parametrize(("failed", "what"), [(False, "done"), (True, "failed")])
async def test_a_call_that_ran_gives_its_result_for_ever(store: Store, failed: bool, what: str) -> None:
    await approve(store)
    await claim(store)
    assert await record(store, "the result", failed=failed)

    assert await asyncio.gather(*[claim(store, token=f"t{n}") for n in range(5)]) == [(what, "the result")] * 5


async def test_a_result_is_written_into_the_audit_trail(store: Store) -> None:
    await approve(store)
    await claim(store)
    await record(store)
    entries = [entry async for entry in store.audit.entries()]

    assert (
        entries[-1].items()
        >= {
            "kind": "execution",
            "thread": THREAD,
            "approval": "a1",
            "call": "c1",
            "tool": "send_email",
            "digest": an_action().digest,
            "outcome": "done",
        }.items()
    )
    assert entries[-1]["digest"] == entries[-2]["digest"]


async def test_only_who_claimed_it_may_say_how_it_went(store: Store) -> None:
    await approve(store)
    await claim(store)

    assert not await record(store, token="two")
    assert await record(store)
    assert not await record(store, "something else")
    assert await claim(store) == ("done", "sent")


async def test_nothing_is_recorded_of_a_call_that_nobody_approved(store: Store) -> None:
    assert not await record(store)
    assert [entry async for entry in store.audit.entries()] == []


async def test_a_lease_lasts_while_its_holder_lives(store: Store, redis: Redis) -> None:
    await approve(store)
    await claim(store)
    await fall_silent(redis)

    assert await beat(store)
    assert (await claim(store, token="two"))[0] == "running"


async def test_nobody_else_renews_a_lease(store: Store) -> None:
    await approve(store)
    await claim(store)

    assert not await beat(store, "two")
    await record(store)
    assert not await beat(store)


async def test_a_call_whose_runner_fell_silent_is_in_doubt_and_stays_so(store: Store, redis: Redis) -> None:
    await come_into_doubt(store, redis)

    what, said = await claim(store, token="three")
    assert (what, json.loads(said)) == ("in_doubt", {"times": 1, "reason": ""})
    assert not await beat(store)


async def test_why_a_call_is_in_doubt_is_told_until_it_runs_again(store: Store, redis: Redis) -> None:
    await approve(store)
    await claim(store)
    assert await doubt(store, "The line broke.")
    await fall_silent(redis)
    _, said = await claim(store, token="two")
    await ask_about_doubt(store, a_vote("approve"))
    await claim(store, token="three")
    await fall_silent(redis)
    _, again = await claim(store, token="four")

    assert (json.loads(said)["reason"], json.loads(again)["reason"]) == ("The line broke.", "")


async def test_only_the_runner_says_why_a_call_is_in_doubt(store: Store) -> None:
    await approve(store)
    await claim(store)

    assert not await doubt(store, "The line broke.", token="two")


async def test_a_repeatable_call_is_run_again_instead(store: Store, redis: Redis) -> None:
    await approve(store)
    await claim(store, repeatable=True)
    await fall_silent(redis)

    assert (await claim(store, token="two", repeatable=True))[0] == "run"
    assert not await record(store, token="one")


@pytest.mark.parametrize("reason", ["The line broke.", ""])
async def test_a_call_whose_tool_cannot_know_how_it_went_is_in_doubt_at_once(store: Store, reason: str) -> None:
    """Also one that is repeatable: its tool would say the same again."""
    await approve(store)
    await claim(store, repeatable=True)
    await doubt(store, reason)

    what, said = await claim(store, token="two", repeatable=True)
    assert (what, json.loads(said)) == ("in_doubt", {"times": 1, "reason": reason})


@pytest.mark.parametrize(
    ("vote", "claimed"),
    [
        (a_vote("approve"), ("run", an_action().arguments)),
        (a_vote("respond", message="It is in the outbox."), ("done", "It is in the outbox.")),
        (a_vote("reject", message="Leave it."), ("failed", "Leave it.")),
    ],
)
async def test_a_person_settles_a_doubt(store: Store, redis: Redis, vote: Vote, claimed: tuple[str, str]) -> None:
    await come_into_doubt(store, redis)
    await ask_about_doubt(store, vote)

    what, said = await claim(store, token="three")
    assert (what, claimed[1] in said) == (claimed[0], True)


async def test_a_call_in_doubt_a_second_time_is_another_question(store: Store, redis: Redis) -> None:
    await come_into_doubt(store, redis)
    await ask_about_doubt(store, a_vote("approve"))
    await claim(store, token="three")
    await fall_silent(redis)

    what, said = await claim(store, token="four")
    assert (what, json.loads(said)["times"]) == ("in_doubt", 2)


async def test_a_runner_that_was_thought_dead_may_still_say_how_it_went(store: Store, redis: Redis) -> None:
    await come_into_doubt(store, redis)

    assert await record(store)
    assert await claim(store, token="three") == ("done", "sent")


async def test_so_it_may_when_it_is_to_run_again_and_nobody_has_begun_to(store: Store, redis: Redis) -> None:
    await come_into_doubt(store, redis)
    await ask_about_doubt(store, a_vote("approve"))

    assert (await record(store, token="two"), await record(store)) == (False, True)
    assert await claim(store, token="three") == ("done", "sent")


async def test_but_not_when_somebody_runs_it_again(store: Store, redis: Redis) -> None:
    await come_into_doubt(store, redis)
    await ask_about_doubt(store, a_vote("approve"))
    await claim(store, token="three")

    assert not await record(store)
    assert (await claim(store, token="four"))[0] == "running"


async def test_a_runner_that_lost_the_answer_says_once_how_it_went(store: Store) -> None:
    await approve(store)
    await claim(store)

    assert [await record(store) for _ in range(2)] == [True, True]
    assert [entry["kind"] async for entry in store.audit.entries()].count("execution") == 1


@pytest.mark.parametrize("word", [claim, record, hand_back])
async def test_whoever_runs_a_call_waits_while_redis_is_away(
    store: Store, monkeypatch: pytest.MonkeyPatch, word: Callable[[Store], Awaitable[Any]]
) -> None:
    once, away = Script.__call__, iter(range(3))

    async def broken(script: Script, **given: Any) -> Any:
        if next(away, None) is not None:
            raise RedisConnectionError("it is being started anew")
        return await once(script, **given)

    await approve(store)
    await claim(store)
    monkeypatch.setattr(grants, "_PATIENCE", Retry(NoBackoff(), 3))
    monkeypatch.setattr(Script, "__call__", broken)

    assert await word(store)


@pytest.mark.parametrize("vote", [a_vote("approve"), a_vote("reject"), a_vote("respond", message="Found.")])
async def test_what_became_known_meanwhile_stands_whatever_a_person_says(
    store: Store, redis: Redis, vote: Vote
) -> None:
    """Above all it must not run again because somebody pressed the button a moment too late."""
    await come_into_doubt(store, redis)
    await record(store)
    await ask_about_doubt(store, vote)

    assert await claim(store, token="three") == ("done", "sent")


async def test_a_later_call_of_the_same_name_needs_and_gets_its_own_grant(store: Store) -> None:
    await approve(store)
    await claim(store)
    await record(store)
    await approve(store, id="a2", interrupt="i2")

    assert (await claim(store, token="two"))[0] == "run"
    await record(store, "sent again", token="two")
    assert [e["approval"] async for e in store.audit.entries() if e["kind"] == "execution"] == ["a1", "a2"]


async def test_a_result_that_comes_during_a_drawing_is_drawn_too(store: Store) -> None:
    await approve(store)
    await claim(store)
    mark = await store.due.mark(DRAW, "a1")
    await record(store)
    await store.due.settle(DRAW, "a1", mark)

    assert await store.due.mark(DRAW, "a1") != ""
    approval = await store.approvals.get("a1")
    assert approval
    assert approval.executions == {0: "done"}
