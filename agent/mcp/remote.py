"""One server: connected for as long as this process lives, and again after the connection broke."""

import asyncio
from collections.abc import Sequence
from typing import Any

from mcp import McpError, types

from agent.mcp.connection import Broken, Connection
from agent.mcp.server import Server
from agent.recovery import InDoubt


class Unavailable(Exception):  # noqa: N818
    """The server cannot be asked, or the tool is not what it was. Nothing ran."""


class Remote:
    def __init__(self, server: Server) -> None:
        self.server = server
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()

    async def tools(self) -> Sequence[types.Tool]:
        """What it has right now. Raises Unavailable."""
        _, tools = await self._listed()
        return tools

    async def call(self, tool: types.Tool, arguments: dict[str, Any]) -> types.CallToolResult:
        """Run a tool, if it still is what it was when it was listed.

        Raises:
            Unavailable: it did not run.
            McpError: the server refuses, or failed.
            InDoubt: the call went out, and no answer came.
        """
        connection, tools = await self._listed()
        if not any(_facts(tool) == _facts(now) for now in tools):
            raise Unavailable(f"The MCP server '{self.server.name}' has changed this tool since it was listed.")
        try:
            return await connection.call(tool.name, arguments)
        except Broken as error:
            raise InDoubt(f"the MCP server '{self.server.name}' was asked, and then {error}") from None

    async def close(self) -> None:
        if self._connection:
            await self._connection.close()

    async def _listed(self) -> tuple[Connection, Sequence[types.Tool]]:
        """The tools, and the connection on which they were listed: whatever runs next runs at the same place."""
        try:
            connection = await self._connected()
            try:
                return connection, await connection.tools()
            except Broken:
                if not connection.ended and not connection.idle:
                    raise  # It may be busy with a call of somebody else, which a restart would kill.
                await connection.close()
            connection = await self._connected()
            return connection, await connection.tools()
        except (Broken, McpError) as error:
            raise Unavailable(f"The MCP server '{self.server.name}' does not answer: {error}.") from None

    async def _connected(self) -> Connection:
        async with self._connecting:
            if self._connection is None or self._connection.ended:
                self._connection = await Connection.open(self.server)
            return self._connection


def _facts(tool: types.Tool) -> tuple[Any, ...]:
    """What models and people are shown of a tool."""
    return tool.name, tool.description, tool.inputSchema, tool.annotations
