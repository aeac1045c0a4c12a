"""Real parts for every test: a Redis of its own, with JSON and Search."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.store import Store
from bot.store.server import RedisServer, connect, redis_server


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
