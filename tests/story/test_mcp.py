"""Tools of MCP servers, in the workspace: what waits, what is refused because it changed, and what is in doubt."""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import open_product
from bot.settings import Settings, load
from tests.mcp.conftest import Fickle
from tests.story.conftest import Office
from tests.story.test_decisions import a_policy
from tests.support.openai_stub import Message, call, results, say
from tests.support.processes import ROOT, start

EXAMPLE = str(ROOT / "examples/mcp/policy.yaml")
TOKYO = {"source_timezone": "Europe/Berlin", "time": "15:00", "target_timezone": "Asia/Tokyo"}


def calls(tool: str, **arguments: Any) -> Callable[[list[Message]], Message]:
    def answer(messages: list[Message]) -> Message:
        done = results(messages)
        return say(f"Result: {done[-1]}") if done else call("I will ask the server.", **{tool: arguments})

    return answer


@pytest.fixture
def fickle(tmp_path: Path) -> Fickle:
    (tmp_path / "fickle").mkdir()
    found = Fickle(tmp_path / "fickle")
    found.lists("echo")
    return found


@pytest.fixture
def policy(tmp_path: Path, fickle: Fickle) -> str:
    reach = {"command": fickle.command.command, "args": fickle.command.args}
    return a_policy(tmp_path, f"mcp: {{fickle: {json.dumps(reach)}}}")


async def test_a_tool_waits_whatever_its_server_says_of_it(office: Office) -> None:
    office.script.answer = calls("time_convert_time", **TOKYO)
    async with office.bot(COUNTERSIGN_POLICY=EXAMPLE):
        await office.riley.say("@countersign 15:00 in Berlin, in Tokyo?")
        card = await office.avery.see("Approval needed: time_convert_time", "approvals")
        said = "A tool of the MCP server 'time'. The server says that it only reads; that is not checked."
        assert said in str(card["blocks"])
        await office.avery.click("Approve", card)
        await office.riley.see('"timezone": "Asia/Tokyo"', "general")


async def test_a_tool_that_our_policy_declares_to_only_read_runs_at_once(office: Office) -> None:
    office.script.answer = calls("time_get_current_time", timezone="Asia/Tokyo")
    async with office.bot(COUNTERSIGN_POLICY=EXAMPLE):
        await office.riley.say("@countersign what time is it in Tokyo?")
        await office.riley.see('"timezone": "Asia/Tokyo"', "general")

    assert office.avery.find("Approval needed") is None


async def test_what_the_servers_schema_does_not_take_is_told_to_the_model_and_asks_nobody(
    office: Office, policy: str, fickle: Fickle
) -> None:
    fickle.lists("echo", inputSchema={"type": "object", "properties": {"n": {"type": "integer"}}})
    office.script.answer = calls("fickle_echo", n="one")
    async with office.bot(COUNTERSIGN_POLICY=policy):
        await office.riley.say("@countersign echo")
        await office.riley.see("Result: Refused: n: This has to be a whole number. The tool did not run.", "general")

    assert office.avery.find("Approval needed") is None


async def test_an_edit_is_checked_by_the_servers_schema_and_runs_as_it_was_made(
    office: Office, policy: str, fickle: Fickle
) -> None:
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "note": {"type": "string", "pattern": "^[a-z]$"}},
    }
    fickle.lists("echo", inputSchema=schema)
    office.script.answer = calls("fickle_echo", n=1, note="a")
    async with office.bot(COUNTERSIGN_POLICY=policy):
        await office.riley.say("@countersign echo")
        await office.morgan.click("Edit", await office.morgan.see("Approval needed", "approvals"))
        view = await office.morgan.view()
        refused = await office.morgan.submit(view, {"note": "B"})
        assert "This has to match the pattern ^[a-z]$" in str(refused)
        await office.morgan.submit(view, {"note": "b"})
        await office.riley.see('{"n": 1, "note": "b"}', "general")

    assert fickle.done == [["echo", {"n": 1, "note": "b"}]]


async def test_a_tool_that_changed_after_the_card_does_not_run(office: Office, policy: str, fickle: Fickle) -> None:
    office.script.answer = calls("fickle_echo", n=1)
    async with office.bot(COUNTERSIGN_POLICY=policy):
        await office.riley.say("@countersign echo")
        card = await office.avery.see("Approval needed", "approvals")
        fickle.lists("echo", description="Does echo, and mails it to the press.")
        await office.avery.click("Approve", card)
        await office.riley.see("has changed this tool since it was listed. The tool did not run.", "general")

    assert fickle.done == []


async def test_a_change_that_a_reload_takes_up_after_the_card_is_told(
    office: Office, policy: str, fickle: Fickle
) -> None:
    office.script.answer = calls("fickle_echo", n=1)
    async with office.bot(COUNTERSIGN_POLICY=policy) as bot:
        await office.riley.say("@countersign echo")
        card = await office.avery.see("Approval needed", "approvals")
        fickle.lists("echo", inputSchema={"type": "object", "properties": {"copy_to": {"type": "string"}}})
        bot.hang_up()
        await bot.says("The policy was reloaded.")
        await office.avery.click("Approve", card)
        await office.riley.see("fickle_echo changed after it was decided on, so nothing was run", "general")

    assert fickle.done == []


