"""Servers in the policy file: what is refused and where, and how secrets get from the environment to the server."""

import re
from pathlib import Path

import pytest

from agent.mcp.server import Address, Command, Server
from bot.policy import McpServer
from bot.policy.document import WrittenServer
from bot.policy.file import Unreadable, load
from bot.servers import RemoteTools, server_of
from bot.settings import Misconfigured
from tests.policy.files import policy_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/mcp.md").read_text()


def written(folder: Path, *servers: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text("\n".join(["version: 1", "mcp:", *(f"  {server}" for server in servers)]))
    return path


@pytest.mark.parametrize(
    ("server", "column", "said"),
    [
        ("Time: {command: x}", 3, "'Time' is no name here. Expected: lower case letters, digits and hyphens"),
        ("a_b: {command: x}", 3, "'a_b' is no name here. Expected: lower case letters, digits and hyphens"),
        ("t: {}", 3, "'t' has neither 'command' nor 'url'. Expected: one of the two."),
        ("t: x", 6, "'t' is 'x'. Expected: a server with 'command' or 'url'."),
        ('t: {command: x, url: "http://a/"}', 19, "'url' means nothing beside 'command'. Expected: one of the two."),
        ("t: {command: x, headers: {A: $B}}", 19, "'headers' means nothing beside 'command'."),
        ('t: {url: "http://a/", env: [A]}', 25, "'env' means nothing beside 'url'. Expected: one of the two."),
        ('t: {url: "ftp://a/"}', 12, "'url' is something else. Expected: an address such as https://example.com/mcp"),
        ('t: {url: "https://a:hunter2@b/"}', 12, "'url' is something else. Expected: an address"),
        ("t: {command: x, comand: y}", 19, "'comand' is unknown here. Expected: 'command'."),
        ("t: {command: x, args: -v}", 25, "'args' is '-v'. Expected: a list of texts."),
        ("t: {command: x, args: [1]}", 26, "'args' has 1. Expected: a text."),
        ("t: {command: x, env: [A=hunter2]}", 25, "'env' has something else. Expected: the name of an environment"),
        (
            't: {url: "http://a/", headers: {A: hunter2}}',
            38,
            "'A' is something else. Expected: an environment variable",
        ),
        ('t: {url: "http://a/", headers: {"A b": $B}}', 35, "'A b' is no name here. Expected: the name of a header"),
        ("t: {command: x, required: 1}", 29, "'required' is 1. Expected: true or false."),
        ("t: {command: x, timeout: 5}", 28, "'timeout' is 5. Expected: a duration such as 90s"),
    ],
)
def test_a_bad_server_is_told_with_its_place_and_no_secret(tmp_path: Path, server: str, column: int, said: str) -> None:
    with pytest.raises(Unreadable) as broken:
        load(written(tmp_path, server))

    (sentence,) = broken.value.sentences
    assert sentence.startswith(f"policy.yaml:3:{column}: {said}")
    assert "hunter2" not in sentence


def test_a_header_is_nobodys_name(tmp_path: Path) -> None:
    file = load(written(tmp_path, 't: {url: "http://a/", headers: {to: $A, channel: $B}}'))

    assert file.names == frozenset()


def test_the_policy_knows_its_servers(tmp_path: Path) -> None:
    policy = policy_of(load(written(tmp_path, "t: {command: x, args: [a, b], env: [C], cwd: d, timeout: 5s}")))

    assert policy.servers == (
        McpServer(name="t", source="policy.yaml:3", command="x", args=("a", "b"), env=("C",), cwd="d", timeout=5),
    )


def test_secrets_come_from_the_environment_and_show_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    started = server_of(McpServer(name="a", source="p:1", command="x", env=("TOKEN",), timeout=5))
    reached = server_of(
        McpServer(name="b", source="p:2", url="http://b/", headers={"A": "Bearer $TOKEN", "K": "$TOKEN"}, timeout=5)
    )

    assert started.reach == Command(command="x", env={"TOKEN": "hunter2"})
    assert reached == Server(
        name="b", reach=Address(url="http://b/", headers={"A": "Bearer hunter2", "K": "hunter2"}), timeout=5
    )
    assert "hunter2" not in repr([started, reached]) + started.reach.described + reached.reach.described


async def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    server = McpServer(name="a", source="policy.yaml:3", command="x", env=("TOKEN",), required=False, timeout=5)

    with pytest.raises(
        Misconfigured, match=r"policy\.yaml:3: the MCP server 'a' needs TOKEN, and the environment has no"
    ):
        await RemoteTools().of([server])


def test_every_key_of_a_server_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert rows == [*WrittenServer.model_fields]


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_every_example_is_a_policy_with_nothing_to_complain_about(tmp_path: Path, example: str) -> None:
    (tmp_path / "policy.yaml").write_text(example)

    assert load(tmp_path / "policy.yaml").warnings == []


def test_the_example_is_a_policy_with_nothing_to_complain_about() -> None:
    assert load(ROOT / "examples/mcp/policy.yaml").warnings == []
