"""docs/policy.md: what it shows is true."""

import re
from pathlib import Path

import pytest

from bot.policy.conditions import MOST_CHARACTERS, MOST_VALUES
from bot.policy.document import WrittenRule
from bot.policy.file import load
from tests.policy.conftest import Write

PAGE = (Path(__file__).parents[2] / "docs/policy.md").read_text()


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_every_example_is_a_policy_with_nothing_to_complain_about(write: Write, example: str) -> None:
    assert load(write(example)).warnings == []


def test_every_key_of_a_rule_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## The keys of a rule")[2].partition("###")[0], re.MULTILINE)

    assert set(rows) == {field.alias or name for name, field in WrittenRule.model_fields.items()}


def test_the_bounds_are_those_that_hold() -> None:
    assert f"{MOST_VALUES:,} values or {MOST_CHARACTERS:,}" in PAGE.replace("\n", " ")
