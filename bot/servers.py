"""The MCP servers that the policy names, with the secrets from the environment."""

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.mcp.server import Address, Command, Server
from bot.policy import McpServer
from bot.settings import Misconfigured

if TYPE_CHECKING:
    from agent.mcp.servers import Servers

_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


async def open_servers(written: Sequence[McpServer], *, before: "Servers | None" = None) -> "Servers | None":
    """Connect to these; what is connected `before` stays so. None when there is none.

    Raises:
        Misconfigured: one that is required does not answer, or its secrets are not set.
    """
    if not written:
        return None
    try:
        # Only here: the package is installed where servers are used.
        from agent.mcp.remote import Unavailable  # noqa: PLC0415
        from agent.mcp.servers import Servers  # noqa: PLC0415
    except ImportError:
        raise Misconfigured(f"{written[0].source}: MCP servers need a package: pip install mcp.") from None
    try:
        return await (before or Servers()).then([_server(one) for one in written])
    except Unavailable as error:
        raise Misconfigured(f"COUNTERSIGN_POLICY: {error} Expected: that it does, or 'required: false'.") from None


def _server(written: McpServer) -> Server:
    return Server(name=written.name, reach=_reach(written), required=written.required, timeout=written.timeout)


def _reach(written: McpServer) -> Command | Address:
    if written.url is not None:
        headers = {
            name: _VARIABLE.sub(lambda found: _secret(written, found[1]), value)
            for name, value in written.headers.items()
        }
        return Address(url=written.url, headers=headers)
    env = {name: _secret(written, name) for name in written.env}
    return Command(command=written.command or "", args=written.args, env=env, cwd=written.cwd)


def _secret(written: McpServer, name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise Misconfigured(
            f"{written.source}: the MCP server '{written.name}' needs {name}, and the environment has no such variable."
        ) from None
