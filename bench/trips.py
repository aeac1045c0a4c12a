"""How often the process waits for Redis."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from redis.asyncio.connection import AbstractConnection


@dataclass
class Trips:
    """Round trips so far: a pipeline is one, however many commands it holds."""

    count: int = 0


@contextmanager
def counted_trips() -> Iterator[Trips]:
    """Count what any client of this process sends, Docket's too."""
    trips, send = Trips(), AbstractConnection.send_packed_command

    async def counting(connection: AbstractConnection, *packed: Any, **options: Any) -> None:
        trips.count += 1
        await send(connection, *packed, **options)

    with patch.object(AbstractConnection, "send_packed_command", counting):
        yield trips
