"""The Lua scripts, loaded from their files."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import NoScriptError

_FOLDER = Path(__file__).parent / "scripts"


def text(value: Any) -> str:
    """Redis answers in bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


class Script:
    """Awaited for its result, or added to a pipeline: there it goes as a whole, as nobody can ask if Redis knows it."""

    def __init__(self, redis: Redis, text: str) -> None:
        self._redis = redis
        self._text = text
        self._name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, *, keys: Sequence[str], args: Sequence[Any], client: Pipeline | None = None) -> Any:
        given = len(keys), *keys, *args
        if client is not None:
            return client.eval(self._text, *given)
        try:
            return await self._redis.evalsha(self._name, *given)
        except NoScriptError:
            return await self._redis.eval(self._text, *given)


class Scripts:
    """Each script as a coroutine: `await scripts.vote(keys=..., args=...)`."""

    def __init__(self, redis: Redis) -> None:
        for path in sorted(_FOLDER.glob("*.lua")):
            setattr(self, path.stem, Script(redis, path.read_text(encoding="utf-8")))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no script {name}.lua in {_FOLDER.name}/")
