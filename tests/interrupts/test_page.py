"""docs/agents.md and the examples: what they show is true."""

import re
from pathlib import Path

import pytest

from bot.policy.file import load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/agents.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_every_example_is_a_policy_with_nothing_to_complain_about(example: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(example, encoding="utf-8")

    assert load(path).warnings == []


def test_the_policy_of_the_examples_has_nothing_to_complain_about() -> None:
    assert load(ROOT / "examples/policy.yaml").warnings == []


def test_every_example_has_its_row() -> None:
    rows = set(re.findall(r"^\| \[`(\w+\.py)`\]", (ROOT / "examples/README.md").read_text(), re.MULTILINE))

    assert rows | {"__init__.py", "offline.py"} == {path.name for path in (ROOT / "examples").glob("*.py")}
