"""What is due gets done: drawings that failed are tried again, and the clock finds what was left behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.approvals import CLOCK
from bot.desk import Desk
from bot.queue import Queue
from bot.scheduler import Clock, start_clock
from bot.slack import Slack, Trouble
from bot.slack.languages import Languages
from bot.store import Store, keys
from bot.store.due import DRAW, LOOK
from bot.summaries import Summaries
from sandbox.app import Sandbox
from tests.bot.desks import Get
from tests.bot.records import a_vote
from tests.bot.settling import settles
from tests.bot.workspace import AVERY, Employ, Request, pass_deadline

Draw = Callable[[str], Awaitable[None]]


@pytest.fixture
def draw(employ: Employ) -> Draw:
    """The worker's hand for drawings; none of these tests runs an agent."""
    return employ(runs=None).draw


@pytest.fixture
def summaries(store: Store, slack: Slack, languages: Languages) -> Summaries:
    return Summaries(store=store, slack=slack, languages=languages, audit_channel="C0AUDIT")


async def nothing() -> None:
    """There are no servers here."""


@pytest.fixture
def clock(store: Store, desk: Desk, queue: Queue, summaries: Summaries) -> Clock:
    return Clock(
        store=store, desk=desk, queue=queue, retention=60.0, refresh=nothing, is_summary_owed=summaries.is_owed
    )


class Heard:
    """The subjects of the jobs that were done."""

    def __init__(self) -> None:
        self.jobs: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def note(self, verb: str) -> Callable[[str], Awaitable[None]]:
        async def heard(subject: str) -> None:
            await self.jobs.put((verb, subject))

        return heard


@pytest.fixture
async def heard(queue: Queue) -> AsyncIterator[Heard]:
    heard, stop = Heard(), asyncio.Event()
    handlers: Any = {verb: heard.note(verb) for verb in ("look", "draw", "retire", "tidy", "summary", "ring")}
    worker = asyncio.create_task(queue.serve(handlers, stop))
    yield heard
    stop.set()
    await worker


async def test_what_is_drawn_is_not_due_any_more(draw: Draw, request_: Request, store: Store) -> None:
    ask = await request_.asks()
    await draw(ask.id)

    assert await store.due.mark(DRAW, ask.id) == ""


async def test_what_could_not_be_drawn_is_due_later(
    draw: Draw, request_: Request, store: Store, sandbox: Sandbox, redis: Redis
) -> None:
    ask = await request_.asks()
    sandbox.faults.fail("chat.postMessage", status=500)
    await draw(ask.id)

    assert float(await store.due.mark(DRAW, ask.id)) > (await redis.time())[0] + 5


