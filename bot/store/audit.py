"""The audit stream, for reading; the scripts append to it in the step that changes a record."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis

from bot.canonical import canonical
from bot.store import keys
from bot.store.lua import text

_PAGE = 1000


class AuditLog:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def entries(self, since: float = 0) -> AsyncIterator[dict[str, Any]]:
        """Entries from this epoch second on, oldest first, with `id`, `time` (ISO 8601, UTC) and `at` (epoch)."""
        start = str(int(since * 1000))
        while page := await self._redis.xrange(keys.AUDIT, start, "+", count=_PAGE):
            for id, fields in page:
                yield _entry(text(id), fields or {})
            start = f"({text(page[-1][0])}"

    async def append(self, entry: Mapping[str, Any]) -> None:
        """Write down what changes no record: a refusal, a stand-in."""
        await self._redis.xadd(keys.AUDIT, {"entry": canonical(entry)})


def _entry(id: str, fields: Mapping[Any, Any]) -> dict[str, Any]:
    at = int(id.partition("-")[0]) / 1000
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    entry: dict[str, Any] = json.loads(fields[b"entry"])
    return {"id": id, "time": moment, "at": at} | entry
