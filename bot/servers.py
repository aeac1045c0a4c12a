"""The MCP servers that the policy names, with the secrets from the environment."""

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from langchain_core.tools import BaseTool

from agent.mcp.server import Address, Command, Server
from bot.policy import McpServer
from bot.settings import Misconfigured

if TYPE_CHECKING:
    from agent.mcp.servers import Servers

_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


class Unreachable(Misconfigured):
    """A server that is required does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(f"COUNTERSIGN_POLICY: {why} Expected: that it does, or 'required: false'.")
        self.why = why


class RemoteTools:
    """The tools of these servers, as they were listed last."""

    def __init__(self, servers: "Servers | None" = None) -> None:
        self.servers = servers

    @property
    def tools(self) -> Sequence[BaseTool]:
        return self.servers.tools if self.servers else ()

    async def of(self, written: Sequence[McpServer]) -> Self:
        """Connect to the servers of a policy; those that are connected stay so.

        Raises:
            Unreachable: one that is required does not answer.
            Misconfigured: its secrets are not set, or there is no package for servers.
        """
        if not written:
            return type(self)()
        try:
            # Only here: the package is there where servers are.
            from agent.mcp.remote import Unavailable  # noqa: PLC0415
            from agent.mcp.servers import Servers  # noqa: PLC0415
        except ImportError:
            raise Misconfigured(f"{written[0].source}: MCP servers need a package: pip install mcp") from None
        before = self.servers or Servers()
        try:
            return type(self)(await before.then([server_of(one) for one in written]))
        except Unavailable as error:
            raise Unreachable(str(error)) from None

    async def changed(self) -> bool:
        """Whether any of them has others now."""
        return self.servers is not None and await self.servers.changed()

    async def close(self, *, but: Self | None = None) -> None:
        """Close the connections, except those that the other ones use."""
        if self.servers:
            await self.servers.close(but=but.servers if but else None)


def server_of(written: McpServer) -> Server:
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
