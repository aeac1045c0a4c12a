"""What the long form says it knows: no more than it tried."""

from typing import Any

from tests.faults.report import Asked, table


def outcome(**other: Any) -> dict[str, Any]:
    return {
        "kill": "after mail sent",
        "seed": 0,
        "replicas": 1,
        "reached": True,
        "doubted": False,
        "problems": [],
    } | other


def report(*asked: Asked) -> str:
    return table(asked, told=len(asked), took=60)


def test_a_clean_point_says_how_much_so_many_kills_could_have_missed() -> None:
    said = report(*[("mail sent", outcome())] * 200, *[("card posted", outcome())] * 100)

    assert "| mail sent | 200 | 200 | 0 | 1.50% | 0 |" in said
    assert "| all | 300 | 300 | 0 | 1.00% | 0 |" in said
    assert "No promise was broken in 300 kills" in said


def test_a_story_in_which_nobody_died_is_no_kill() -> None:
    said = report(("mail sent", outcome()), ("mail sent", outcome(reached=False, seed=7)))

    assert "| mail sent | 1 | 2 | 0 | 100.00% | 0 |" in said
    assert "In 1 stories nobody died: after mail sent, seed 7, 1 running." in said


def test_a_run_that_was_broken_off_says_what_is_missing() -> None:
    said = report(("mail sent", outcome()), ("card posted", None))

    assert "| card posted | 0 | 1 | 0 |  | 0 |" in said
    assert "1 of 2 stories are not told yet" in said


def test_a_broken_promise_leaves_no_bound() -> None:
    said = report(("mail sent", outcome()), ("mail sent", outcome(problems=["there are 2 effects"])))

    assert "| mail sent | 2 | 2 | 1 |  | 0 |" in said
    assert "1 of 2 kills broke a promise." in said
