"""Real parts for every test: a Redis of its own, with JSON and Search, and one browser for all."""

import logging
import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from redis.asyncio import Redis

from bot.store import Store
from bot.store.server import RedisServer, connect, redis_server
from tests.support.browser import CHROMIUM, chromium


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Half as many again as there are processors: half of what takes long is waiting for other processes."""
    return (yield) * 3 // 2


@pytest.fixture(autouse=True)
def taken_by_slack() -> Iterator[None]:
    """Whatever a test sends to a workspace in this process, Slack has to take and people to hear."""
    refused = Refusals()
    logger = logging.getLogger("sandbox.errors")
    logger.addHandler(refused)
    yield
    logger.removeHandler(refused)
    assert refused.heard == []


class Refusals(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with redis_server(None, tmp_path / "redis") as server:
        yield server


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    async with connect(server.url) as redis:
        yield redis


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Without a browser the tests that need one are left out and say so; on a build machine that is a failure."""
    if not CHROMIUM.exists():
        reason = f"Chromium is not at {CHROMIUM}. Install it (Debian: apt-get install chromium)."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    async with chromium() as launched:
        yield launched
