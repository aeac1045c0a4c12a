"""The ledger of grants: a gated tool call runs at most once, with the bytes that were decided on."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from redis.asyncio import Redis

from bot.approvals import canonical, digest
from bot.store import keys
from bot.store.lua import Scripts, text

Claimed = Literal["run", "done", "failed", "in_doubt", "differs", "missing"]

_KEEP = 30 * 86400
"""Seconds the result of a call is kept, for a run that LangGraph executes again."""


class Grants:
    """Fits `agent.gate.Ledger`, which says what the answers mean."""

    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def claim(self, *, thread: str, call: str, tool: str, arguments: Mapping[str, Any]) -> tuple[Claimed, str]:
        """Take the right to run this call, once; with it come the stored arguments, or the recorded result."""
        try:
            fingerprint = digest(tool, canonical(arguments))
        except ValueError:
            return "differs", ""
        what, said = await self._scripts.claim(keys=[keys.grant(thread, call), keys.DUE_DRAW], args=[fingerprint])
        return cast("Claimed", text(what)), text(said)

    async def record(self, *, thread: str, call: str, content: str, failed: bool) -> None:
        """Write down how the call went, with its audit entry."""
        key = keys.grant(thread, call)
        approval, tool, fingerprint = await self._redis.hmget(key, "approval", "tool", "digest")
        entry = {
            "kind": "execution",
            "thread": thread,
            "approval": text(approval),
            "call": call,
            "tool": text(tool),
            "digest": text(fingerprint),
            "outcome": "failed" if failed else "done",
        }
        await self._scripts.record(
            keys=[key, keys.DUE_DRAW, keys.AUDIT],
            args=["failed" if failed else "done", content, canonical(entry), _KEEP],
        )
