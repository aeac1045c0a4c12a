"""`python -m bot check` tries the servers that the policy names."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.policy import McpServer, Policy
from bot.policy.file import Defaults, load
from bot.server_check import Finding, fate, tried
from tests.mcp.conftest import FICKLE, Fickle

RULES = """
read_only: [search_contacts, "fickle_get_*"]
rules:
  - {tool: fickle_move, when: args.far, approvers: anyone}
  - {tool: fickle_move, pass: It is near.}
  - {tool: "fickle_d*", approvers: anyone}
"""


def policy(tmp_path: Path, **server: Any) -> Policy:
    path = tmp_path / "policy.yaml"
    path.write_text(f"version: 1\nmcp: {{fickle: {json.dumps(server)}}}\n{RULES}")
    return load(path).policy({}, defaults=Defaults(review_channel="C1", timeout=60))


def reached(fickle: Fickle) -> dict[str, Any]:
    return {"command": sys.executable, "args": [str(FICKLE), str(fickle.folder)]}


async def findings(read: Policy) -> list[Finding]:
    server: McpServer = read.servers[0]
    return [finding async for finding in tried(server, read)]


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("fickle_get_all", "runs freely, named by 'read_only'"),
        ("fickle_delete", "waits for people by policy.yaml:8"),
        ("fickle_echo", "waits for people by the defaults"),
        ("fickle_move", "waits for people by policy.yaml:6 where its condition is true, else passes by policy.yaml:7"),
    ],
)
def test_what_becomes_of_a_tool_is_said_with_its_rule(tmp_path: Path, tool: str, said: str) -> None:
    assert fate(policy(tmp_path, command="none"), tool) == said


async def test_of_a_server_that_answers_each_tool_is_told(tmp_path: Path, fickle: Fickle) -> None:
    fickle.lists("echo", "delete")

    assert await findings(policy(tmp_path, **reached(fickle))) == [
        (True, "policy.yaml:2: The MCP server 'fickle' answers. Tools: 2"),
        (True, "  fickle_echo: waits for people by the defaults"),
        (True, "  fickle_delete: waits for people by policy.yaml:8"),
    ]


@pytest.mark.parametrize("required", [True, False])
async def test_of_a_server_that_does_not_start_it_says_why_and_how_to_try(tmp_path: Path, *, required: bool) -> None:
    ((well, said),) = await findings(policy(tmp_path, command="no-such-server", args=["--fast"], required=required))

    assert well is not required
    assert said.startswith("policy.yaml:2: The MCP server 'fickle' does not answer: ")
    assert said.endswith("Start it by hand to see more: no-such-server --fast in .")
    assert ("The bot starts without its tools." in said) is not required


async def test_of_an_address_where_nobody_answers_it_says_what_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", "very-secret")
    headers = {"Authorization": "Bearer $TRACKER_TOKEN"}
    ((well, said),) = await findings(policy(tmp_path, url="http://127.0.0.1:1/mcp", headers=headers))

    assert (well, "very-secret" in said) == (False, False)
    assert said.endswith("Expected: that it answers there, and takes these headers: Authorization.")


async def test_a_secret_that_is_not_set_is_named(tmp_path: Path) -> None:
    ((well, said),) = await findings(policy(tmp_path, command="server", env=["NO_SUCH_TOKEN"]))

    assert not well
    assert "needs NO_SUCH_TOKEN, and the environment has no such variable" in said
