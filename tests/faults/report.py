"""What the long form found, as a table for people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = tuple[str, int, int, int, int]


def table(outcomes: Iterable[Mapping[str, Any]], outages: Sequence[str] | None, *, took: float) -> str:
    """A line for each point; `outages` are the problems after Redis died, None when that part was not reached."""
    by_point: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for outcome in outcomes:
        by_point[outcome["point"]].append(outcome)
    rows = [_row(point, found) for point, found in by_point.items()]
    rows.append(_row("all", [outcome for found in by_point.values() for outcome in found]))
    lines = ["| killed at | kills | not reached | violations | in doubt |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([*lines, "", _bound(rows[-1]), _about(outages), f"This took {took / 60:.0f} minutes."])


def _row(name: str, outcomes: Sequence[Mapping[str, Any]]) -> Row:
    reached = [outcome for outcome in outcomes if outcome["reached"]]
    broken = sum(bool(outcome["problems"]) for outcome in outcomes)
    doubts = sum(outcome["doubted"] for outcome in reached)
    return name, len(reached), len(outcomes) - len(reached), broken, doubts


def _bound(row: Row) -> str:
    _, kills, _, broken, _ = row
    if broken or not kills:
        return f"{broken} of {kills} kills broke a promise."
    # The rule of three: what a test of so many trials could have missed, nineteen times of twenty.
    return (
        f"No promise was broken in {kills} kills, so with 95 % confidence fewer than {3 / kills:.2%} of such kills do."
    )


def _about(outages: Sequence[str] | None) -> str:
    if outages is None:
        return "The outages of Redis were not reached."
    return (
        "\n".join(["While Redis was killed again and again:", *outages])
        if outages
        else ("While Redis was killed every few seconds, every request ended well, and nobody helped.")
    )
