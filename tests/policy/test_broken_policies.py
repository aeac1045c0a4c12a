"""Every way in which a policy can be broken: each names the place and what was expected, and none yields a policy."""

from pathlib import Path

import pytest

from bot.policy.file import Unreadable, load
from tests.policy.broken import BROKEN, HEAD
from tests.policy.conftest import Write


@pytest.mark.parametrize(("content", "line", "expectation"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_policy_names_the_place_and_what_was_expected(
    write: Write, content: str | bytes, line: int | None, expectation: str
) -> None:
    with pytest.raises(Unreadable) as broken:
        load(write(content))

    (sentence,) = broken.value.sentences
    assert expectation in sentence
    assert line is None or sentence.startswith(f"policy.yaml:{line}:")


def test_the_column_is_that_of_the_mistake(write: Write) -> None:
    with pytest.raises(Unreadable) as broken:
        load(write(f'{HEAD}    when: "args.amount > limit"\n    quorum: two\n    rsik: low\n'))

    places = [sentence.split(": ")[0] for sentence in broken.value.sentences]
    assert places == ["policy.yaml:4:26", "policy.yaml:5:13", "policy.yaml:6:5"]


def test_all_problems_are_told_at_once_in_the_order_of_the_file(write: Write) -> None:
    content = """\
read_only: [a b]
rules:
  - tool: pay
    when: foo
    approvers: [U1]
    quorum: 2
  - tool: mail
    quorum: many
    timeout: 1h
    remind: 2h
    editors:
"""
    with pytest.raises(Unreadable) as broken:
        load(write(content))

    lines = [int(sentence.split(":")[1]) for sentence in broken.value.sentences]
    assert lines == [1, 1, 4, 8, 11]


def test_a_rule_that_is_understood_is_checked_beside_one_that_is_not(write: Write) -> None:
    with pytest.raises(Unreadable) as broken:
        load(write(f"{HEAD}    quorum: two\n  - tool: mail\n    on_timeout: escalate\n"))

    assert [sentence.split(":")[1] for sentence in broken.value.sentences] == ["4", "6"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"policy\.yaml cannot be read: No such file or directory\. Name your policy"):
        load(tmp_path / "policy.yaml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"is not a file\. Name your policy file, or set"):
        load(tmp_path)


def test_a_file_that_is_a_loop(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").symlink_to(tmp_path / "policy.yaml")

    with pytest.raises(Unreadable, match=r"cannot be read: .+\. Name your policy file, or set"):
        load(tmp_path / "policy.yaml")
