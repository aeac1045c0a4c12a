"""The Lua scripts, loaded from their files."""

from pathlib import Path
from typing import Any

from redis.asyncio import Redis

_FOLDER = Path(__file__).parent / "scripts"


def text(value: Any) -> str:
    """Redis answers in bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


class Scripts:
    """Each script as a coroutine: `await scripts.vote(keys=..., args=...)`."""

    def __init__(self, redis: Redis) -> None:
        for path in sorted(_FOLDER.glob("*.lua")):
            setattr(self, path.stem, redis.register_script(path.read_text(encoding="utf-8")))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no script {name}.lua in {_FOLDER.name}/")
