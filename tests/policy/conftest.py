from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the policy file; gives its path."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "policy.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written
