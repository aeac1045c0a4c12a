"""Conversations in the real Redis: each message once, one turn after the other."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.approvals import State
from bot.store import Asked, Store, keys
from bot.store.due import LOOK
from bot.store.lua import Script
from bot.store.threads import Accepted, Message, Place, Turn, Waiting
from tests.bot.records import a_vote, an_ask
from tests.bot.settling import settles

PLACE = Place(team="T1", channel="C1", thread_ts="1.000001")
THREAD = PLACE.thread


def message(number: int = 1) -> Message:
    return Message(ts=f"{number}.000001", user="U1", text=f"request {number}")


async def open_turn(store: Store) -> Turn:
    turn = await store.threads.open_turn(THREAD)
    assert turn
    return turn


async def asks(store: Store, *approvals: str) -> None:
    for approval in approvals:
        await store.approvals.add(an_ask(id=approval), timeout=60, votes={})


async def waits(store: Store, approval: str) -> Turn:
    """The turn of a run that waits for this approval."""
    await asks(store, approval)
    await store.threads.accept(PLACE, message())
    turn = await open_turn(store)
    await store.threads.wait(turn, [approval])
    return turn


async def states_of(store: Store, *approvals: str) -> list[State]:
    found = [await store.approvals.get(id) for id in approvals]
    return [approval.state for approval in found if approval]


async def decide(store: Store) -> None:
    await settles(store, an_ask(), {0: a_vote()})


async def test_a_message_becomes_a_turn(store: Store) -> None:
    assert await store.threads.accept(PLACE, message()) == Accepted("accepted", busy=False)
    turn = await open_turn(store)

    assert (turn.place, turn.message, turn.id) == (PLACE, message(), f"{THREAD}:1.000001")
    assert (turn.started, turn.open, turn.answering_since, turn.attempts) == (False, [], None, 0)


async def test_a_delivery_that_comes_again_is_accepted_once(store: Store) -> None:
    results = await asyncio.gather(*[store.threads.accept(PLACE, message()) for _ in range(50)])

    assert sorted(r.result for r in results) == ["accepted"] + ["duplicate"] * 49


async def test_a_delivery_that_comes_again_after_its_turn_is_accepted_no_more(store: Store) -> None:
    await store.threads.accept(PLACE, message())
    await store.threads.close_turn(await open_turn(store))

    assert (await store.threads.accept(PLACE, message())).result == "duplicate"
    assert await store.threads.open_turn(THREAD) is None


async def test_the_same_time_stamp_in_another_channel_is_another_message(store: Store) -> None:
    await store.threads.accept(PLACE, message())

    other = Place(team="T1", channel="C2", thread_ts="1.000001")
    assert (await store.threads.accept(other, message())).result == "accepted"


async def test_a_delivery_is_remembered_for_longer_than_slack_repeats_it(store: Store, redis: Redis) -> None:
    await store.threads.accept(PLACE, message())

    assert await redis.ttl(keys.seen("C1:1.000001")) > 24 * 3600


async def test_a_follow_up_is_taken_only_where_the_bot_was_asked(store: Store) -> None:
    assert (await store.threads.accept(PLACE, message(1), only_known=True)).result == "unknown"
    await store.threads.accept(PLACE, message(2))

    assert (await store.threads.accept(PLACE, message(3), only_known=True)).result == "accepted"


async def test_a_thread_stays_known_when_its_turn_is_over(store: Store) -> None:
    await store.threads.accept(PLACE, message(1))
    await store.threads.close_turn(await open_turn(store))

    assert (await store.threads.accept(PLACE, message(2), only_known=True)).result == "accepted"


async def test_a_mention_is_not_lost_because_it_was_a_follow_up_first(store: Store) -> None:
    await store.threads.accept(PLACE, message(), only_known=True)

    assert (await store.threads.accept(PLACE, message())).result == "accepted"


async def test_messages_are_answered_one_after_the_other_in_their_order(store: Store) -> None:
    answered = []
    for number in (1, 2, 3):
        await store.threads.accept(PLACE, message(number))
    while turn := await store.threads.open_turn(THREAD):
        answered.append(turn.message.text)
        await store.threads.close_turn(turn)

    assert answered == ["request 1", "request 2", "request 3"]


async def test_a_message_that_comes_during_a_turn_waits_and_hears_so(store: Store) -> None:
    await store.threads.accept(PLACE, message(1))
    await open_turn(store)
    accepted = await store.threads.accept(PLACE, message(2))

    assert accepted == Accepted("accepted", busy=True)
    assert (await open_turn(store)).message == message(1)


async def test_an_open_turn_remembers_how_far_it_came(store: Store) -> None:
    await asks(store, "a1")
    await store.threads.accept(PLACE, message())
    opened = [await open_turn(store) for _ in range(3)]
    await store.threads.wait(opened[0], ["a1"])
    await decide(store)
    decided = await open_turn(store)
    await store.threads.answer(decided)
    answering = await open_turn(store)

    assert [(turn.started, turn.attempts) for turn in opened] == [(False, 0), (True, 1), (True, 2)]
    assert (opened[-1].open, decided.open, decided.attempts) == ([], ["a1"], 0)
    assert await store.threads.waiting_for(THREAD) == ["a1"]
    assert answering.answering_since == pytest.approx((await store.redis.time())[0], abs=2)


async def test_the_next_turn_starts_afresh(store: Store) -> None:
    await asks(store, "a1")
    for number in (1, 2):
        await store.threads.accept(PLACE, message(number))
    first = await open_turn(store)
    await store.threads.wait(first, ["a1"])
    await store.threads.answer(first)
    await store.threads.close_turn(first)
    turn = await open_turn(store)

    assert (turn.started, turn.open, turn.answering_since, turn.attempts) == (False, [], None, 0)
    assert await store.threads.waiting_for(THREAD) == []


async def test_a_thread_is_due_until_its_last_message_is_answered(store: Store) -> None:
    due = []
    for number in (1, 2):
        await store.threads.accept(PLACE, message(number))
    for _ in range(2):
        turn = await open_turn(store)
        await store.threads.close_turn(turn)
        due.append(bool(await store.due.mark(LOOK, THREAD)))

    assert due == [True, False]


async def test_a_thread_without_work_is_not_due(store: Store, redis: Redis) -> None:
    await redis.zadd(LOOK, {THREAD: 1})

    assert await store.threads.open_turn(THREAD) is None
    assert await store.due.mark(LOOK, THREAD) == ""


async def test_a_thread_that_waits_for_people_is_not_due(store: Store) -> None:
    await asks(store, "a1", "a2")
    await store.threads.accept(PLACE, message())

    assert await store.threads.wait(await open_turn(store), ["a1", "a2"]) == Waiting(decided=False, orphans=[])
    assert await store.due.mark(LOOK, THREAD) == ""


async def test_what_a_run_asks_is_stored_and_waited_for_at_once(store: Store) -> None:
    await store.threads.accept(PLACE, message())
    asked = [Asked(an_ask(id=id), timeout=60, votes={}) for id in ("a1", "a2")]

    assert await store.ask(await open_turn(store), asked) == Waiting(decided=False, orphans=[])
    assert await store.threads.waiting_for(THREAD) == ["a1", "a2"]
    assert await states_of(store, "a1", "a2") == [State.PENDING, State.PENDING]


async def test_what_the_policy_decides_at_once_is_more_to_do(store: Store) -> None:
    await store.threads.accept(PLACE, message())
    asked = [Asked(an_ask(id="a1"), timeout=60, votes={}), Asked(an_ask(id="a2"), timeout=60, votes={0: a_vote()})]

    assert await store.ask(await open_turn(store), asked) == Waiting(decided=True, orphans=[])
    assert await states_of(store, "a1", "a2") == [State.PENDING, State.DECIDED]


async def test_a_vote_that_is_faster_than_the_wait_is_more_to_do(store: Store) -> None:
    await asks(store, "a1")
    await store.threads.accept(PLACE, message())
    turn = await open_turn(store)
    await decide(store)

    assert await store.threads.wait(turn, ["a1"]) == Waiting(decided=True, orphans=[])
    assert await store.due.mark(LOOK, THREAD) != ""


async def test_what_another_worker_asked_before_and_the_run_does_not_wait_for_is_an_orphan(store: Store) -> None:
    await asks(store, "a1", "a2", "a3", "a4")
    await store.threads.accept(PLACE, message())
    turn = await open_turn(store)
    await store.threads.wait(turn, ["a1", "a2", "a3"])
    await decide(store)

    assert await store.threads.wait(turn, ["a3", "a4"]) == Waiting(decided=False, orphans=["a2"])
    assert await store.threads.waiting_for(THREAD) == ["a3", "a4"]


async def test_what_is_asked_when_the_turn_is_over_is_an_orphan(store: Store) -> None:
    await asks(store, "a1", "a2")
    await store.threads.accept(PLACE, message())
    turn = await open_turn(store)
    await decide(store)
    await store.threads.close_turn(turn)

    assert await store.threads.wait(turn, ["a1", "a2"]) == Waiting(decided=False, orphans=["a2"])
    assert await store.threads.waiting_for(THREAD) == []


async def test_a_look_at_a_thread_that_waits_for_people_is_no_attempt(store: Store) -> None:
    await asks(store, "a1")
    await store.threads.accept(PLACE, message(1))
    await store.threads.wait(await open_turn(store), ["a1"])
    await store.threads.accept(PLACE, message(2))
    looks = [await store.threads.open_turn(THREAD) for _ in range(3)]
    await decide(store)

    assert looks == [None, None, None]
    assert (await open_turn(store)).attempts == 0


async def test_a_decided_approval_is_resuming_from_when_its_turn_is_taken_up(store: Store) -> None:
    states = []
    await asks(store, "a1")
    await store.threads.accept(PLACE, message())
    await store.threads.wait(await open_turn(store), ["a1"])
    await decide(store)
    for _ in range(2):
        answered = (await open_turn(store)).answered
        states.append(answered and answered.state)

    assert states == [State.DECIDED, State.RESUMING]


@pytest.mark.parametrize("step", ["wait", "answer"])
async def test_the_run_knows_the_decision_when_it_has_moved_on(store: Store, redis: Redis, step: str) -> None:
    await asks(store, "a1", "a2")
    await store.threads.accept(PLACE, message())
    await store.threads.wait(await open_turn(store), ["a1"])
    await decide(store)
    turn = await open_turn(store)
    await (store.threads.wait(turn, ["a2"]) if step == "wait" else store.threads.answer(turn))

    approval = await store.approvals.get("a1")
    assert approval
    assert approval.state is State.RESUMED
    assert await redis.ttl(keys.approval("a1")) > 29 * 86400


@pytest.mark.parametrize("step", ["wait", "answer"])
async def test_a_decision_that_the_run_never_heard_of_is_final_when_it_has_moved_on(
    store: Store, redis: Redis, step: str
) -> None:
    """Another worker, who was thought dead, went on meanwhile."""
    turn = await waits(store, "a1")
    await asks(store, "a2")
    await decide(store)
    await (store.threads.wait(turn, ["a2"]) if step == "wait" else store.threads.answer(turn))

    assert await states_of(store, "a1", "a2") == [State.RESUMED, State.PENDING]
    assert await redis.ttl(keys.approval("a1")) > 29 * 86400


async def test_whoever_answers_hears_what_still_waits_for_people(store: Store) -> None:
    found = await store.threads.answer(await waits(store, "a1"))

    assert found
    assert found.orphans == ["a1"]


async def test_a_run_that_is_over_is_answered_though_something_of_it_still_waits(store: Store) -> None:
    await store.threads.answer(await waits(store, "a1"))

    assert (await open_turn(store)).answering_since


async def test_a_client_that_lost_the_answer_takes_the_turn_up_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = Script.__call__

    async def again_and_again(script: Script, **given: Any) -> Any:
        return [await once(script, **given) for _ in range(9)][-1]

    await store.threads.accept(PLACE, message())
    with monkeypatch.context() as lossy:
        lossy.setattr(Script, "__call__", again_and_again)
        first = await open_turn(store)

    assert (first.attempts, (await open_turn(store)).attempts) == (0, 1)


async def test_of_many_who_would_answer_one_may(store: Store) -> None:
    await store.threads.accept(PLACE, message())
    turn = await open_turn(store)
    rights = await asyncio.gather(*[store.threads.answer(turn) for _ in range(20)])

    assert sorted(right.posting.wait > 0 for right in rights if right) == [False] + [True] * 19
    assert [right.posting.since for right in rights if right and not right.posting.wait] == [None]


async def test_whoever_was_to_answer_and_fell_silent_is_followed_by_one_who_looks_first(
    store: Store, redis: Redis
) -> None:
    await store.threads.accept(PLACE, message())
    turn = await open_turn(store)
    await store.threads.answer(turn)
    long_ago = (await redis.time())[0] - 60
    await redis.hset(keys.thread(THREAD), mapping={"posting": long_ago, "answering": long_ago})
    rights = await asyncio.gather(*[store.threads.answer(turn) for _ in range(20)])

    assert sorted(right.posting.wait > 0 for right in rights if right) == [False] + [True] * 19
    assert {right.posting.since for right in rights if right} == {long_ago}


async def test_a_worker_that_was_thought_dead_can_neither_answer_nor_wait_in_the_next_turn(store: Store) -> None:
    await asks(store, "a1")
    for number in (1, 2):
        await store.threads.accept(PLACE, message(number))
    first = await open_turn(store)
    await store.threads.close_turn(first)
    second = await open_turn(store)
    await store.threads.wait(first, ["a1"])

    assert await store.threads.answer(first) is None
    again = await open_turn(store)
    assert again == second._replace(started=True, attempts=1, attempt=again.attempt, taken_at=again.taken_at)


async def test_a_worker_that_was_thought_dead_cannot_end_the_next_turn(store: Store) -> None:
    await store.threads.accept(PLACE, message(1))
    await store.threads.accept(PLACE, message(2))
    first = await open_turn(store)
    await store.threads.close_turn(first)
    second = await open_turn(store)
    await store.threads.close_turn(first)

    again = await open_turn(store)
    assert again == second._replace(started=True, attempts=1, attempt=again.attempt, taken_at=again.taken_at)
