"""What a run was granted and did not use ends with it."""

import pytest
from redis.asyncio import Redis

from bot.approvals import State
from bot.invariants import violations
from bot.store import Store, keys
from bot.store.census import census
from bot.store.threads import Message, Place, Turn
from tests.bot.records import MAIL, THREAD, a_rule, a_vote, an_action, an_ask
from tests.bot.settling import settles, withdraws

PLACE = Place(team="T1", channel="C1", thread_ts="1.000001")


@pytest.fixture
async def turn(store: Store) -> Turn:
    await store.threads.accept(PLACE, Message(ts="1.000001", user="U1", text="mail Alice"))
    turn = await store.threads.open_turn(THREAD)
    assert turn
    return turn


async def approve(store: Store, *calls: str, **changes: object) -> None:
    votes = {index: a_vote() for index in range(len(calls))}
    await store.approvals.add(an_ask(*(an_action(call=call) for call in calls), **changes), timeout=60, votes=votes)


async def claim(store: Store, call: str = "c1", *, token: str = "one") -> str:
    what, _ = await store.grants.claim(
        thread=THREAD,
        call=call,
        tool="send_email",
        arguments=MAIL,
        fingerprint="",
        token=token,
        lease=30,
        repeatable=False,
    )
    return what


async def record(store: Store, call: str = "c1") -> None:
    assert await store.grants.record(thread=THREAD, call=call, token="one", content="sent", failed=False)


async def test_when_a_run_has_ended_what_it_did_not_use_cannot_be_used(store: Store, redis: Redis, turn: Turn) -> None:
    await approve(store, "c1", "c2")
    await claim(store, "c1")
    await record(store, "c1")
    await store.threads.answer(turn)

    assert (await claim(store, "c1"), await claim(store, "c2")) == ("done", "missing")
    assert await redis.exists(keys.grant(THREAD, "c2"), keys.granted(THREAD)) == 0


async def test_grants_of_every_question_of_a_run_end_with_it(store: Store, turn: Turn) -> None:
    """The turn knows only what it waits for now; what was answered before it has forgotten."""
    await approve(store, "c1")
    await store.threads.wait(turn, ["a1"])
    await approve(store, "c2", id="a2", interrupt="i2")
    await store.threads.wait(turn, ["a2"])
    await store.threads.answer(turn)

    assert [await claim(store, call) for call in ("c1", "c2")] == ["missing"] * 2


async def test_a_call_that_runs_when_its_run_ends_is_still_recorded_and_kept_for_a_while(
    store: Store, redis: Redis, turn: Turn
) -> None:
    """Its worker was thought dead, and the run was given up meanwhile."""
    await approve(store, "c1")
    await claim(store)
    await store.threads.answer(turn)
    kept = await redis.ttl(keys.grant(THREAD, "c1"))
    await record(store)

    assert 29 * 86400 < kept <= 30 * 86400
    assert await claim(store, token="two") == "done"


async def test_a_call_that_stops_to_ask_after_its_run_has_ended_leaves_nothing_that_could_run(
    store: Store, redis: Redis, turn: Turn
) -> None:
    await approve(store, "c1")
    await claim(store)
    await store.threads.answer(turn)

    assert not await store.grants.hand_back(thread=THREAD, call="c1", token="one")
    assert await claim(store) == "missing"


async def test_nor_does_one_whose_request_was_withdrawn_meanwhile(store: Store) -> None:
    ask = an_ask(an_action(call="c1"), an_action(call="c2"))
    await store.approvals.add(ask, timeout=60, votes={0: a_vote()})
    await claim(store)
    await withdraws(store, ask)

    assert not await store.grants.hand_back(thread=THREAD, call="c1", token="one")
    assert await claim(store) == "missing"


async def test_a_call_that_people_settled_is_kept_for_a_while_only(store: Store, redis: Redis, turn: Turn) -> None:
    await approve(store, "c1")
    await claim(store)
    await redis.hset(keys.grant(THREAD, "c1"), "until", 1)
    assert await claim(store, token="two") == "in_doubt"
    doubt = an_ask(an_action(rule=a_rule(decisions=("respond", "approve", "reject"))), id="a2", kind="doubt")
    await store.approvals.add(doubt, timeout=60, votes={})
    await settles(store, doubt, {0: a_vote("respond", message="It is there.")})
    await store.threads.answer(turn)

    assert await redis.ttl(keys.grant(THREAD, "c1")) > 0


async def test_a_doubt_outlives_its_run_as_a_record_that_nobody_is_asked_about(
    store: Store, redis: Redis, turn: Turn
) -> None:
    """The run was given up while people were asked: it stays unknown how the call went, and it cannot run."""
    await approve(store, "c1")
    await claim(store)
    await redis.hset(keys.grant(THREAD, "c1"), "until", 1)
    await claim(store, token="two")
    await redis.delete(keys.DUE_LOOK)
    before = [found for found in violations(await census(redis)) if "nobody is asked" in found]
    await store.threads.answer(turn)
    after = [found for found in violations(await census(redis)) if "nobody is asked" in found]

    assert (len(before), after) == (1, [])
    assert await claim(store, token="three") == "in_doubt"


async def test_a_worker_whose_turn_is_over_takes_nothing_from_the_next_run(store: Store, turn: Turn) -> None:
    await store.threads.accept(PLACE, Message(ts="2.000001", user="U1", text="and Bob"))
    await store.threads.close_turn(turn)
    await store.threads.open_turn(THREAD)
    await approve(store, "c1")

    assert await store.threads.answer(turn) is None
    assert await claim(store) == "run"


async def test_a_conversation_that_is_forgotten_leaves_nothing_that_could_run(
    store: Store, redis: Redis, turn: Turn
) -> None:
    """Somebody approved what no run waited for any more."""
    await store.approvals.add(an_ask(), timeout=60, votes={})
    await store.threads.answer(turn)
    await store.threads.close_turn(turn)
    await settles(store, an_ask(), {0: a_vote()})
    approval = await store.approvals.get("a1")
    assert approval
    assert approval.state is State.DECIDED
    assert await store.threads.retire(THREAD, before=(await redis.time())[0] + 1)

    assert await claim(store) == "missing"
    assert await redis.exists(keys.granted(THREAD)) == 0


async def test_a_conversation_without_grants_is_forgotten_too(store: Store, redis: Redis, turn: Turn) -> None:
    await store.threads.close_turn(turn)

    assert await store.threads.retire(THREAD, before=(await redis.time())[0] + 1)
    assert await redis.exists(keys.thread(THREAD)) == 0