async def test_a_vote_that_comes_during_a_drawing_stays_due(
    draw: Draw, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    voting: list[asyncio.Task[Any]] = []

    def vote_meanwhile(_: object) -> None:
        if not voting:
            voting.append(asyncio.create_task(settles(store, ask, {0: a_vote("approve", AVERY)})))

    sandbox.workspace.observe(vote_meanwhile)
    await draw(ask.id)
    await voting[0]

    assert await store.due.mark(DRAW, ask.id) != ""


async def test_an_approval_that_is_gone_is_not_due(draw: Draw, store: Store, redis: Redis) -> None:
    await redis.zadd(DRAW, {"gone": 1})
    await draw("gone")

    assert await store.due.mark(DRAW, "gone") == ""


async def test_the_clock_submits_again_what_nobody_did(clock: Clock, redis: Redis, heard: Heard) -> None:
    now = (await redis.time())[0]
    await redis.zadd(LOOK, {"T1:C1:old": now - 60, "T1:C1:new": now})
    await redis.zadd(DRAW, {"a-old": now - 60, "a-new": now})
    await clock.tick()
    async with asyncio.timeout(10):
        jobs = [await heard.jobs.get() for _ in range(2)]

    assert sorted(jobs) == [("draw", "a-old"), ("look", "T1:C1:old")]
    assert heard.jobs.empty()


async def test_the_clock_lets_what_is_past_its_deadline_expire(
    clock: Clock, request_: Request, redis: Redis, get: Get, heard: Heard
) -> None:
    ask = await request_.asks()
    await pass_deadline(redis)
    await clock.tick()
    async with asyncio.timeout(10):
        jobs = [await heard.jobs.get() for _ in range(2)]

    assert (await get()).votes[0].person == CLOCK
    assert sorted(jobs) == [("draw", "a1"), ("look", ask.thread)]


async def test_the_clock_hands_out_the_alarms_that_ring_and_no_others(clock: Clock, redis: Redis, heard: Heard) -> None:
    now = (await redis.time())[0]
    await redis.zadd(keys.ALARMS, {"a-now": now - 1, "a-later": now + 60})
    await asyncio.gather(*[clock.tick() for _ in range(5)])
    async with asyncio.timeout(10):
        job = await heard.jobs.get()

    assert (job, heard.jobs.empty()) == (("ring", "a-now"), True)


async def test_the_clock_hands_quiet_conversations_over_to_be_forgotten(
    clock: Clock, redis: Redis, heard: Heard
) -> None:
    now = (await redis.time())[0]
    await redis.zadd("countersign:quiet", {"T1:C1:quiet": now - 120, "T1:C1:busy": now})
    await clock.retire()
    async with asyncio.timeout(10):
        job = await heard.jobs.get()

    assert (job, heard.jobs.empty()) == (("retire", "T1:C1:quiet"), True)


async def test_many_replicas_hand_out_the_days_summary_once(clock: Clock, heard: Heard) -> None:
    await asyncio.gather(*[clock.summarise(ZoneInfo("UTC")) for _ in range(5)])
    async with asyncio.timeout(10):
        verb, date = await heard.jobs.get()

    assert (verb, date) == ("summary", datetime.now(UTC).date().isoformat())
    assert heard.jobs.empty()


async def test_a_summary_whose_hour_passed_while_nothing_ran_is_handed_out_as_soon_as_something_does(
    clock: Clock, heard: Heard, redis: Redis
) -> None:
    midnight = datetime.combine(datetime.now(UTC), time(0), UTC)
    await recorded(redis, midnight - timedelta(hours=1))
    await clock.make_up(ZoneInfo("UTC"), summary_time=time(0))
    async with asyncio.timeout(10):
        job = await heard.jobs.get()

    assert job == ("summary", midnight.date().isoformat())


async def test_before_its_hour_no_summary_is_handed_out(clock: Clock, heard: Heard, redis: Redis) -> None:
    await recorded(redis, datetime.now(UTC))
    await clock.make_up(ZoneInfo("UTC"), summary_time=time.max)
    await clock.summarise(ZoneInfo("UTC"))
    async with asyncio.timeout(10):
        await heard.jobs.get()

    assert heard.jobs.empty()


@pytest.mark.parametrize(
    ("hours_before", "posted", "owed"),
    [(1, False, True), (23, False, True), (1, True, False), (-1, False, False), (25, False, False)],
    ids=["in the day before", "just in the day", "posted", "only after its hour", "a day earlier"],
)
async def test_a_summary_is_owed_while_nobody_posted_what_the_day_before_tells(
    summaries: Summaries, store: Store, redis: Redis, hours_before: int, *, posted: bool, owed: bool
) -> None:
    due = datetime.now(UTC) - timedelta(hours=2)
    await recorded(redis, due - timedelta(hours=hours_before))
    if posted:
        await store.postings.summary_posted(due.date().isoformat())

    assert await summaries.is_owed(due) is owed


async def test_where_nothing_was_recorded_no_summary_is_owed(summaries: Summaries) -> None:
    assert not await summaries.is_owed(datetime.now(UTC))


async def recorded(redis: Redis, moment: datetime) -> None:
    await redis.xadd(keys.AUDIT, {"entry": "{}"}, id=f"{moment.timestamp() * 1000:.0f}-0")


async def test_a_stop_amid_its_work_is_no_fault_of_the_clock(
    store: Store, desk: Desk, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def look(_: datetime) -> bool:
        began.set()
        try:
            return await asyncio.Future()
        finally:
            ended.set()

    async with asyncio.timeout(10):
        with ticking(store, desk, queue, look):
            await began.wait()
        await ended.wait()

    assert caplog.records == []


async def test_the_clock_says_on_one_line_that_redis_does_not_answer(
    store: Store, desk: Desk, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    asked = asyncio.Event()

    async def look(_: datetime) -> bool:
        asked.set()
        raise RedisError("Connection refused")

    async with asyncio.timeout(10):
        with ticking(store, desk, queue, look):
            await asked.wait()

    assert caplog.messages == ["The clock waits: Redis does not answer (Connection refused)."]
    assert caplog.records[0].exc_info is None


@contextmanager
def ticking(store: Store, desk: Desk, queue: Queue, look: Callable[[datetime], Awaitable[bool]]) -> Iterator[None]:
    clock = Clock(store=store, desk=desk, queue=queue, retention=60.0, refresh=nothing, is_summary_owed=look)
    scheduler = start_clock(clock, zone=ZoneInfo("UTC"), summary_time=time(0))
    yield
    scheduler.shutdown(wait=False)


async def test_a_summary_that_may_have_been_posted_is_looked_for_first(
    summaries: Summaries, request_: Request, sandbox: Sandbox, redis: Redis
) -> None:
    await request_.asks()
    await summaries.post("2026-01-02")
    await redis.delete("countersign:summary:2026-01-02")
    await summaries.post("2026-01-02")
    await summaries.post("2026-01-02")

    posted = sandbox.workspace.messages.top_level("C0AUDIT")
    assert [message["text"] for message in posted] == ["Approvals, last 24 hours: 1 requested, 0 decided, 0 expired."]


async def test_replicas_that_begin_at_the_same_moment_post_one_summary(
    store: Store, slack: Slack, languages: Languages, sandbox: Sandbox
) -> None:
    replicas = [
        Summaries(store=each, slack=slack, languages=languages, audit_channel="C0AUDIT")
        for each in (store, Store(store.redis))
    ]
    days = [f"2026-01-{day:02}" for day in range(1, 11)]
    await asyncio.gather(*[replica.post(day) for day in days for replica in replicas])

    assert len(sandbox.workspace.messages.top_level("C0AUDIT")) == len(days)


async def test_a_summary_that_somebody_meant_to_post_and_did_not_is_posted(
    summaries: Summaries, store: Store, sandbox: Sandbox, redis: Redis
) -> None:
    sandbox.faults.fail("chat.postMessage", status=500)
    with pytest.raises(Trouble):
        await summaries.post("2026-01-02")
    again = asyncio.create_task(summaries.post("2026-01-02"))
    said = await store.postings.announce_summary("2026-01-02")
    # As if its time had passed.
    await redis.delete(keys.summary("2026-01-02"))
    await again

    assert said == "theirs"
    assert len(sandbox.workspace.messages.top_level("C0AUDIT")) == 1
    assert await store.postings.announce_summary("2026-01-02") == "posted"


async def test_a_summary_whose_answer_was_lost_is_not_posted_twice(
    summaries: Summaries, sandbox: Sandbox, redis: Redis
) -> None:
    sandbox.faults.fail("chat.postMessage", drop=True, after_effect=True)
    with pytest.raises(Trouble):
        await summaries.post("2026-01-02")
    await redis.delete(keys.summary("2026-01-02"))
    await summaries.post("2026-01-02")

    assert len(sandbox.workspace.messages.top_level("C0AUDIT")) == 1


async def test_without_an_audit_channel_no_summary_is_posted(
    store: Store, slack: Slack, languages: Languages, sandbox: Sandbox
) -> None:
    await Summaries(store=store, slack=slack, languages=languages, audit_channel=None).post("2026-01-02")

    assert sandbox.workspace.messages.top_level("C0AUDIT") == []
