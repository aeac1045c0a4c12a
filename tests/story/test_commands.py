"""The command line as an operator meets it."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from typing import Any

import pytest

from tests.story.conftest import Office
from tests.support.nursery import PATH
from tests.support.processes import ROOT, Process, start


async def ended(*arguments: str, settings: dict[str, str]) -> tuple[int, str]:
    process: Process = await start(*arguments, settings=settings)
    return await process.ended(), process.output


COMMANDS = {
    "run": "Ready.",
    "worker": "Ready.",
    "demo --port {taken}": "belongs to something else",
    "check": "ok    SLACK_BOT_TOKEN",
    "audit": "",
    "policy check": "policy.yaml",
}


@pytest.mark.parametrize(("command", "sentence"), COMMANDS.items(), ids=COMMANDS)
async def test_a_command_starts_in_an_interpreter_of_its_own(office: Office, command: str, sentence: str) -> None:
    """In the other tests it is forked from a process that has imported everything."""
    taken = office.sandbox.url.rpartition(":")[2]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *command.format(taken=taken).split()),
        cwd=ROOT,
        env=PATH | office.settings | {"PYTHONUNBUFFERED": "1"},
        stdout=PIPE,
        stderr=STDOUT,
    )
    assert process.stdout
    said = ""
    async for line in process.stdout:
        said += line.decode()
        if "Ready." in said and process.returncode is None:
            process.terminate()

    assert (sentence in said, "Traceback" in said) == (True, False), said
    assert await process.wait() == (2 if command.startswith("demo") else 0)


async def test_check_finds_nothing_wrong_in_a_good_setting(office: Office) -> None:
    code, said = await ended("check", settings=office.settings)

    assert code == 0, said
    assert "ok    SLACK_BOT_TOKEN: the bot is countersign in Countersign Demo" in said
    assert "ok    COUNTERSIGN_REVIEW_CHANNEL: the bot is in #approvals" in said
    assert "ok    COUNTERSIGN_MODEL: openai:stub answers" in said


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "WRONG SLACK_BOT_TOKEN: Slack says invalid_auth. Expected: the Bot User"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "WRONG SLACK_APP_TOKEN: Slack says invalid_auth. Expected: an app-level"),
        ("SLACK_API_URL", "nowhere", "WRONG SLACK_BOT_TOKEN: Slack cannot be reached: "),
        (
            "COUNTERSIGN_REVIEW_CHANNEL",
            "#nowhere",
            "WRONG COUNTERSIGN_REVIEW_CHANNEL: The bot sees no channel #nowhere: it is private and",
        ),
        ("COUNTERSIGN_MODEL", "openai", "WRONG COUNTERSIGN_MODEL: The model 'openai' must be written provider:name"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "WRONG Redis:"),
        ("COUNTERSIGN_POLICY", "nowhere.yaml", "WRONG COUNTERSIGN_POLICY:"),
    ],
)
async def test_check_names_what_is_wrong(office: Office, setting: str, value: str, sentence: str) -> None:
    code, said = await ended("check", settings=office.settings | {setting: value})

    assert (code, sentence in said) == (1, True), said


async def test_check_tries_the_servers_of_the_policy(office: Office, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("version: 1\nmcp:\n  time: {command: mcp-server-time}\n  none: {command: no-such-server}\n")

    code, said = await ended("check", settings=office.settings | {"COUNTERSIGN_POLICY": str(policy)})

    assert code == 1, said
    assert "ok    policy.yaml:3: The MCP server 'time' answers. Tools: 2" in said
    assert "ok      time_convert_time: waits for people by the defaults" in said
    assert "WRONG policy.yaml:4: The MCP server 'none' does not answer: " in said


async def test_check_names_missing_scopes(office: Office) -> None:
    office.sandbox.workspace.scopes.remove("users:read")

    code, said = await ended("check", settings=office.settings)

    assert (code, "WRONG scopes: missing users:read" in said) == (1, True), said


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is missing. Expected: The bot's token"),
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "SLACK_BOT_TOKEN: Slack says invalid_auth. Expected: the Bot User"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "SLACK_APP_TOKEN: Slack says invalid_auth. Expected: an app-level"),
        ("COUNTERSIGN_APPROVAL_TIMEOUT", "soon", "expected a duration such as 90s, 15m or 24h, got 'soon'"),
        ("COUNTERSIGN_REVIEW_CHANNEL", "#nowhere", "COUNTERSIGN_REVIEW_CHANNEL: The bot sees no channel #nowhere"),
        ("COUNTERSIGN_REVIEW_CHANNEL", "C404", "COUNTERSIGN_REVIEW_CHANNEL: The bot sees no channel C404: "),
        ("COUNTERSIGN_MODEL", "nobody:nothing", "COUNTERSIGN_MODEL: The model 'nobody:nothing' cannot be used"),
        ("COUNTERSIGN_POLICY", "nowhere.yaml", "COUNTERSIGN_POLICY: the policy cannot be used."),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "127.0.0.1:1"),
    ],
)
async def test_a_start_with_a_wrong_setting_ends_with_a_sentence(
    office: Office, setting: str, value: str, sentence: str
) -> None:
    code, said = await ended("run", settings=office.settings | {setting: value})

    assert (code, sentence in said, "Traceback" in said) == (2, True, False), said


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({"is_archived": True}, "#approvals is archived: choose another one"),
        ({"members": []}, "the bot is not in #approvals: invite it there"),
        ({"is_ext_shared": True}, "#approvals is shared with another workspace: choose one that is not"),
    ],
)
async def test_a_review_channel_that_takes_no_cards_is_told_at_the_start(
    office: Office, state: dict[str, Any], why: str
) -> None:
    for name, value in state.items():
        setattr(office.sandbox.workspace.channels["C0APPROVALS"], name, value)
    settings = {"COUNTERSIGN_REVIEW_CHANNEL": "C0APPROVALS", "COUNTERSIGN_POLICY": ""}

    code, said = await ended("check", settings=office.settings | settings)
    async with office.bot(**settings) as bot:
        await bot.says("Ready.")

    assert (code, f"WRONG COUNTERSIGN_REVIEW_CHANNEL: {why}" in said) == (1, True), said
    assert f"WARNING bot.edges: COUNTERSIGN_REVIEW_CHANNEL: {why}" in bot.output


async def test_the_audit_trail_is_empty_before_anything_happened(tmp_path: Path) -> None:
    code, said = await ended("audit", "--json", settings={"COUNTERSIGN_DATA": str(tmp_path)})

    assert (code, said) == (0, "")
