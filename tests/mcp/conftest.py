"""A real MCP server in a process of its own, whose tools a test writes down."""

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool

from agent.mcp.server import Command, Server
from agent.mcp.servers import Servers

FICKLE = Path(__file__).with_name("fickle.py")


@dataclass
class Fickle:
    folder: Path

    def lists(self, *names: str, **changes: Any) -> None:
        """From now on it has these tools, each with these changes."""
        tools = [{"name": name, "description": f"Does {name}.", "inputSchema": {"type": "object"}} for name in names]
        (self.folder / "tools.json").write_text(json.dumps([tool | changes for tool in tools]))

    @property
    def command(self) -> Command:
        return Command(command=sys.executable, args=(str(FICKLE), str(self.folder)))

    def server(self, **changes: Any) -> Server:
        return Server(**{"name": "fickle", "reach": self.command} | changes)

    @property
    def done(self) -> list[Any]:
        """What its tools really did: name and arguments of each call."""
        done = self.folder / "done"
        return [json.loads(line) for line in done.read_text().splitlines()] if done.exists() else []


@pytest.fixture
def fickle(tmp_path: Path) -> Fickle:
    found = Fickle(tmp_path)
    found.lists("echo")
    return found


Open = Callable[..., Awaitable[Servers]]


@pytest.fixture
async def connect() -> AsyncIterator[Open]:
    """Connects to servers, and ends them with the test."""
    opened: list[Servers] = []

    async def then(*servers: Server, before: Servers | None = None) -> Servers:
        opened.append(await (before or Servers()).then(servers))
        return opened[-1]

    yield then
    for servers in opened:
        await servers.close()


def names(servers: Servers) -> list[str]:
    return [tool.name for tool in servers.tools]


def find(servers: Servers, name: str) -> BaseTool:
    return next(tool for tool in servers.tools if tool.name == f"fickle_{name}")


async def run(servers: Servers, name: str, **arguments: Any) -> tuple[str, str]:
    """Call a tool of the fickle server, as a graph does; its status and what the model is told."""
    tool = find(servers, name)
    call = {"type": "tool_call", "id": "c1", "name": tool.name, "args": arguments}
    message: ToolMessage = await tool.ainvoke(call)
    return message.status, message.text
