"""Waiting for what other processes do."""

import asyncio
from collections.abc import Callable

GLANCE = 0.05
"""Seconds between two looks."""


async def until(condition: Callable[[], object], what: str, *, within: float = 30.0) -> None:
    """Wait (seconds) for something that tells nobody when it happens."""
    try:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110 - the reason is above
                await asyncio.sleep(GLANCE)
    except TimeoutError:
        raise AssertionError(f"{what}: not within {within:g} s") from None
