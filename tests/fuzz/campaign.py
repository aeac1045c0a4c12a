"""Many broken payloads, one after the other, and what each of them did."""

import copy
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sandbox.delivery import Envelope
from tests.bot.workspace import REVIEW_CHANNEL
from tests.fuzz.company import Seed
from tests.fuzz.harmless import harmless
from tests.fuzz.mutations import mutant
from tests.fuzz.stage import Stage

MOST_TRIES = 300
"""Attempts at making a payload smaller that went wrong."""
SHOWN = 2000
LARGEST = 2 * 1024**2
"""Characters of a payload: more would be refused by aiohttp before anybody of ours sees it."""

Way = Callable[[Envelope], Awaitable[str]]
"""Delivers a payload, and says what went wrong with the answer."""


@dataclass
class Found:
    sent: Counter[str] = field(default_factory=Counter)
    """Payloads, by what Slack calls their kind."""
    unmuted: int = 0
    faults: list[str] = field(default_factory=list)


async def run(place: Stage, way: Way, *, count: int, seed: int, most_faults: int = 5) -> Found:
    """Send so many mutants; the same ones for the same seed and company."""
    found, chance = Found(), Random(seed)
    for origin, envelope in mutants(place, chance, count):
        found.sent[_kind(origin)] += 1
        if problems := await _sent(place, way, origin, envelope):
            small = await _shrunk(place, way, origin, envelope)
            found.faults.append(f"{origin.act} ({origin.about[:20]}): {'; '.join(problems)}\n  {_told(small)}")
            if len(found.faults) >= most_faults:
                break
    return found


def mutants(place: Stage, chance: Random, count: int) -> Iterator[tuple[Seed, Envelope]]:
    """Broken payloads that may change nothing."""
    known = _known_threads(place)
    while count:
        seed, envelope = mutant(chance, place.seeds)
        if harmless(envelope, known) and len(json.dumps(envelope.payload)) <= LARGEST:
            count -= 1
            yield seed, envelope


def _known_threads(place: Stage) -> set[str]:
    """Threads that belong to a request: everywhere but in the review channel."""
    messages = place.sandbox.workspace.messages
    return {m["ts"] for c in place.sandbox.workspace.channels if c != REVIEW_CHANNEL for m in messages.top_level(c)}


async def _sent(place: Stage, way: Way, origin: Seed, envelope: Envelope) -> list[str]:
    answer = await way(place.fresh(envelope, origin))
    return [*([answer] if answer else []), *await place.problems()]


async def _shrunk(place: Stage, way: Way, origin: Seed, envelope: Envelope) -> Envelope:
    """As little of the payload as still goes wrong. What changed the records may not do so again: it stays as it is."""
    small = envelope
    for _ in range(MOST_TRIES):
        for less in _smaller(small):
            if await _sent(place, way, origin, less):
                small = less
                break
        else:
            break
    return small


def _told(envelope: Envelope) -> str:
    """What we read of it, where that is much."""
    surroundings = {"message", "container", "state"} if len(json.dumps(envelope.payload)) > SHOWN else set()
    return json.dumps({name: value for name, value in envelope.payload.items() if name not in surroundings})[:SHOWN]


def _smaller(envelope: Envelope) -> Iterator[Envelope]:
    for path in _paths(envelope.payload):
        less = copy.deepcopy(envelope.payload)
        inner: Any = less
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]
        yield Envelope(envelope.kind, less)


def _paths(value: Any) -> list[tuple[Any, ...]]:
    """Shallow ones first."""
    found: list[tuple[Any, ...]] = []
    level: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while level and len(found) < MOST_TRIES:
        inner = []
        for path, each in level:
            named = each.items() if isinstance(each, dict) else enumerate(each) if isinstance(each, list) else ()
            inner += [((*path, name), held) for name, held in named]
        found += [path for path, _ in inner]
        level = inner
    return found


def _kind(seed: Seed) -> str:
    payload = seed.envelope.payload
    if seed.envelope.kind == "events_api":
        return f"event {seed.act}"
    return "command" if seed.envelope.kind == "slash_commands" else str(payload["type"])
