"""Rounds in turns: what is compared runs side by side, so that a busy neighbour slows both."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Side = Callable[[], Awaitable[Sequence[float]]]
"""One round of one side; gives its samples in seconds."""
Samples = Sequence[Sequence[float]]
"""The samples of one side, round by round."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to measure: how many rounds, and how large each is compared with a full run."""

    rounds: int
    size: float

    def count(self, full: int) -> int:
        return max(1, round(full * self.size))


FULL = Effort(rounds=7, size=1)
QUICK = Effort(rounds=5, size=0.1)


async def in_turns(rounds: int, sides: Mapping[str, Side]) -> dict[str, Samples]:
    """Each side once per round, in an order that turns round, after one round that does not count."""
    taken: dict[str, list[Sequence[float]]] = {name: [] for name in sides}
    for number in range(-1, rounds):
        for name in list(sides)[:: 1 if number % 2 else -1]:
            samples = await sides[name]()
            if number >= 0:
                taken[name].append(samples)
    return dict(taken)


def quantile(samples: Sequence[float], share: float) -> float:
    """The sample that this share of all samples does not exceed."""
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * share))]


def typical(side: Samples, share: float = 0.5) -> float:
    """The median over the rounds of each round's quantile."""
    return median(quantile(samples, share) for samples in side)


def ratio(ours: Samples, theirs: Samples, share: float = 0.5) -> float:
    """The median over the rounds of how many times the other side's quantile ours is."""
    pairs = zip(ours, theirs, strict=True)
    return median(quantile(mine, share) / quantile(other, share) for mine, other in pairs)


async def timed(work: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """Seconds of each of so many calls, one after another."""
    samples = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        samples.append(time.perf_counter() - began)
    return samples
