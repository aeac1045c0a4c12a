"""Two workers on one thread, as when a process was taken for dead and woke up: one answer, one card."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.background import Background
from bot.desk import Desk
from bot.drawings import Drawings
from bot.intake import Intake
from bot.queue import Queue
from bot.slack import Slack
from bot.slack.languages import Languages
from bot.store import Store, keys
from bot.store.due import DRAW, LOOK
from bot.store.threads import Message, Place
from bot.worker import Workshop
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.workspace import REVIEW_CHANNEL, RILEY, Request
from tests.faults.agents import an_agent

ROUNDS = 10


@pytest.fixture
async def workshops(
    *,
    store: Store,
    desk: Desk,
    intake: Intake,
    drawings: Drawings,
    slack: Slack,
    languages: Languages,
    queue: Queue,
    background: Background,
) -> list[Workshop]:
    async def nothing(*_: Any) -> str:
        raise AssertionError("nobody calls the tool")

    agents = [await an_agent(store, nothing) for _ in range(2)]
    return [
        Workshop(
            store=store,
            runs=agent.runs,
            desk=desk,
            intake=intake,
            drawings=drawings,
            slack=slack,
            languages=languages,
            queue=queue,
            background=background,
            retention=3600,
        )
        for agent in agents
    ]


async def writes(store: Store, sandbox: Sandbox) -> Place:
    """Riley says hello in the workspace, and it is accepted."""
    ts = sandbox.workspace.say(RILEY, "C0GENERAL", "hello")["ts"]
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=ts)
    await store.threads.accept(place, Message(ts=ts, user=RILEY, text="hello"))
    return place


def replies(sandbox: Sandbox, ts: str) -> list[str]:
    return [message["text"] for message in sandbox.workspace.messages.thread("C0GENERAL", ts)[1:]]


async def test_two_workers_on_one_thread_give_one_answer(
    workshops: list[Workshop], store: Store, sandbox: Sandbox, background: Background
) -> None:
    places = [await writes(store, sandbox) for _ in range(ROUNDS)]
    await asyncio.gather(*[workshop.look(place.thread) for place in places for workshop in workshops])
    await background.drain()

    assert [replies(sandbox, place.thread_ts) for place in places] == [["Refused: hello"]] * ROUNDS
    assert [await store.due.mark(LOOK, place.thread) for place in places] == [""] * ROUNDS


async def test_two_workers_who_draw_one_approval_post_one_card_and_one_notice(
    workshops: list[Workshop], store: Store, sandbox: Sandbox, request_: Request
) -> None:
    asks = [await request_.asks(id=f"a{number}") for number in range(ROUNDS)]
    await asyncio.gather(*[workshop.draw(ask.id) for ask in asks for workshop in workshops])

    assert len(sandbox.workspace.messages.top_level(REVIEW_CHANNEL)) == ROUNDS
    assert len(replies(sandbox, request_.ts)) == ROUNDS


async def test_a_worker_who_left_the_drawing_to_another_looks_again(
    workshops: list[Workshop], store: Store, request_: Request
) -> None:
    ask = await request_.asks()
    await store.postings.announce(ask.id, "review")
    await workshops[0].draw(ask.id)

    assert await store.due.mark(DRAW, ask.id) != ""


async def test_an_answer_that_somebody_meant_to_post_and_did_not_is_posted(
    workshops: list[Workshop], store: Store, redis: Redis, sandbox: Sandbox
) -> None:
    place = await writes(store, sandbox)
    turn = await store.threads.open_turn(place.thread)
    assert turn
    await store.threads.answer(turn)
    long_ago = (await redis.time())[0] - 60
    await redis.hset(keys.thread(place.thread), mapping={"posting": long_ago, "answering": long_ago})
    await workshops[0].look(place.thread)

    assert replies(sandbox, place.thread_ts) == ["Refused: hello"]


async def test_a_worker_whose_turn_is_over_says_nothing_more(
    workshops: list[Workshop], store: Store, sandbox: Sandbox
) -> None:
    place = await writes(store, sandbox)
    turn = await store.threads.open_turn(place.thread)
    assert turn
    await workshops[1].look(place.thread)
    await workshops[0]._answer(turn, "late")

    assert replies(sandbox, place.thread_ts) == ["Refused: hello"]
