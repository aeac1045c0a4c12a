"""Requests while Redis is killed again and again: what became of them."""

import asyncio
import random
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from tests.faults.bots import Nursery
from tests.faults.hall import Hall, hall
from tests.faults.mortal_redis import MortalRedis, mortal_redis
from tests.faults.story import Telling

AT_ONCE = 20
"""Requests under way at a time."""
APART = (2.0, 5.0)
"""Seconds between a start of Redis and its next death."""
PATIENCE = 120.0
"""Seconds for a step of a story."""
DOWN = (0.0, 2.0)
"""Seconds it stays away."""


async def told_through_outages(folder: Path, nest: Nursery, *, requests: int, deaths: int, seed: int) -> list[str]:
    """What was wrong with how the stories ended. Redis dies so many times, or until the last request is answered."""
    (folder / "redis").mkdir()
    async with mortal_redis(folder / "redis") as redis, hall(folder, nest, redis_url=redis.url) as place:
        log = folder / "bot"
        async with place.bots(log):
            killer = asyncio.create_task(_kill(redis, deaths, random.Random(seed)))
            stories = await _tell_all(place, requests)
            if deaths > redis.deaths:
                killer.cancel()
            with suppress(asyncio.CancelledError):
                await killer
            problems = [problem for story in stories for problem in await story.problems()]
        starts = log.with_suffix(".log").read_text().count("Ready.")
    return [*problems, *([] if starts == 1 else [f"the bot was started {starts} times: it did not heal by itself"])]


async def _kill(redis: MortalRedis, deaths: int, chance: random.Random) -> None:
    for _ in range(deaths):
        await asyncio.sleep(chance.uniform(*APART))
        await asyncio.shield(redis.die_and_rise(down=chance.uniform(*DOWN)))


async def _tell_all(place: Hall, requests: int) -> list[Telling]:
    """Spread over channels, each of which takes a message a second."""
    channels = cycle(["C0GENERAL", "C0AUDIT", place.riley.direct])
    stories = [
        Telling(place, f"outage-{number:03}", choice="Run again", channel=next(channels), patience=PATIENCE)
        for number in range(requests)
    ]
    free = asyncio.Semaphore(AT_ONCE)

    async def tell(story: Telling) -> None:
        async with free:
            await story.tell()

    await asyncio.gather(*[tell(story) for story in stories])
    return stories
