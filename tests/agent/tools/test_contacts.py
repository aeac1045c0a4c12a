from pathlib import Path

import pytest
from langchain_core.tools import BaseTool, ToolException

from agent.data import install
from agent.tools.contacts import contacts_tool


@pytest.fixture
def contacts(tmp_path: Path) -> BaseTool:
    return contacts_tool(install(tmp_path).contacts)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Alice", ["Alice Nguyen"]),
        ("NGUYEN", ["Alice Nguyen"]),
        ("nguyen, alice", ["Alice Nguyen"]),
        ("Bob", ["Bob Marsh"]),
        ("Robert", ["Bob Marsh"]),
        ("jose alvarez", ["José Álvarez"]),
        ("zoe", ["Zoë Fischer"]),
        ("王芳", ["王芳"]),
        ("芳", ["王芳"]),
        ("Wang Fang", ["王芳"]),
        ("Alex", ["Alex Rivera", "Alex Kim"]),
        ("Alexandra", ["Alex Kim"]),
        ("Lind", ["Carol Lindqvist"]),
    ],
)
async def test_people_are_found_by_any_of_their_names(contacts: BaseTool, name: str, found: list[str]) -> None:
    lines = (await contacts.ainvoke({"name": name})).splitlines()

    assert [line.split(";")[0] for line in lines] == found


async def test_a_line_holds_what_one_needs_to_reach_a_person(contacts: BaseTool) -> None:
    line = await contacts.ainvoke({"name": "Alice"})

    assert line == (
        "Alice Nguyen; email: alice.nguyen@example.com; phone: +49 30 5550 0101; "
        "title: Head of Design; organisation: Lighthouse Studio"
    )


async def test_nobody_is_a_plain_sentence(contacts: BaseTool) -> None:
    assert await contacts.ainvoke({"name": "Zed"}) == "No contact matches 'Zed'."


async def test_an_empty_name_is_refused(contacts: BaseTool) -> None:
    with pytest.raises(ValueError, match="The name is empty"):
        await contacts.ainvoke({"name": " . "})


async def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    tool = contacts_tool(tmp_path / "nothing.vcf")

    with pytest.raises(ToolException, match=r"The contacts file nothing.vcf cannot be read"):
        await tool.ainvoke({"name": "Alice"})


async def test_a_file_of_something_else_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "odd.vcf").write_text("BEGIN:VCARD\nthis is not a card\nEND:VCARD\n")

    with pytest.raises(ToolException, match=r"odd.vcf cannot be read"):
        await contacts_tool(tmp_path / "odd.vcf").ainvoke({"name": "Alice"})