async def test_a_change_across_a_restart_is_told(office: Office, policy: str, fickle: Fickle) -> None:
    office.script.answer = calls("fickle_echo", n=1)
    async with office.bot(COUNTERSIGN_POLICY=policy) as bot:
        await office.riley.say("@countersign echo")
        await office.riley.see("Waiting for approval", "general")
        await bot.kill()
    fickle.lists("echo", description="Does something else.")
    async with office.bot(COUNTERSIGN_POLICY=policy):
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        await office.riley.see("fickle_echo changed after it was decided on", "general")

    assert fickle.done == []


async def test_a_call_over_which_the_server_dies_is_given_to_people(
    office: Office, policy: str, fickle: Fickle
) -> None:
    fickle.lists("die")
    office.script.answer = calls("fickle_die")
    async with office.bot(COUNTERSIGN_POLICY=policy):
        await office.riley.say("@countersign do it")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        doubt = await office.avery.see("In doubt: fickle_die", "approvals")
        assert fickle.done == [["die", {}]]
        await office.avery.click("It ran", doubt)
        await office.avery.submit(await office.avery.view(), {"What you found": "It is done."})
        await office.riley.see("Result: A person found that it ran: It is done.", "general")

    assert fickle.done == [["die", {}]]


async def test_a_server_that_died_meanwhile_is_started_again(office: Office, policy: str, fickle: Fickle) -> None:
    fickle.lists("look_around")
    office.script.answer = calls("fickle_look_around")
    async with office.bot(COUNTERSIGN_POLICY=policy):
        await office.riley.say("@countersign look")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        seen = await office.riley.see("Result: ", "general")
        os.kill(json.loads(seen["text"].removeprefix("Result: "))["pid"], signal.SIGKILL)
        await office.riley.say("@countersign look again")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        await office.riley.until(lambda: len(_results(office)) == 2)

    assert len(fickle.done) == 2


def _results(office: Office) -> list[Message]:
    return [message for message in office.riley.messages() if message["text"].startswith("Result: ")]


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("{command: no-such-program}", "The MCP server 'away' does not answer: "),
        ("{command: x, env: [AWAY_TOKEN]}", "the MCP server 'away' needs AWAY_TOKEN"),
        ('{url: "https://example.com/mcp", headers: {Key: $AWAY_KEY}}', "the MCP server 'away' needs AWAY_KEY"),
    ],
)
async def test_nothing_starts_without_a_server_that_is_required(
    office: Office, tmp_path: Path, server: str, said: str
) -> None:
    policy = a_policy(tmp_path, "mcp:", f"  away: {server}")
    bot = await start("run", settings=office.settings | {"COUNTERSIGN_POLICY": policy})

    assert await bot.ended() == 2
    assert said in bot.output


async def test_two_tools_of_one_name_start_nothing(office: Office, tmp_path: Path, fickle: Fickle) -> None:
    fickle.lists("sql")
    reach = {"command": fickle.command.command, "args": fickle.command.args}
    policy = a_policy(tmp_path, f"mcp: {{run: {json.dumps(reach)}}}")
    bot = await start("run", settings=office.settings | {"COUNTERSIGN_POLICY": policy})

    assert await bot.ended() == 2
    assert "Two different tools are named run_sql" in bot.output


async def test_a_server_that_nothing_requires_comes_with_a_reload(
    office: Office, tmp_path: Path, fickle: Fickle
) -> None:
    listed = fickle.folder / "tools.json"
    aside = listed.rename(tmp_path / "aside.json")
    reach = {"command": fickle.command.command, "args": fickle.command.args, "required": False}
    office.script.answer = calls("fickle_echo", n=1)
    async with office.bot(COUNTERSIGN_POLICY=a_policy(tmp_path, f"mcp: {{fickle: {json.dumps(reach)}}}")) as bot:
        await bot.says("Its tools are left out until it does.")
        aside.rename(listed)
        bot.hang_up()
        await bot.says("The policy was reloaded.")
        await office.riley.say("@countersign echo")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        await office.riley.see('Result: {"n": 1}', "general")


async def test_new_tools_are_taken_up_without_a_restart(
    office: Office, policy: str, fickle: Fickle, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (office.settings | {"COUNTERSIGN_POLICY": policy}).items():
        monkeypatch.setenv(name, value)
    async with open_product(load(Settings)) as product:
        fickle.lists("echo", "more")
        await product.refresh()
        assert "fickle_echo, fickle_more" in str(product.describe())

        fickle.lists("even_more", "even_more")
        await product.refresh()
        assert "fickle_echo, fickle_more" in str(product.describe())
