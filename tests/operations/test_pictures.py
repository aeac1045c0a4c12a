"""The pictures of the pages: each is there, is shown, and is taken by a script."""

import re

from tests.support.processes import ROOT

FOLDER = ROOT / "docs" / "pictures"
THERE = {picture.stem for picture in FOLDER.glob("*.png")}


def test_the_pages_show_every_picture_there_is_and_no_other() -> None:
    pages = (ROOT / "README.md").read_text() + (ROOT / "docs" / "cards.md").read_text()

    assert set(re.findall(r"pictures/([\w-]+)[.]png", pages)) == THERE


def test_every_picture_is_taken_by_one_of_the_scripts() -> None:
    scripts = "".join(script.read_text() for script in FOLDER.glob("*.py"))

    assert sorted(re.findall(r"await take\w*\(\s*\"([\w-]+)\"", scripts)) == sorted(THERE)


def test_no_picture_is_heavy() -> None:
    assert [picture.name for picture in FOLDER.glob("*.png") if picture.stat().st_size > 140_000] == []
