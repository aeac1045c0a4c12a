"""The Lua scripts, loaded from their files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

_FOLDER = Path(__file__).parent / "scripts"


def text(value: Any) -> str:
    """Redis answers in bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


class Script:
    """Awaited for its result, or added to a pipeline: there it goes as a whole, as nobody can ask if Redis knows it."""

    def __init__(self, redis: Redis, text: str) -> None:
        self._text = text
        self._known = redis.register_script(text)

    async def __call__(self, *, keys: Sequence[str], args: Sequence[Any], client: Pipeline | None = None) -> Any:
        if client is None:
            return await self._known(keys=keys, args=args)
        return client.eval(self._text, len(keys), *keys, *args)


class Scripts:
    """Each script as a coroutine: `await scripts.vote(keys=..., args=...)`."""

    def __init__(self, redis: Redis) -> None:
        for path in sorted(_FOLDER.glob("*.lua")):
            setattr(self, path.stem, Script(redis, path.read_text(encoding="utf-8")))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no script {name}.lua in {_FOLDER.name}/")
