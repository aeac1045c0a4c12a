"""Conversations in the real Redis: each message once, one turn after the other."""

import asyncio

import pytest
from redis.asyncio import Redis

from bot.store import Store, keys
from bot.store.due import LOOK
from bot.store.threads import Accepted, Message, Place, Turn

PLACE = Place(team="T1", channel="C1", thread_ts="1.000001")
THREAD = PLACE.thread


def message(number: int = 1) -> Message:
    return Message(ts=f"{number}.000001", user="U1", text=f"request {number}")


async def open_turn(store: Store) -> Turn:
    turn = await store.threads.open_turn(THREAD)
    assert turn
    return turn


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
    await open_turn(store)
    await store.threads.close_turn(THREAD, message().ts)

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
    await open_turn(store)
    await store.threads.close_turn(THREAD, message().ts)

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
        await store.threads.close_turn(THREAD, turn.message.ts)

    assert answered == ["request 1", "request 2", "request 3"]


async def test_a_message_that_comes_during_a_turn_waits_and_hears_so(store: Store) -> None:
    await store.threads.accept(PLACE, message(1))
    await open_turn(store)
    accepted = await store.threads.accept(PLACE, message(2))

    assert accepted == Accepted("accepted", busy=True)
    assert (await open_turn(store)).message == message(1)


async def test_an_open_turn_remembers_how_far_it_came(store: Store) -> None:
    await store.threads.accept(PLACE, message())
    await open_turn(store)
    await store.threads.start(THREAD)
    await store.threads.start(THREAD)
    started = await open_turn(store)
    await store.threads.wait(THREAD, ["a1", "a2"])
    waiting = await open_turn(store)
    await store.threads.answer(THREAD)
    answering = await open_turn(store)

    assert (started.started, started.attempts, started.open) == (True, 2, [])
    assert (waiting.started, waiting.attempts, waiting.open) == (True, 0, ["a1", "a2"])
    assert await store.threads.waiting_for(THREAD) == ["a1", "a2"]
    assert answering.answering_since == pytest.approx((await store.redis.time())[0], abs=2)


async def test_the_next_turn_starts_afresh(store: Store) -> None:
    for number in (1, 2):
        await store.threads.accept(PLACE, message(number))
    await open_turn(store)
    await store.threads.start(THREAD)
    await store.threads.wait(THREAD, ["a1"])
    await store.threads.answer(THREAD)
    await store.threads.close_turn(THREAD, message().ts)
    turn = await open_turn(store)

    assert (turn.started, turn.open, turn.answering_since, turn.attempts) == (False, [], None, 0)
    assert await store.threads.waiting_for(THREAD) == []


async def test_a_thread_is_due_until_its_last_message_is_answered(store: Store) -> None:
    due = []
    for number in (1, 2):
        await store.threads.accept(PLACE, message(number))
    for _ in range(2):
        turn = await open_turn(store)
        await store.threads.close_turn(THREAD, turn.message.ts)
        due.append(bool(await store.due.mark(LOOK, THREAD)))

    assert due == [True, False]


async def test_a_thread_without_work_is_not_due(store: Store, redis: Redis) -> None:
    await redis.zadd(LOOK, {THREAD: 1})

    assert await store.threads.open_turn(THREAD) is None
    assert await store.due.mark(LOOK, THREAD) == ""


async def test_a_turn_that_waits_is_due_again_when_a_message_comes(store: Store) -> None:
    await store.threads.accept(PLACE, message(1))
    turn = await open_turn(store)
    await store.threads.accept(PLACE, message(2))
    await store.due.settle(LOOK, THREAD, turn.due)

    assert await store.due.mark(LOOK, THREAD) != ""


async def test_the_turns_mark_settles_what_was_due_when_it_was_opened(store: Store) -> None:
    await store.threads.accept(PLACE, message())
    await store.due.settle(LOOK, THREAD, (await open_turn(store)).due)

    assert await store.due.mark(LOOK, THREAD) == ""


async def test_a_worker_that_was_thought_dead_cannot_end_the_next_turn(store: Store) -> None:
    await store.threads.accept(PLACE, message(1))
    await store.threads.accept(PLACE, message(2))
    first = await open_turn(store)
    await store.threads.close_turn(THREAD, first.message.ts)
    second = await open_turn(store)
    await store.threads.close_turn(THREAD, first.message.ts)

    assert await open_turn(store) == second
