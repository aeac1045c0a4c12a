"""The same approval resumed by two replicas, or answered again while its call runs: the effect happens once."""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.answers import clock_votes, response
from bot.approvals import Ask, Vote
from bot.background import Background
from bot.desk import Desk, Refused
from bot.electorate import Electorate
from bot.invariants import violations
from bot.queue import Queue
from bot.runs import Finished
from bot.slack import Slack, clients
from bot.slack.pacing import Pace
from bot.slack.people import Directory
from bot.store import Store, keys
from bot.store.census import census
from bot.store.server import RedisServer
from tests.bot.records import a_vote, an_edit
from tests.bot.settling import settles
from tests.faults.agents import Agent, an_agent
from tests.support.processes import ROOT

ROUNDS = 200
TOGETHER = 50
"""Rounds at once: most of each is waiting for the other replica."""
LATE_ROUNDS = 50


async def approve(store: Store, ask: Ask) -> Any:
    await settles(store, ask, {0: a_vote()})
    approval = await store.approvals.get(ask.id)
    assert approval
    return response(approval)


async def test_two_replicas_that_resume_the_same_approval_have_one_effect(store: Store, redis: Redis) -> None:
    effects: Counter[str] = Counter()

    async def effect(thread: str, _: Any) -> str:
        effects[thread] += 1
        await asyncio.sleep(0)
        return "done"

    one, other = await an_agent(store, effect, lease=2), await an_agent(store, effect, lease=2)

    async def resume_twice(thread: str) -> None:
        ask = await one.ask(thread, {})
        answer = await approve(store, ask)
        await asyncio.gather(*[agent.resume(thread, ask.interrupt, answer) for agent in (one, other)])

    for first in range(0, ROUNDS, TOGETHER):
        await asyncio.gather(*[resume_twice(f"T1:C1:{first + round}.000001") for round in range(TOGETHER)])

    assert effects == {f"T1:C1:{round}.000001": 1 for round in range(ROUNDS)}
    assert_sound(await census(redis))


def assert_sound(records: Any) -> None:
    """No worker follows these runs, so nobody moves their approvals on."""
    assert [sentence for sentence in violations(records) if "nobody will resume" not in sentence] == []


async def test_two_processes_that_resume_the_same_approval_have_one_effect(
    store: Store, server: RedisServer, tmp_path: Path
) -> None:
    agent = await an_agent(store, never)
    file = tmp_path / "effects"

    async def order(thread: str) -> dict[str, Any]:
        ask = await agent.ask(thread, {})
        return {"thread": thread, "interrupt": ask.interrupt, "answer": await approve(store, ask)}

    async with resumer(server.url, file) as one, resumer(server.url, file) as other:
        for first in range(0, ROUNDS, TOGETHER):
            orders = await asyncio.gather(*[order(f"T1:C1:{first + round}.000001") for round in range(TOGETHER)])
            line = json.dumps(orders)
            assert await asyncio.gather(obey(one, line), obey(other, line)) == ["resumed", "resumed"]

    assert sorted(file.read_text().split()) == sorted(f"T1:C1:{round}.000001" for round in range(ROUNDS))


async def never(*_: Any) -> str:
    raise AssertionError("the other processes run this")


