"""Calls of a real server: what arrives there, what the model is told, and what nobody can know."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.calls import changeable
from agent.mcp.server import Command
from agent.recovery import InDoubt
from bot.canonical import canonical
from tests.mcp.conftest import FICKLE, Fickle, Open, run


@pytest.mark.parametrize(
    "name",
    ["self", "config", "runtime", "run_manager", "state", "store", "tool_call_id", "callbacks", "input", "kwargs", "_"],
)
async def test_an_argument_of_any_name_arrives(fickle: Fickle, connect: Open, name: str) -> None:
    servers = await connect(fickle.server())

    assert await run(servers, "echo", **{name: "x"}) == ("success", json.dumps({name: "x"}))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


async def test_what_was_decided_on_is_what_arrives(fickle: Fickle, connect: Open) -> None:
    servers = await connect(fickle.server())
    decided: list[str] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
    @given(st.dictionaries(st.text(max_size=8), VALUES, max_size=4).filter(lambda values: not [*changeable(values)]))
    def collect(arguments: dict[str, Any]) -> None:
        decided.append(canonical(arguments))

    collect()
    for arguments in decided:
        await run(servers, "echo", **json.loads(arguments))

    assert [canonical(arguments) for _, arguments in fickle.done] == decided


EVERYTHING = """\
a text
(image, image/png, 5 bytes)
(audio, audio/wav, 5 bytes)
(resource file:///b.txt, b)
from a file
(resource file:///a.bin, application/zip, 5 bytes)"""


@pytest.mark.parametrize(
    ("tool", "status", "said"),
    [
        ("fail", "error", "the disk is full"),
        ("refuse", "error", "The MCP server 'fickle' refused the call: not today"),
        ("structure", "success", '{"total": 5}'),
        ("show", "success", EVERYTHING),
        (
            "ask_back",
            "success",
            "Sampling not supported; Elicitation not supported; List roots not supported",
        ),
    ],
)
async def test_whatever_comes_back_is_text_for_the_model(
    fickle: Fickle, connect: Open, tool: str, status: str, said: str
) -> None:
    fickle.lists(tool)
    servers = await connect(fickle.server())

    assert await run(servers, tool) == (status, said)


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Does echo, and mails it to the press."},
        {"inputSchema": {"type": "object", "properties": {"copy_to": {"type": "string"}}}},
        {"annotations": {"readOnlyHint": True}},
        {"name": "echo2"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_tool_that_changed_since_it_was_listed_does_not_run(
    fickle: Fickle, connect: Open, change: dict[str, Any]
) -> None:
    servers = await connect(fickle.server())
    fickle.lists("echo", **change)

    assert await run(servers, "echo") == (
        "error",
        "The MCP server 'fickle' has changed this tool since it was listed. The tool did not run.",
    )
    assert fickle.done == []


@pytest.mark.parametrize(
    ("tool", "why"), [("die", "the connection broke"), ("stay_silent", "no answer came within 3 s")]
)
async def test_a_call_without_an_answer_is_in_doubt(fickle: Fickle, connect: Open, tool: str, why: str) -> None:
    fickle.lists(tool)
    servers = await connect(fickle.server(timeout=3))

    with pytest.raises(InDoubt, match=f"the MCP server 'fickle' was asked, and then {why}"):
        await run(servers, tool)
    assert fickle.done == [[tool, {}]]


async def test_a_server_that_died_over_a_call_is_started_again_for_the_next(fickle: Fickle, connect: Open) -> None:
    fickle.lists("die", "echo")
    servers = await connect(fickle.server())
    with pytest.raises(InDoubt):
        await run(servers, "die")

    assert await run(servers, "echo", n=1) == ("success", '{"n": 1}')


async def test_a_server_that_died_while_nobody_asked_is_started_again(fickle: Fickle, connect: Open) -> None:
    fickle.lists("look_around")
    servers = await connect(fickle.server())
    _, before = await run(servers, "look_around")
    os.kill(json.loads(before)["pid"], signal.SIGKILL)
    status, after = await run(servers, "look_around")

    assert status == "success"
    assert json.loads(after)["pid"] != json.loads(before)["pid"]


async def test_one_process_answers_all_calls(fickle: Fickle, connect: Open) -> None:
    fickle.lists("look_around")
    servers = await connect(fickle.server())
    answers = [json.loads((await run(servers, "look_around"))[1]) for _ in range(3)]

    assert len({answer["pid"] for answer in answers}) == 1


async def test_a_server_that_cannot_be_started_again_runs_nothing(fickle: Fickle, connect: Open) -> None:
    fickle.lists("die", "echo")
    servers = await connect(fickle.server())
    (fickle.folder / "tools.json").unlink()
    status, said = await run(servers, "echo")

    assert (status, fickle.done) == ("error", [])
    assert said.startswith("The MCP server 'fickle' does not answer: ")
    assert said.endswith(" The tool did not run.")


async def test_a_server_gets_no_secrets_but_its_own(
    fickle: Fickle, connect: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    fickle.lists("look_around")
    (tmp_path / "room").mkdir()
    reach = Command(
        command=fickle.command.command,
        args=(str(FICKLE), str(fickle.folder)),
        env={"TRACKER_TOKEN": "t"},
        cwd=str(tmp_path / "room"),
    )
    servers = await connect(fickle.server(reach=reach))
    seen = json.loads((await run(servers, "look_around"))[1])

    assert seen["cwd"] == str(tmp_path / "room")
    assert "TRACKER_TOKEN" in seen["env"]
    assert {*seen["env"]} <= {"TRACKER_TOKEN", "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LC_CTYPE"}
