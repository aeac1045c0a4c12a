"""The queue on the real Docket and the real Redis."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.queue import Handler, Queue, Verb
from bot.store.server import RedisServer


class Bench:
    """Handlers that stop until they are told to go on, and remember what they did."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.running: list[str] = []
        self.most = 0
        self.go = asyncio.Event()
        self._changed = asyncio.Condition()

    async def work(self, subject: str) -> None:
        self.running.append(subject)
        self.most = max(self.most, self.running.count(subject))
        await self._tell()
        await self.go.wait()
        self.running.remove(subject)
        self.done.append(subject)
        await self._tell()

    async def fail(self, subject: str) -> None:
        self.done.append(subject)
        await self._tell()
        raise RuntimeError("this job always fails")

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, *, running: int | None = None, done: int | None = None) -> None:
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(
                lambda: running in {None, len(self.running)} and done in {None, len(self.done)}
            )


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def front(server: RedisServer) -> AsyncIterator[Queue]:
    """A process that only submits."""
    async with Queue(server.url, lease=timedelta(seconds=15)) as queue:
        yield queue


@asynccontextmanager
async def serving(server: RedisServer, bench: Bench) -> AsyncIterator[asyncio.Event]:
    """A process that does jobs, until the event it gives is set."""
    handlers: Mapping[Verb, Handler] = {"look": bench.work, "draw": bench.fail}
    stop = asyncio.Event()
    async with Queue(server.url, lease=timedelta(seconds=15)) as queue:
        worker = asyncio.create_task(queue.serve(handlers, stop))
        try:
            yield stop
        finally:
            stop.set()
            bench.go.set()
            await worker


async def test_what_a_front_submits_another_process_does(server: RedisServer, front: Queue, bench: Bench) -> None:
    bench.go.set()
    await front.submit("look", "t1", why="1")
    async with serving(server, bench):
        await bench.until(done=1)

    assert bench.done == ["t1"]


async def test_a_job_submitted_twice_for_one_reason_runs_once(server: RedisServer, front: Queue, bench: Bench) -> None:
    for why in ("1", "1", "1", "2"):
        await front.submit("look", "t1", why=why)
    bench.go.set()
    async with serving(server, bench):
        await bench.until(done=2)

    assert bench.done == ["t1", "t1"]


async def test_the_same_reason_counts_again_when_its_job_is_done(
    server: RedisServer, front: Queue, bench: Bench
) -> None:
    bench.go.set()
    async with serving(server, bench):
        await front.submit("look", "t1", why="overdue")
        await bench.until(done=1)
        while len(bench.done) < 2:
            # The job's record goes a moment after its handler has ended.
            await front.submit("look", "t1", why="overdue")
            await asyncio.wait([asyncio.create_task(bench.until(done=2))], timeout=0.2)

    assert bench.done == ["t1", "t1"]


async def test_one_subject_is_served_by_one_at_a_time(server: RedisServer, front: Queue, bench: Bench) -> None:
    for why in ("1", "2", "3"):
        await front.submit("look", "t1", why=why)
    await front.submit("look", "t2", why="1")
    async with serving(server, bench), serving(server, bench):
        await bench.until(running=2)
        bench.go.set()
        await bench.until(done=4)

    assert (bench.most, sorted(bench.done)) == (1, ["t1", "t1", "t1", "t2"])


async def test_a_process_that_stood_still_does_nothing_beside_itself(front: Queue, bench: Bench) -> None:
    """Docket takes it for dead and hands its jobs out again, to itself too when it goes on."""
    front._handlers = {"look": bench.work}
    job = front._job()
    jobs = [asyncio.ensure_future(job("look", subject)) for subject in ("t1", "t1", "t2")]
    await bench.until(running=2)
    bench.go.set()
    await asyncio.gather(*jobs)

    assert (bench.most, sorted(bench.done)) == (1, ["t1", "t1", "t2"])


async def test_a_worker_told_to_stop_ends_what_it_does(server: RedisServer, front: Queue, bench: Bench) -> None:
    await front.submit("look", "t1", why="1")
    async with serving(server, bench) as stop:
        await bench.until(running=1)
        stop.set()
        bench.go.set()

    assert bench.done == ["t1"]


async def test_what_comes_while_a_worker_stops_is_done_once_by_it_or_by_the_next(
    server: RedisServer, front: Queue, bench: Bench
) -> None:
    await front.submit("look", "t1", why="1")
    async with serving(server, bench) as stop:
        await bench.until(running=1)
        stop.set()
        await front.submit("look", "t2", why="1")
    async with serving(server, bench):
        await bench.until(done=2)

    assert bench.done == ["t1", "t2"]


async def test_a_job_that_fails_leaves_the_worker_at_work(server: RedisServer, front: Queue, bench: Bench) -> None:
    bench.go.set()
    await front.submit("draw", "a1", why="1")
    async with serving(server, bench):
        await bench.until(done=1)
        await front.submit("look", "t1", why="1")
        await bench.until(done=2)

    assert bench.done == ["a1", "t1"]