@contextlib.asynccontextmanager
async def resumer(url: str, file: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.resumer", url, str(file)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    yield process
    process.stdin.close()
    await process.wait()


async def obey(process: asyncio.subprocess.Process, order: str) -> str:
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{order}\n".encode())
    return (await process.stdout.readline()).decode().strip()


@pytest.fixture
async def desk(store: Store, server: RedisServer) -> AsyncIterator[Desk]:
    """A desk that needs no Slack: whoever comes late hears so before anybody asks who they are."""
    nobody = "http://127.0.0.1:9/"
    async with aiohttp.ClientSession() as session, Queue(server.url, lease=timedelta(seconds=5)) as queue:
        slack = Slack(*clients("xoxb-none", nobody, session), Pace())
        electorate = Electorate(store=store, directory=Directory(slack))
        yield Desk(store=store, queue=queue, electorate=electorate, background=Background())


class Runner:
    """An agent whose tool says that it began, and ends when it is told."""

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self.began = asyncio.Event()
        self.end = asyncio.Event()

    async def effect(self, thread: str, _: Any) -> str:
        self.effects[thread] += 1
        self.began.set()
        await self.end.wait()
        return "done"

    @contextlib.asynccontextmanager
    async def running(self, agent: Agent, thread: str) -> AsyncIterator[Ask]:
        """A request that is approved and whose call runs right now."""
        self.began.clear()
        self.end.clear()
        ask = await agent.ask(thread, {"value": 1})
        run = asyncio.create_task(agent.runs.resume(thread, ask.interrupt, await approve(agent.store, ask)))
        await self.began.wait()
        yield ask
        self.end.set()
        assert await run == Finished(text="Result: done")


LATE = {
    "reject": a_vote("reject", person="U9", message="stop"),
    "edit": an_edit({"thread": "other", "value": 2}, person="U9"),
    "approve": a_vote("approve", person="U9"),
}


@pytest.mark.parametrize("late", LATE.values(), ids=LATE.keys())
async def test_an_answer_that_comes_while_the_call_runs_is_too_late_and_says_so(
    late: Vote, store: Store, redis: Redis, desk: Desk
) -> None:
    runner = Runner()
    agent = await an_agent(store, runner.effect)
    for round in range(LATE_ROUNDS):
        async with runner.running(agent, f"T1:C1:{round}.000001") as ask:
            with pytest.raises(Refused, match="Already decided by <@U2>"):
                await desk.vote(ask.id, 0, late, team=ask.team)
            # Two who clicked at once have both passed the desk: then the store decides.
            assert await settles(store, ask, {0: late}) == "settled"

    assert set(runner.effects.values()) == {1}
    assert_sound(await census(redis))


async def test_a_deadline_that_passes_while_the_call_runs_changes_nothing(
    store: Store, redis: Redis, desk: Desk
) -> None:
    runner = Runner()
    agent = await an_agent(store, runner.effect)
    for round in range(LATE_ROUNDS):
        async with runner.running(agent, f"T1:C1:{round}.000001") as ask:
            past = ask.model_copy(update={"deadline": ask.asked_at})
            await redis.hset(f"countersign:approval:{ask.id}", "deadline", f"{past.deadline:.6f}")
            await desk.expire()
            assert await settles(store, ask, dict(enumerate(clock_votes(ask, timeout="1s"))), clock=True) == "settled"

    assert set(runner.effects.values()) == {1}


@pytest.mark.parametrize("late", LATE.values(), ids=LATE.keys())
async def test_a_late_answer_that_reaches_the_run_all_the_same_runs_nothing_again(late: Vote, store: Store) -> None:
    runner = Runner()
    agent = await an_agent(store, runner.effect, lease=1)
    for round in range(LATE_ROUNDS // 25):
        async with runner.running(agent, f"T1:C1:{round}.000001") as ask:
            answer = response((await store.approvals.get(ask.id)).model_copy(update={"votes": {0: late}}))  # type: ignore[union-attr]
            again = asyncio.create_task(agent.resume(ask.thread, ask.interrupt, answer))
            # Either it ends at once, or it waits for the call that runs.
            await asyncio.wait([again], timeout=0.1)
        await again

    assert set(runner.effects.values()) == {1}


async def test_a_runner_that_was_thought_dead_twice_does_what_people_said_last(store: Store, redis: Redis) -> None:
    """They said that the call is to run again, and who had begun to fell silent too."""
    runner = Runner()
    agent = await an_agent(store, runner.effect)
    thread = "T1:C1:1.000001"
    async with runner.running(agent, thread) as ask:
        for number, token in enumerate(("two", "three")):
            await redis.hset(keys.grant(thread, "c1"), "until", 1)
            assert (await claim(agent, ask, token))[0] == "in_doubt"
            doubt = ask.model_copy(update={"id": f"doubt-{number}", "kind": "doubt"})
            await store.approvals.add(doubt, timeout=60, votes={0: a_vote()})
            if token == "two":
                assert (await claim(agent, ask, token))[0] == "run"

    assert runner.effects[thread] == 2
    assert (await claim(agent, ask, "four"))[0] == "done"


async def claim(agent: Agent, ask: Ask, token: str) -> tuple[str, str]:
    (action,) = ask.actions
    call = {"thread": ask.thread, "call": action.call, "tool": action.tool, "arguments": action.values}
    return await agent.store.grants.claim(
        **call, fingerprint=action.fingerprint, token=token, lease=30, repeatable=False
    )


async def test_the_heart_of_a_call_goes_on_when_redis_was_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: asyncio.Queue[bool] = asyncio.Queue()
    beat = store.grants.beat

    async def broken_at_first(**attempt: Any) -> bool:
        if beats.empty():
            beats.put_nowait(False)
            raise RedisConnectionError("it is being started anew")
        beats.put_nowait(await beat(**attempt))
        return False

    monkeypatch.setattr(store.grants, "beat", broken_at_first)
    runner = Runner()
    async with runner.running(await an_agent(store, runner.effect, lease=0.3), "T1:C1:1.000001"), asyncio.timeout(10):
        while beats.qsize() < 2:  # noqa: ASYNC110 - the heart tells nobody
            await asyncio.sleep(0.05)

    assert [beats.get_nowait() for _ in range(2)] == [False, True]
