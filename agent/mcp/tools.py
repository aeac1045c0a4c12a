"""Tools of a server, as the agent and the people who decide about them know them."""

import json
import re
from typing import Any

from langchain_core.tools import BaseTool, ToolException
from mcp import McpError, types
from pydantic import Field

from agent.mcp.remote import Remote, Unavailable
from agent.mcp.results import text
from agent.mcp.server import Server
from agent.origin import Claim, Origin, declare_origin

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What every model's provider takes."""


class RemoteTool(BaseTool):
    """Not a StructuredTool: that keeps arguments called `config`, `runtime` or `run_manager` for itself."""

    handle_tool_error: Any = True
    remote: Remote = Field(exclude=True)
    listed: types.Tool

    def _run(self, /, *_: Any, **arguments: Any) -> str:
        raise NotImplementedError("tools of servers are asynchronous")

    async def _arun(self, /, *_: Any, **arguments: Any) -> str:
        try:
            result = await self.remote.call(self.listed, arguments)
        except Unavailable as error:
            raise ToolException(f"{error} The tool did not run.") from None
        except McpError as error:
            raise ToolException(f"The MCP server '{self.remote.server.name}' refused the call: {error}") from None
        if result.isError:
            raise ToolException(text(result))
        return text(result)


def remote_tool(remote: Remote, listed: types.Tool) -> BaseTool:
    """The tool, under a name that begins with its server's."""
    tool = RemoteTool(
        name=tool_name(remote.server, listed),
        description=listed.description or "",
        args_schema={"type": "object", "properties": {}, **listed.inputSchema},
        remote=remote,
        listed=listed,
    )
    claim = _claim(listed.annotations or types.ToolAnnotations())
    server = remote.server
    return declare_origin(tool, Origin(server=server.name, at=server.reach.described, claim=claim))


def tool_name(server: Server, listed: types.Tool) -> str:
    return f"{server.name}_{listed.name}"


def unusable(server: Server, listed: types.Tool) -> str | None:
    """Why nobody could call this tool or decide about it, or None."""
    if not _NAME.fullmatch(tool_name(server, listed)):
        return "its name does not consist of at most 64 letters, digits, - and _"
    try:
        described = json.dumps([listed.description, listed.inputSchema], ensure_ascii=False, allow_nan=False)
        described.encode()
    except ValueError:
        return "its description or schema cannot be stored"
    return "its description or schema cannot be stored" if "\\u0000" in described else None


def _claim(annotations: types.ToolAnnotations) -> Claim | None:
    if annotations.readOnlyHint:
        return "reads"
    if annotations.destructiveHint is None:
        return None
    return "destroys" if annotations.destructiveHint else "keeps"
