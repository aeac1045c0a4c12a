"""The ledger of grants: a gated tool call runs at most once, with the bytes that were decided on."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

from bot.canonical import canonical, digest
from bot.store import keys
from bot.store.lua import Script, Scripts, text

log = logging.getLogger(__name__)

Claimed = Literal["run", "done", "failed", "running", "in_doubt", "differs", "changed", "missing"]

_KEEP = 30 * 86400
"""Seconds the result of a call is kept, for a run that LangGraph executes again."""
_PATIENCE = Retry(ConstantBackoff(1), 60)
"""While Redis is away: only whoever runs a call knows how it stands, and if they gave up, people would be asked."""


class Grants:
    """Fits `agent.gate.Ledger`, which says what the answers mean."""

    def __init__(self, redis: Redis, scripts: Scripts) -> None:
        self._redis = redis
        self._scripts = scripts

    async def claim(
        self,
        *,
        thread: str,
        call: str,
        tool: str,
        arguments: Mapping[str, Any],
        fingerprint: str,
        token: str,
        lease: float,
        repeatable: bool,
    ) -> tuple[Claimed, str]:
        try:
            bound = digest(tool, canonical(arguments))
        except ValueError:
            return "differs", ""
        what, said = await self._surely(
            self._scripts.claim,
            keys=[keys.grant(thread, call), keys.DUE_DRAW],
            args=[bound, token, lease, "1" if repeatable else "", fingerprint],
        )
        return cast("Claimed", text(what)), text(said)

    async def beat(self, *, thread: str, call: str, token: str, lease: float) -> bool:
        return bool(await self._scripts.beat(keys=[keys.grant(thread, call)], args=[token, lease]))

    async def doubt(self, *, thread: str, call: str, token: str, reason: str) -> bool:
        return bool(await self._surely(self._scripts.doubt, keys=[keys.grant(thread, call)], args=[token, reason]))

    async def hand_back(self, *, thread: str, call: str, token: str) -> bool:
        places = [keys.grant(thread, call), keys.granted(thread)]
        return bool(await self._surely(self._scripts.hand_back, keys=places, args=[token, keys.approval("")]))

    async def record(self, *, thread: str, call: str, token: str, content: str, failed: bool) -> bool:
        status = "failed" if failed else "done"
        entry = {"kind": "execution", "thread": thread, "call": call, "outcome": status}
        written = await self._surely(
            self._scripts.record,
            keys=[keys.grant(thread, call), keys.DUE_DRAW, keys.AUDIT],
            args=[token, status, content, canonical(entry), _KEEP],
        )
        return bool(written)

    async def _surely(self, script: Script, *, keys: Sequence[str], args: Sequence[Any]) -> Any:
        return await _PATIENCE.call_with_retry(lambda: script(keys=keys, args=args), _wait)


async def _wait(error: Exception) -> None:
    log.warning("Redis is away while a call is under way: %r", error)
