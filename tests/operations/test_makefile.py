import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh clone that needs no package."""
    folder = tmp_path / "clone"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.lock").touch()
    return folder


def make(checkout: Path, *words: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    """Run make as at a terminal, also when make runs us."""
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name} | {"PATH": path}
    return subprocess.run(["make", *words], cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def put_python(folder: Path, script: str) -> str:
    """A path on which every python3 is this script."""
    folder.mkdir()
    for name in ("python3", "python3.13", "python3.12", "python3.11"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_make_alone_lists_what_there_is(checkout: Path) -> None:
    said = make(checkout).stdout

    assert [line.split()[1] for line in said.splitlines()] == [
        "help",
        "install",
        "demo",
        "test",
        "lint",
        "bench",
        "pictures",
        "faults",
        "fuzz",
        "lock",
    ]


def test_an_install_is_done_once_and_again_when_the_lock_changes(checkout: Path) -> None:
    first = make(checkout, "install")
    second = make(checkout, "install")
    # Ahead of the stamp for sure: file systems count time in steps.
    soon = time.time() + 5
    os.utime(checkout / "requirements.lock", (soon, soon))
    third = make(checkout, "install")

    assert [first.returncode, second.returncode, third.returncode] == [0, 0, 0], first.stderr
    assert ["Installing" in run.stdout for run in (first, second, third)] == [True, False, True]


def test_the_repository_can_be_imported_from_everywhere(checkout: Path, tmp_path: Path) -> None:
    (checkout / "bot.py").write_text("where = __file__")
    make(checkout, "install")

    python = checkout / ".venv/bin/python"
    said = subprocess.run(
        [python, "-c", "import bot; print(bot.where)"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == str(checkout / "bot.py")


def test_an_install_that_failed_is_not_taken_for_a_good_one(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"missing.whl --hash=sha256:{'0' * 64}\n")
    first = make(checkout, "install")
    second = make(checkout, "install")

    assert first.returncode != 0
    assert "missing.whl" in first.stderr
    assert second.returncode != 0


def test_a_venv_that_was_left_half_made_is_made_again(checkout: Path) -> None:
    make(checkout, "install")
    shutil.rmtree(next((checkout / ".venv/lib").glob("python3*")) / "site-packages/pip")
    (checkout / ".venv/installed").unlink()

    assert make(checkout, "install").returncode == 0


def test_a_python_that_is_too_old_is_named_in_one_line(checkout: Path, tmp_path: Path) -> None:
    result = make(checkout, "install", path=put_python(tmp_path / "bin", "exit 1"))

    assert result.returncode != 0
    assert result.stderr.startswith("Python 3.11 or later is needed")


def test_a_python_that_can_make_no_venv_is_told_what_to_install(checkout: Path, tmp_path: Path) -> None:
    debian = '[ "$1" = -c ] || { mkdir -p .venv/bin; touch .venv/bin/python; echo ensurepip is not available; exit 1; }'
    result = make(checkout, "install", path=put_python(tmp_path / "bin", debian))

    assert result.returncode != 0
    assert "apt-get install python3-venv" in result.stderr
    assert not (checkout / ".venv").exists()
