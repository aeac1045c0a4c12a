"""Two workers on one thread, as when a process was taken for dead and woke up: one answer, one card."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.background import Background
from bot.canonical import approval_id
from bot.interrupts import Question, Wanted
from bot.runs import Paused
from bot.slack import Posted, Slack
from bot.store import Store, keys
from bot.store.due import DRAW, LOOK, QUIET
from bot.worker import Worker
from sandbox.app import Sandbox
from tests.bot.records import MAIL
from tests.bot.workspace import REVIEW_CHANNEL, Employ, Request, riley_says_hello
from tests.faults.agents import an_agent

ROUNDS = 10
NAMES = ("i1", "i2")


@pytest.fixture
async def workers(store: Store, employ: Employ) -> list[Worker]:
    async def nothing(*_: Any) -> str:
        raise AssertionError("nobody calls the tool")

    return [employ(runs=(await an_agent(store, nothing)).runs) for _ in range(2)]


def replies(sandbox: Sandbox, ts: str) -> list[str]:
    return [message["text"] for message in sandbox.workspace.messages.thread("C0GENERAL", ts)[1:]]


async def test_two_workers_on_one_thread_give_one_answer(
    workers: list[Worker], store: Store, sandbox: Sandbox, background: Background
) -> None:
    places = [await riley_says_hello(sandbox, store) for _ in range(ROUNDS)]
    await asyncio.gather(*[worker.look(place.thread) for place in places for worker in workers])
    await background.drain()

    assert [replies(sandbox, place.thread_ts) for place in places] == [["Refused: hello"]] * ROUNDS
    assert [await store.due.mark(LOOK, place.thread) for place in places] == [""] * ROUNDS


async def test_two_workers_who_draw_one_approval_post_one_card_and_one_notice(
    workers: list[Worker], store: Store, sandbox: Sandbox, request_: Request
) -> None:
    asks = [await request_.asks(id=f"a{number}") for number in range(ROUNDS)]
    await asyncio.gather(*[worker.draw(ask.id) for ask in asks for worker in workers])

    assert len(sandbox.workspace.messages.top_level(REVIEW_CHANNEL)) == ROUNDS
    assert len(replies(sandbox, request_.ts)) == ROUNDS


async def test_a_worker_who_left_the_drawing_to_another_looks_again(
    workers: list[Worker], store: Store, request_: Request
) -> None:
    ask = await request_.asks()
    await store.postings.announce(ask.id, "review")
    await workers[0].draw(ask.id)

    assert await store.due.mark(DRAW, ask.id) != ""


async def test_an_answer_that_somebody_meant_to_post_and_did_not_is_posted(
    workers: list[Worker], store: Store, redis: Redis, sandbox: Sandbox
) -> None:
    place = await riley_says_hello(sandbox, store)
    turn = await store.threads.open_turn(place.thread)
    assert turn
    await store.threads.answer(turn)
    long_ago = (await redis.time())[0] - 60
    await redis.hset(keys.thread(place.thread), mapping={"posting": long_ago, "answering": long_ago})
    await workers[0].look(place.thread)

    assert replies(sandbox, place.thread_ts) == ["Refused: hello"]


async def test_of_two_answers_the_one_that_came_late_is_taken_away(
    *,
    workers: list[Worker],
    store: Store,
    redis: Redis,
    slack: Slack,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process stood still when it was about to post, and was taken for dead."""
    place = await riley_says_hello(sandbox, store)
    post = slack.post

    async def late(*given: Any, **named: Any) -> Posted:
        monkeypatch.setattr(slack, "post", post)
        await redis.hset(keys.thread(place.thread), "posting", (await redis.time())[0] - 60)
        await workers[1].look(place.thread)
        return await post(*given, **named)

    monkeypatch.setattr("bot.worker.PATIENCE", 0)
    monkeypatch.setattr(slack, "post", late)
    await workers[0].look(place.thread)

    assert replies(sandbox, place.thread_ts) == ["Refused: hello"]


async def test_a_worker_whose_turn_is_over_says_nothing_more(
    workers: list[Worker], store: Store, sandbox: Sandbox
) -> None:
    place = await riley_says_hello(sandbox, store)
    turn = await store.threads.open_turn(place.thread)
    assert turn
    await workers[1].look(place.thread)
    await workers[0]._answer(turn, "late")

    assert replies(sandbox, place.thread_ts) == ["Refused: hello"]


async def test_a_run_that_breaks_leaves_its_turn_to_whoever_has_taken_it_up_since(
    workers: list[Worker], store: Store, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine slept while a model answered, and its connections are broken when it wakes up."""
    place = await riley_says_hello(sandbox, store)

    async def taken_for_dead(*_: Any) -> None:
        await store.threads.open_turn(place.thread)
        raise OSError("the connection broke")

    with monkeypatch.context() as slept:
        slept.setattr(workers[0]._runs, "start", taken_for_dead)
        await workers[0].look(place.thread)
    nothing = replies(sandbox, place.thread_ts)
    await workers[1].look(place.thread)

    assert (nothing, replies(sandbox, place.thread_ts)) == ([], ["Refused: hello"])


def paused(name: str) -> Paused:
    wanted = Wanted(call=name, tool="send_email", arguments=MAIL)
    return Paused(questions=[Question("review", name, name, [wanted], reason="I will mail Alice.")])


async def test_of_what_two_workers_ask_for_one_request_people_are_asked_once(
    workers: list[Worker], store: Store, sandbox: Sandbox
) -> None:
    """The model answered each of them, with calls of its own."""
    place = await riley_says_hello(sandbox, store)
    turn = await store.threads.open_turn(place.thread)
    assert turn
    for worker, name in zip(workers, NAMES, strict=True):
        await worker._ask(turn, paused(name))

    ids = [approval_id(place.thread, name) for name in NAMES]
    assert [await store.redis.hget(keys.approval(id), "state") for id in ids] == [b"withdrawn", b"pending"]
    assert await store.threads.waiting_for(place.thread) == ids[1:]


async def test_what_one_worker_asks_waits_for_nobody_when_the_other_has_answered(
    workers: list[Worker], store: Store, sandbox: Sandbox
) -> None:
    place = await riley_says_hello(sandbox, store)
    turn = await store.threads.open_turn(place.thread)
    assert turn
    await workers[0]._ask(turn, paused("i1"))
    await workers[1]._answer(turn, "Done.")

    assert replies(sandbox, place.thread_ts) == ["Done."]
    assert await store.redis.hget(keys.approval(approval_id(place.thread, "i1")), "state") == b"withdrawn"


async def test_a_conversation_is_forgotten_with_all_that_its_run_kept_though_a_first_try_failed(
    workers: list[Worker], store: Store, redis: Redis, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await riley_says_hello(sandbox, store)
    await workers[0].look(place.thread)
    await redis.zadd(keys.QUIET, {place.thread: 1})
    with monkeypatch.context() as broken:
        broken.setattr(workers[0]._runs, "forget", breaking)
        with pytest.raises(RedisError):
            await workers[0].retire(place.thread)
    await workers[0].retire(place.thread)

    assert await store.due.mark(QUIET, place.thread) == ""
    assert [key async for key in redis.scan_iter(match=f"checkpoint*{place.thread_ts}*")] == []


async def breaking(_: str) -> None:
    raise RedisError("the connection broke")
