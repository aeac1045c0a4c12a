"""Every bench runs; how fast is no matter for a test."""

import math
from pathlib import Path
from types import ModuleType

import pytest

from bench import ack, cards, clock, cycles, forms, history, legs, memory, policy, trail
from bench.findings import Finding, publish, table
from bench.rounds import Effort, in_turns, quantile, ratio, typical

GLANCE = Effort(rounds=1, size=0.002)


@pytest.mark.parametrize("bench", [ack, cards, clock, cycles, forms, history, legs, memory, policy, trail])
async def test_each_bench_finds_its_figures(bench: ModuleType) -> None:
    findings = await bench.measure(GLANCE)

    assert findings
    assert all(math.isfinite(finding.figure) for finding in findings)


async def test_sides_take_turns_and_the_first_round_does_not_count() -> None:
    order = []

    async def side(name: str) -> list[float]:
        order.append(name)
        return [float(len(order))]

    taken = await in_turns(2, {"a": lambda: side("a"), "b": lambda: side("b")})

    assert order == ["a", "b", "b", "a", "a", "b"]
    assert taken == {"a": [[4.0], [5.0]], "b": [[3.0], [6.0]]}


def test_a_ratio_is_the_median_over_the_rounds() -> None:
    assert ratio([[2, 2, 9], [8], [30]], [[1], [2], [10]]) == 3
    assert typical([[1], [5], [3]]) == 3


def test_a_quantile_is_a_sample_that_was_taken() -> None:
    assert [quantile([3, 1, 2, 4], share) for share in (0, 0.5, 0.99, 1)] == [1, 3, 4, 4]


@pytest.mark.parametrize(
    ("finding", "met"),
    [
        (Finding(what="a", beside="b", figure=1.2, limit=1.2), True),
        (Finding(what="a", beside="b", figure=1.3, limit=1.2), False),
        (Finding(what="a", beside="b", figure=0.6, limit=0.5, better="more"), True),
        (Finding(what="a", beside="b", figure=0.4, limit=0.5, better="more"), False),
    ],
)
def test_a_figure_is_held_against_its_aim(finding: Finding, met: bool) -> None:
    assert finding.met is met


def test_what_is_missed_is_told_with_its_reason() -> None:
    missed = Finding(what="Idle tick", beside="a PING", figure=6.5, limit=1.5, why_missed="it looks six times.")

    assert table([missed]).splitlines()[-5:] == [
        "| Idle tick | a PING | **6.5x** | ≤ 1.5x | missed |",
        "",
        "Missed, and why:",
        "",
        "- *Idle tick*: it looks six times.",
    ]


def test_the_table_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter.\n")

    publish("new", page)

    assert page.read_text() == "Before.\n<!-- measured: begin -->\nnew\n<!-- measured: end -->\nAfter.\n"
