"""What a Redis must be before approvals are kept in it: tried on the live server, refused in a sentence."""

import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError

Info = Mapping[str, Any]

NO_APPEND_ONLY_FILE = (
    "Redis keeps no append-only file: a crash loses what came in since its last snapshot. "
    "Run `redis-cli CONFIG SET appendonly yes`."
)
CLOCKS_APART = (
    "The clocks of this host and of Redis are {apart:.0f} s apart. Have both set by NTP: two hosts whose clocks differ "
    "take each other's workers for dead."
)
_APART = 5.0
"""Seconds; less than a third of the shortest lease that makes sense."""


class UnusableRedisError(Exception):
    """The Redis at hand cannot keep approvals. The message names it, says what is wrong and what to do."""


async def check(client: Redis, where: str) -> Info:
    """Try everything we live on and give the server's INFO; `where` tells people which server is meant.

    Raises:
        UnusableRedisError: for the first demand that is not met.
    """
    if client.connection_pool.connection_kwargs.get("db"):
        raise UnusableRedisError(f"The Redis {where}: Search works in database 0 only, so end the address in /0.")
    try:
        await client.ping()
        info: Info = await client.info()
        _refuse_by_settings(info, where)
        await _try_json_and_search(client, where)
    except OutOfMemoryError:
        raise UnusableRedisError(
            f"The Redis {where} is full, and takes nothing new until it has more memory: raise its `maxmemory`."
        ) from None
    except RedisError as problem:
        reason = str(problem).rstrip(".")
        raise UnusableRedisError(
            f"The Redis {where} cannot be used: {reason}. "
            "See that it runs, and that its address, user and password are right."
        ) from problem
    return info


def describe(info: Info, where: str) -> str:
    """One line for people: which server was taken."""
    if info.get("server_name") == "valkey":
        return f"Valkey {info['valkey_version']} {where} (for trying only: use Redis 8 for real work)"
    return f"Redis {info['redis_version']} {where}"


def warn(info: Info) -> str:
    """What an operator should mend though it works; '' for nothing."""
    apart = abs(time.time() - info["server_time_usec"] / 1_000_000)
    clocks = [CLOCKS_APART.format(apart=apart)] if apart > _APART else []
    return " ".join([*clocks, *([] if info.get("aof_enabled") else [NO_APPEND_ONLY_FILE])])


def _refuse_by_settings(info: Info, where: str) -> None:
    if info.get("loading"):
        raise UnusableRedisError(f"The Redis {where} is still loading its data: start again in a moment.")
    if info.get("cluster_enabled"):
        raise UnusableRedisError(
            f"The Redis {where} is a cluster, where the checkpoints' index cannot live: use a single one."
        )
    policy = info.get("maxmemory_policy")
    if policy != "noeviction":
        raise UnusableRedisError(
            f"The Redis {where} may throw approvals away when memory runs short (maxmemory-policy {policy}): "
            "run `redis-cli CONFIG SET maxmemory-policy noeviction` and set it in its configuration."
        )


async def _try_json_and_search(client: Redis, where: str) -> None:
    """Index a document, find it, drop both."""
    name = f"countersign:check:{uuid.uuid4().hex}"
    run: Callable[..., Awaitable[Any]] = client.execute_command
    schema = ("$.word", "AS", "word", "TAG", "$.at", "AS", "at", "NUMERIC", "SORTABLE")
    try:
        await run("FT.CREATE", name, "ON", "JSON", "PREFIX", 1, f"{name}:", "SCHEMA", *schema)
        try:
            await run("JSON.SET", f"{name}:1", "$", '{"word": "ready", "at": 1}')
            found = await run("FT.SEARCH", name, "@word:{ready}", "SORTBY", "at", "NOCONTENT")
        finally:
            await run("FT.DROPINDEX", name, "DD")
    except ResponseError as problem:
        if "unknown command" not in str(problem).lower():
            raise
        raise UnusableRedisError(f"The Redis {where} has no JSON and Search: use Redis 8, or Redis Stack.") from problem
    if found[0] != 1:
        raise UnusableRedisError(
            f"The Redis {where} does not find what it has just stored: restart it, then try again."
        )
