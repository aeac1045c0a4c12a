"""Which tools the servers have: names, claims, what is left out, and what becomes of it when they change."""

import json
from typing import Any

import pytest

from agent.fingerprints import fingerprint
from agent.mcp.remote import Unavailable
from agent.mcp.server import Command
from agent.mcp.servers import Servers
from agent.origin import Origin, origin
from bot import approvals
from tests.bot.drawn import card
from tests.bot.records import an_action, an_approval
from tests.mcp.conftest import Fickle, Open, find, names, run

NOWHERE = Command(command="no-such-program")


async def test_a_tool_has_the_name_of_its_server_before_its_own(fickle: Fickle, connect: Open) -> None:
    servers = await connect(fickle.server(), fickle.server(name="other-one"))

    assert names(servers) == ["fickle_echo", "other-one_echo"]


@pytest.mark.parametrize(
    ("annotations", "claim"),
    [
        ({"readOnlyHint": True}, "reads"),
        ({"readOnlyHint": True, "destructiveHint": True}, "reads"),
        ({"destructiveHint": False}, "keeps"),
        ({"destructiveHint": True}, "destroys"),
        ({"title": "Only reads, promised"}, None),
        (None, None),
    ],
)
async def test_what_a_server_says_of_a_tool_is_known_as_its_claim(
    fickle: Fickle, connect: Open, annotations: dict[str, Any] | None, claim: str | None
) -> None:
    fickle.lists("echo", annotations=annotations)
    come = origin(find(await connect(fickle.server()), "echo"))

    assert come == Origin(server="fickle", at=fickle.command.described, claim=claim)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("reads", " The server says that it only reads; that is not checked."),
        ("keeps", " The server says that it deletes and overwrites nothing; that is not checked."),
        ("destroys", " The server says that it may delete or overwrite."),
        (None, ""),
    ],
)
def test_a_card_tells_whose_tool_it_is_and_what_is_claimed_of_it(claim: Any, said: str) -> None:
    action = an_action(origin=approvals.Origin(server="time", claim=claim))

    assert f"\"A tool of the MCP server 'time'.{said}\"" in card(an_approval(action))


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Does something else."},
        {"inputSchema": {"type": "object", "properties": {"to": {"type": "string"}}}},
        {"annotations": {"readOnlyHint": True}},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_change_makes_another_tool_of_it(fickle: Fickle, connect: Open, change: dict[str, Any]) -> None:
    before = await connect(fickle.server())
    assert not await before.changed()
    fickle.lists("echo", **change)

    assert await before.changed()
    after = await connect(fickle.server(), before=before)
    assert fingerprint(find(before, "echo")) != fingerprint(find(after, "echo"))
    assert await run(after, "echo") == ("success", "{}")


async def test_the_same_tool_of_another_server_is_another_tool(fickle: Fickle, connect: Open) -> None:
    moved = Command(command=fickle.command.command, args=("-u", *fickle.command.args))
    before = await connect(fickle.server())
    after = await connect(fickle.server(reach=moved), before=before)

    assert fingerprint(find(before, "echo")) != fingerprint(find(after, "echo"))


async def test_a_restarted_server_that_says_the_same_has_the_same_tools(fickle: Fickle, connect: Open) -> None:
    one, two = await connect(fickle.server()), await connect(fickle.server())

    assert fingerprint(find(one, "echo")) == fingerprint(find(two, "echo"))


@pytest.mark.parametrize(
    ("tool", "why"),
    [
        ({"name": "a.b"}, "its name does not consist of"),
        ({"name": "x" * 64}, "its name does not consist of"),
        ({"name": "e\u202echo"}, "its name does not consist of"),
        ({"name": "echo", "description": "\0"}, "its description or schema cannot be stored"),
    ],
    ids=["dot", "long", "hidden", "NUL"],
)
async def test_a_tool_nobody_could_call_or_decide_about_is_left_out(
    fickle: Fickle, connect: Open, caplog: pytest.LogCaptureFixture, tool: dict[str, Any], why: str
) -> None:
    good = {"name": "good", "inputSchema": {"type": "object"}}
    (fickle.folder / "tools.json").write_text(json.dumps([{"inputSchema": {"type": "object"}} | tool, good]))
    servers = await connect(fickle.server())

    assert names(servers) == ["fickle_good"]
    assert why in caplog.text


async def test_without_a_server_that_is_required_there_is_none(fickle: Fickle, connect: Open) -> None:
    with pytest.raises(Unavailable, match=r"The MCP server 'away' does not answer: .*no-such-program"):
        await connect(fickle.server(), fickle.server(name="away", reach=NOWHERE))


async def test_a_server_that_nothing_requires_comes_when_it_is_there(
    fickle: Fickle, connect: Open, caplog: pytest.LogCaptureFixture
) -> None:
    tools = fickle.folder / "tools.json"
    listed = tools.read_text()
    tools.unlink()
    without = await connect(fickle.server(required=False))
    assert names(without) == []
    assert "Its tools are left out until it does." in caplog.text
    assert not await without.changed()
    tools.write_text(listed)

    assert await without.changed()
    assert names(await connect(fickle.server(required=False), before=without)) == ["fickle_echo"]


async def test_a_server_that_goes_away_later_keeps_its_tools(fickle: Fickle, connect: Open) -> None:
    """What waits for people is then not outdated; a call that nobody answers does not run."""
    before = await connect(fickle.server())
    (fickle.folder / "tools.json").unlink()

    assert not await before.changed()
    assert names(await connect(fickle.server(), before=before)) == ["fickle_echo"]


async def test_what_stays_as_it_was_stays_connected(fickle: Fickle, connect: Open) -> None:
    before = await connect(fickle.server(), fickle.server(name="other"))
    after = await connect(fickle.server(), fickle.server(name="other", timeout=5), before=before)

    assert after.remotes["fickle"] is before.remotes["fickle"]
    assert after.remotes["other"] is not before.remotes["other"]


async def test_no_servers_are_no_tools() -> None:
    servers = await Servers().then([])

    assert (names(servers), await servers.changed()) == ([], False)
