"""What the long form found, for people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.faults.outages import Outages

Outcome = Mapping[str, Any]
Asked = tuple[str, Outcome | None]
"""A point, and what came of one story about it; None: it is not told yet."""

_HEAD = ["| killed at | kills | of | violations | in fewer than | in doubt |", "|---|---|---|---|---|---|"]


def table(asked: Sequence[Asked], *, told: int, took: float) -> str:
    """A line for each point. `told` are the stories of this run, which took so many seconds."""
    by_point: defaultdict[str, list[Outcome | None]] = defaultdict(list)
    for point, outcome in asked:
        by_point[point].append(outcome)
    every = [outcome for _, outcome in asked]
    rows = [_row(*each) for each in [*by_point.items(), ("all", every)]]
    pace = f"This run told {told} stories in {took / 60:.0f} minutes, {told / took:.1f} a second."
    return "\n".join([*_HEAD, *rows, "", *_about(every), pace])


def about(outages: Outages) -> str:
    said = (
        f"{outages.requests} requests while Redis was killed {outages.deaths} times in {outages.seconds:.0f} seconds: "
    )
    return "\n".join([f"{said}it went wrong that", *outages.problems]) if outages.problems else f"{said}all ended well."


def _row(name: str, outcomes: Sequence[Outcome | None]) -> str:
    kills, broken = _kills(outcomes), _broken(outcomes)
    bound = "" if broken or not kills else f"{_bound(kills):.2%}"
    doubts = sum(outcome["doubted"] for outcome in kills)
    return f"| {name} | {len(kills)} | {len(outcomes)} | {len(broken)} | {bound} | {doubts} |"


def _kills(outcomes: Iterable[Outcome | None]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome and outcome["reached"]]


def _broken(outcomes: Iterable[Outcome | None]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome and outcome["problems"]]


def _bound(kills: Sequence[Outcome]) -> float:
    """The rule of three: what so many trials without a fault could have missed, nineteen times of twenty."""
    return min(1.0, 3 / len(kills))


def _about(outcomes: Sequence[Outcome | None]) -> list[str]:
    kills, broken, untold = _kills(outcomes), _broken(outcomes), outcomes.count(None)
    alive = [outcome for outcome in outcomes if outcome and not outcome["reached"]]
    if broken or not kills:
        sentences = [f"{len(broken)} of {len(kills)} kills broke a promise."]
    else:
        bound = f"{_bound(kills):.2%}"
        sentences = [
            f"No promise was broken in {len(kills)} kills: with 95 % confidence fewer than {bound} of such kills do.",
            "That is of all points together; what is known of each alone stands in its line.",
        ]
    if alive:
        names = "; ".join(
            f"{outcome['kill']}, seed {outcome['seed']}, {outcome['replicas']} running" for outcome in alive
        )
        sentences.append(f"In {len(alive)} stories nobody died: {names}.")
    if untold:
        sentences.append(f"{untold} of {len(outcomes)} stories are not told yet: begin again to go on with them.")
    return sentences
