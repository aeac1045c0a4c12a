"""The Redis that keeps the records: the one the operator names, or one of our own on a unix socket.

Processes that share a data folder share one server. Three kernel locks in that folder tell who is there;
whoever is killed, at whatever moment, leaves none of them behind:

- `door.lock` is held while a process comes or goes, so two never start or stop the server at once;
- `users.lock` is held, shared, by every process that uses the server: the last one out stops it;
- `server.lock` is held by the server itself, so that "it runs" never rests on a pid.

The server is a daemon in a session of its own: Ctrl-C or a killed bot does not take it along.
"""

import asyncio
import contextlib
import logging
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.store.server_checks import UnusableRedisError, check, describe, warn
from bot.store.server_folder import Folder, open_folder
from bot.store.server_programs import Program, choose

__all__ = ["RedisServer", "UnusableRedisError", "connect", "redis_server"]

log = logging.getLogger(__name__)

PATIENCE = 120.0  # seconds for a server that loads its file, and for another process at the door
LOOK = 1.0  # seconds between two looks whether the server still runs
GLANCE = 0.02  # seconds between two looks at a lock or a socket
OUR_OPTIONS = frozenset({"decode_responses", "protocol"})  # a URL must not change them behind our back


@dataclass(frozen=True)
class RedisServer:
    """A Redis that passed every check; `description` is a line for people, and so is `warning` unless ''."""

    url: str
    description: str
    warning: str


def connect(url: str) -> Redis:
    """Make a client the one way we make them all: bytes out, and six retries over a few seconds.

    Left to itself a client made from a URL never tries again, and speaks a protocol that the search library
    cannot read. A command that blocks (XREAD BLOCK) must wait less than the socket's five seconds.
    """
    return Redis.from_url(
        url,
        decode_responses=False,
        protocol=2,
        health_check_interval=15,
        max_connections=1000,  # by itself it refuses the hundred-and-first command at a time
        socket_timeout=5,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=1), 6),
    )


@contextlib.asynccontextmanager
async def redis_server(url: str | None, data: Path) -> AsyncIterator[RedisServer]:
    """Give the server at `url`; without one that of the folder `data`, started when none runs there yet.

    Leaving stops the folder's server when nobody else uses it; a server at `url` is never touched.

    Raises:
        UnusableRedisError: no server can be had, or it failed a check.
    """
    if url is not None:
        yield await _checked(url, where=f"at {_public(url)}")
        return
    folder = open_folder(data)
    async with _in_use(folder):
        yield await _checked(folder.address, where=f"with its data in {folder.path}")


async def _checked(url: str, where: str) -> RedisServer:
    async with _client(url) as client:
        info = await check(client, where)
    return RedisServer(url=url, description=describe(info, where), warning=warn(info))


def _public(url: str) -> str:
    """The address without user, password and options; refused when it is none we can use."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise UnusableRedisError("REDIS_URL is no address: write it like redis://host:6379/0.") from None
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise UnusableRedisError("REDIS_URL must begin with redis://, rediss:// or unix://.")
    if options := OUR_OPTIONS & parse_qs(parts.query).keys():
        raise UnusableRedisError(f"REDIS_URL sets {', '.join(sorted(options))}: leave that out.")
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


@contextlib.asynccontextmanager
async def _in_use(folder: Folder) -> AsyncIterator[None]:
    """Join the server of this folder or start it; the last one to leave stops it."""
    with contextlib.ExitStack() as presence:
        async with _door(folder):
            if user := folder.lock("users.lock", shared=True):
                presence.enter_context(user)
            if not await _answers(folder):
                await _start(choose(folder.path), folder)
        keeper = asyncio.create_task(_keep(folder))
        try:
            yield
        finally:
            keeper.cancel()
            presence.close()
            async with _door(folder):
                await _stop_unless_used(folder)


async def _keep(folder: Folder) -> None:
    """Start the server anew when it died while somebody uses it; its clients try again by themselves."""
    while True:
        await asyncio.sleep(LOOK)
        if folder.runs():
            continue
        try:
            async with _door(folder):
                if not await _answers(folder):
                    log.warning("The Redis of %s is gone: starting it again", folder.path)
                    await _start(choose(folder.path), folder)
        except UnusableRedisError:
            log.exception("The Redis of %s could not be started again", folder.path)


@contextlib.asynccontextmanager
async def _door(folder: Folder) -> AsyncIterator[None]:
    """Be the only process that comes or goes."""
    with contextlib.ExitStack() as held:

        def opens() -> bool:
            door = folder.lock("door.lock")
            return bool(door and held.enter_context(door))

        try:
            await _until(opens)
        except TimeoutError:
            raise UnusableRedisError(
                f"Another process has been starting or stopping the Redis of {folder.path} "
                f"for {PATIENCE:.0f} seconds: end it and start again."
            ) from None
        yield


async def _until(condition: Callable[[], bool]) -> None:
    """Wait for another process: a kernel lock has no event to await."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - the reason is above
            await asyncio.sleep(GLANCE)


async def _answers(folder: Folder) -> bool:
    """Wait until the server of this folder answers; False when none runs, or it ended meanwhile."""
    try:
        async with asyncio.timeout(PATIENCE), _client(folder.address) as client:
            while folder.runs():
                with contextlib.suppress(RedisConnectionError, RedisTimeoutError):
                    return bool(await client.ping())
                await asyncio.sleep(GLANCE)
    except TimeoutError:
        raise UnusableRedisError(
            f"The Redis of {folder.path} runs but does not answer on {folder.socket}: "
            f"end the process named in {folder.path / 'server.pid'} and start again."
        ) from None
    return False


def _client(url: str) -> Redis:
    """A client that tries once: while we look whether a server is fit, a refusal is news, not a fault.

    On a busy machine a server that has just been started takes some seconds to make its first index.
    """
    return Redis.from_url(url, protocol=2, socket_timeout=30)


async def _start(program: Program, folder: Folder) -> None:
    lock = folder.lock_server()
    if lock is None:
        raise UnusableRedisError(f"A Redis just started by itself in {folder.path}: stop it and start again.")
    with lock:
        process = await asyncio.create_subprocess_exec(
            *_command(program, folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(lock.fileno(),),
            start_new_session=True,
        )
        output, _ = await process.communicate()
    if not await _answers(folder):
        reason = folder.last_words() if process.returncode == 0 else output.decode(errors="replace").strip()
        raise UnusableRedisError(f"{program.path} did not start in {folder.path}: {reason}")
    (folder.path / "kind").write_text(program.kind)


def _command(program: Program, folder: Folder) -> list[str]:
    settings = {
        "dir": folder.path,
        "port": 0,
        "unixsocket": folder.socket,
        "unixsocketperm": 700,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "yes",
        "loglevel": "warning",
        "logfile": folder.path / "server.log",
        "pidfile": folder.path / "server.pid",
    }
    options = [(f"--{name}", str(value)) for name, value in settings.items()]
    modules = [("--loadmodule", str(module)) for module in program.modules]
    return [str(program.path), *(word for option in options + modules for word in option)]


async def _stop_unless_used(folder: Folder) -> None:
    last = folder.lock("users.lock")
    if last is None:
        return
    try:
        with last:
            async with _client(folder.address) as client:
                await client.shutdown()
            await _until(lambda: not folder.runs())
    except (RedisError, TimeoutError) as problem:
        told = {"action": "redis_stop", "folder": str(folder.path)}
        log.warning("The Redis of %s could not be stopped and goes on: %s", folder.path, problem, extra=told)
