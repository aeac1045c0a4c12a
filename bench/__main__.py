"""`python -m bench`: measure everything, print the table, and put it into docs/performance.md.

`--quick` takes under a minute, is rougher, and leaves the page alone.
"""

import argparse
import asyncio
import logging
import platform
import time

import redis
from langgraph.version import __version__ as langgraph_version

from bench import ack, cards, clock, cycles, forms, history, legs, memory, policy, trail
from bench.findings import publish, table
from bench.rounds import FULL, QUICK, Effort

_BENCHES = (ack, legs, history, clock, policy, forms, cards, trail, cycles, memory)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast it is here, in ratios.")
    parser.add_argument("--quick", action="store_true", help="rougher, in under a minute, and only on the screen")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    text = asyncio.run(_measure(QUICK if arguments.quick else FULL))
    print(f"\n{text}")
    if not arguments.quick:
        publish(text)


async def _measure(effort: Effort) -> str:
    began = time.monotonic()
    findings = []
    for bench in _BENCHES:
        print(f"{bench.__name__} ...", flush=True)
        findings += await bench.measure(effort)
    return f"{table(findings)}\n\n{_circumstances(effort, time.monotonic() - began)}"


def _circumstances(effort: Effort, seconds: float) -> str:
    versions = f"Python {platform.python_version()}, LangGraph {langgraph_version}, redis-py {redis.__version__}"
    return f"Medians of {effort.rounds} rounds, measured in {seconds / 60:.1f} minutes with {versions}."


if __name__ == "__main__":
    main()
