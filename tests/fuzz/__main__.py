"""The long form of the fuzz tests: `make fuzz`.

Broken payloads by the ten thousand, in several processes; some thousands of them over HTTP and through Socket Mode.
"""

import argparse
import asyncio
import logging
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.campaign import Found, Way, run
from tests.fuzz.stage import Stage, stage
from tests.fuzz.ways import over_http, over_socket_mode

PAYLOADS = 100_000
BATCH = 2_500
"""Payloads in one company, before a fresh one is opened."""

WAYS: dict[str, Callable[[Stage], AbstractAsyncContextManager[Way]]] = {
    "straight": lambda place: nullcontext(place.send),
    "HTTP": over_http,
    "Socket Mode": over_socket_mode,
}


class Batch(NamedTuple):
    way: str
    seed: int
    payloads: int


class Report(NamedTuple):
    batch: Batch
    found: Found
    refusals: int


def batches(payloads: int, seed: int) -> list[Batch]:
    """Each twentieth batch or so over HTTP, and each through Socket Mode."""
    ways = ["HTTP", "Socket Mode", *["straight"] * 18]
    sizes = [min(BATCH, payloads - begun) for begun in range(0, payloads, BATCH)]
    return [Batch(ways[n % len(ways)], each, size) for n, each, size in zip(count(), count(seed), sizes, strict=False)]


def work(batch: Batch) -> Report:
    return asyncio.run(_work(batch))


async def _work(batch: Batch) -> Report:
    logging.getLogger().addHandler(logging.NullHandler())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with stage(Path(folder), near=batch.way == "straight") as place, WAYS[batch.way](place) as way:
            found = await run(place, way, count=batch.payloads, seed=batch.seed)
            return Report(batch, found, place.refusals)


def main(payloads: int, seed: int, processes: int) -> int:
    began = time.time()
    reports = []
    with ProcessPoolExecutor(processes) as pool:
        for report in pool.map(work, batches(payloads, seed)):
            reports.append(report)
            for fault in report.found.faults:
                print(f"seed {report.batch.seed}, {report.batch.way}: {fault}", flush=True)  # noqa: T201
    print(table(reports, took=time.time() - began))  # noqa: T201
    return 1 if any(report.found.faults for report in reports) else 0


def table(reports: Iterable[Report], *, took: float) -> str:
    """A line for each kind of payload."""
    reports = [*reports]
    sent: Counter[str] = sum((report.found.sent for report in reports), Counter())
    ways: Counter[str] = Counter()
    for report in reports:
        ways[report.batch.way] += report.found.sent.total()
    rows = [f"| {kind} | {times:,} |" for kind, times in sent.most_common()]
    faults = sum(len(report.found.faults) for report in reports)
    refusals = sum(report.refusals for report in reports)
    return "\n".join(
        [
            *("| made of | payloads |", "|---|---|", *rows, f"| all | {sent.total():,} |", ""),
            ", ".join(f"{times:,} {way}" for way, times in ways.items()) + ".",
            f"{faults} did what none may. {refusals:,} were refused by name in the audit trail.",
            f"This took {took / 60:.0f} minutes.",
        ]
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--payloads", type=int, default=PAYLOADS)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the first one; printed with what is found")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    raise SystemExit(main(given.payloads, given.seed, given.processes))
