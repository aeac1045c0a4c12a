import asyncio
import os
import select
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from bot.store.server import RedisServer, UnusableRedisError, connect, redis_server
from bot.store.server_folder import open_folder

ROOT = Path(__file__).parents[2]

# A bot in small: it uses the server until its input is closed.
USER = """
import asyncio, sys
from pathlib import Path
from bot.store.server import connect, redis_server

async def main():
    async with redis_server(None, Path(sys.argv[1])) as server:
        async with connect(server.url) as client:
            print((await client.info())["process_id"], flush=True)
            await asyncio.to_thread(sys.stdin.read)
            print(int(await client.ping()), flush=True)

asyncio.run(main())
"""

Start = Callable[[], Awaitable[Process]]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    if open_folder(folder).runs():
        kill(server_pid(folder))


@pytest.fixture
async def start(data: Path) -> AsyncIterator[Start]:
    async with AsyncExitStack() as running:

        async def started() -> Process:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", USER, data, stdin=PIPE, stdout=PIPE, cwd=ROOT
            )
            running.push_async_callback(leave, process)
            return process

        yield started


async def leave(process: Process) -> str:
    """End it as its operator would; the answer is what it said last."""
    said, _ = await process.communicate(b"")
    return said.decode().strip()


async def server_of(process: Process) -> int:
    assert process.stdout
    return int(await process.stdout.readline())


def server_pid(data: Path) -> int:
    return int((data / "redis/server.pid").read_text())


def kill(pid: int) -> None:
    """Kill and wait for the end, also of a process that is no child of ours."""
    with suppress(ProcessLookupError):
        watched = os.pidfd_open(pid)
        os.kill(pid, signal.SIGKILL)
        select.select([watched], [], [])
        os.close(watched)


async def put(server: RedisServer, value: str) -> None:
    async with connect(server.url) as client:
        await client.set("kept", value)


async def kept(server: RedisServer) -> bytes | str | None:
    async with connect(server.url) as client:
        return await client.get("kept")


async def test_a_folder_gets_a_server_that_stops_with_its_only_user(data: Path) -> None:
    async with redis_server(None, data) as server:
        await put(server, "a card")

        assert await kept(server) == b"a card"
        assert str(data / "redis") in server.description
        assert server.warning == ""
    assert not open_folder(data).runs()


async def test_the_next_server_knows_what_the_last_one_stored(data: Path) -> None:
    async with redis_server(None, data) as server:
        await put(server, "a card")

    async with redis_server(None, data) as server:
        assert await kept(server) == b"a card"


async def test_a_server_that_is_only_for_trying_says_so(data: Path) -> None:
    async with redis_server(None, data) as server:
        assert ("for trying only" in server.description) == ("Valkey" in server.description)


async def test_the_data_is_for_no_other_user_of_the_machine(data: Path) -> None:
    async with redis_server(None, data):
        assert (data / "redis").stat().st_mode & 0o077 == 0


async def test_ctrl_c_in_our_terminal_does_not_reach_the_server(data: Path) -> None:
    async with redis_server(None, data):
        assert os.getsid(server_pid(data)) != os.getsid(0)


async def test_a_second_process_joins_and_the_last_one_out_stops_the_server(data: Path, start: Start) -> None:
    first = await start()
    server = await server_of(first)
    second = await start()

    assert await server_of(second) == server
    assert await leave(first) == "1"
    assert open_folder(data).runs()
    assert await leave(second) == "1"
    assert not open_folder(data).runs()


async def test_processes_that_start_at_once_share_one_server(start: Start) -> None:
    crowd = await asyncio.gather(*(start() for _ in range(4)))

    assert len({await server_of(process) for process in crowd}) == 1


async def test_a_start_after_the_bot_was_killed_joins_the_server_that_survived(data: Path, start: Start) -> None:
    bot = await start()
    survivor = await server_of(bot)
    bot.kill()
    await bot.wait()

    async with redis_server(None, data):
        assert server_pid(data) == survivor
    assert not open_folder(data).runs()


async def test_a_start_after_the_server_was_killed_brings_back_its_data(data: Path) -> None:
    async with redis_server(None, data) as server:
        await put(server, "a card")
        kill(server_pid(data))

        async with redis_server(None, data) as again:
            assert await kept(again) == b"a card"


async def test_a_client_does_not_notice_that_its_server_was_started_anew(data: Path) -> None:
    async with redis_server(None, data) as server, connect(server.url) as client:
        await client.set("kept", "a card")
        kill(server_pid(data))

        async with redis_server(None, data):
            assert await client.get("kept") == b"a card"


async def test_a_stale_socket_and_a_stale_pid_do_not_matter(data: Path) -> None:
    folder = open_folder(data)
    folder.socket.touch()
    (folder.path / "server.pid").write_text(str(os.getpid()))

    async with redis_server(None, data) as server:
        await put(server, "a card")

        assert server_pid(data) != os.getpid()


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Pytest's own folders are long names already."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


async def test_a_path_too_long_for_a_socket_works_all_the_same(
    tmp_path: Path, short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(short_path))
    deep = tmp_path / ("a-long-name-" * 8)

    async with redis_server(None, deep) as server:
        await put(server, "a card")

        assert await kept(server) == b"a card"
        assert server.url.startswith(f"unix://{short_path}/countersign-")


async def test_a_socket_folder_that_others_can_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    deep = tmp_path / ("a-long-name-" * 8)
    open_folder(deep).socket.parent.chmod(0o755)

    with pytest.raises(UnusableRedisError, match="open to others: remove it"):
        await redis_server(None, deep).__aenter__()


async def test_a_folder_name_with_odd_signs_works(data: Path) -> None:
    async with redis_server(None, data / "50% of?it #1") as server:
        await put(server, "a card")

        assert await kept(server) == b"a card"


async def test_a_server_whose_user_failed_is_stopped(data: Path) -> None:
    with pytest.raises(LookupError):
        async with redis_server(None, data):
            raise LookupError

    assert not open_folder(data).runs()
