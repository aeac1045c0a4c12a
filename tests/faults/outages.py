"""Requests while Redis is killed again and again: what became of them."""

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.faults.hall import Hall, hall
from tests.faults.mortal_redis import MortalRedis, mortal_redis
from tests.faults.story import Telling

AT_ONCE = 10
"""Requests under way at a time: Slack takes 45 changes of messages a minute, and each request needs several."""
APART = (2.0, 5.0)
"""Seconds between a start of Redis and its next death."""
PATIENCE = 300.0
"""Seconds for a step of a story."""
DOWN = (0.0, 2.0)
"""Seconds it stays away."""


@dataclass(frozen=True, kw_only=True)
class Outages:
    requests: int
    deaths: int
    seconds: float
    problems: tuple[str, ...]
    """What was wrong with how the stories ended."""


async def told_through_outages(folder: Path, *, requests: int, deaths: int, seed: int) -> Outages:
    """Redis dies so many times, or until the last request is answered."""
    began = time.time()
    (folder / "redis").mkdir()
    async with mortal_redis(folder / "redis") as redis, hall(folder, redis_url=redis.url) as place:
        log = folder / "bot.log"
        async with place.bots(log):
            killer = asyncio.create_task(_kill(redis, deaths, random.Random(seed)))
            stories = await _tell_all(place, requests)
            if deaths > redis.deaths:
                killer.cancel()
            with suppress(asyncio.CancelledError):
                await killer
            problems = [problem for story in stories for problem in await story.problems()]
        starts, died = log.read_text().count("Ready."), redis.deaths
    problems += [] if starts == 1 else [f"the bot was started {starts} times: it did not heal by itself"]
    return Outages(requests=requests, deaths=died, seconds=time.time() - began, problems=tuple(problems))


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
            await story.ask()
            await story.see_the_answer()

    await asyncio.gather(*[tell(story) for story in stories])
    await stories[-1].see_quiet()
    return stories
