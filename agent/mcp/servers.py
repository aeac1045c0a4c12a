"""The servers there are, and the tools they had when they were asked last."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Self

from langchain_core.tools import BaseTool
from mcp import types

from agent.mcp.remote import Remote, Unavailable
from agent.mcp.server import Server
from agent.mcp.tools import remote_tool, unusable

log = logging.getLogger(__name__)

Listed = Mapping[str, Sequence[types.Tool]]
"""By server."""


class Servers:
    def __init__(
        self, remotes: Mapping[str, Remote] = MappingProxyType({}), listed: Listed = MappingProxyType({})
    ) -> None:
        self.remotes = remotes
        self._listed = listed
        self.tools: Sequence[BaseTool] = [tool for name in listed for tool in _tools(remotes[name], listed[name])]

    async def then(self, servers: Sequence[Server]) -> Self:
        """Connect to these; what is to be reached as before stays connected.

        A server that is not required may be away: its tools are left out, until `changed` tells that they are there.

        Raises:
            Unavailable: one that is required does not answer. Nothing stays open that was not before.
        """
        remotes = {server.name: self._kept(server) or Remote(server) for server in servers}
        try:
            listed = await self._ask(remotes)
        except BaseException:
            # Also when it is cancelled: what was opened so far must not outlive it.
            await type(self)(remotes).close(but=self)
            raise
        return type(self)(remotes, listed)

    async def close(self, *, but: Self | None = None) -> None:
        """Close every connection that the others do not use."""
        used = but.remotes if but else {}
        unused = [remote for name, remote in self.remotes.items() if remote is not used.get(name)]
        await asyncio.gather(*(remote.close() for remote in unused))

    async def changed(self) -> bool:
        """Whether a server that answers has other tools than when it was asked last; one that was away had none."""
        listed, _ = await _ask(self.remotes)
        return any(tools != self._listed.get(name) for name, tools in listed.items())

    def _kept(self, server: Server) -> Remote | None:
        remote = self.remotes.get(server.name)
        return remote if remote and remote.server == server else None

    async def _ask(self, remotes: Mapping[str, Remote]) -> Listed:
        listed, away = await _ask(remotes)
        for name, why in away.items():
            if name in self._listed and remotes[name] is self.remotes[name]:
                listed[name] = self._listed[name]
            elif remotes[name].server.required:
                raise Unavailable(why)
            else:
                log.warning("%s Its tools are left out until it does.", why)
        return listed


async def _ask(remotes: Mapping[str, Remote]) -> tuple[dict[str, Sequence[types.Tool]], Mapping[str, str]]:
    """What each has, or why it does not say."""
    answers = await asyncio.gather(*(remote.tools() for remote in remotes.values()), return_exceptions=True)
    listed, away = {}, {}
    for name, answer in zip(remotes, answers, strict=True):
        if not isinstance(answer, BaseException):
            listed[name] = answer
        elif isinstance(answer, Unavailable):
            away[name] = str(answer)
        else:
            raise answer
    return listed, away


def _tools(remote: Remote, listed: Sequence[types.Tool]) -> list[BaseTool]:
    tools = []
    for tool in listed:
        if why := unusable(remote.server, tool):
            log.warning("The tool %r of the MCP server '%s' is left out: %s.", tool.name, remote.server.name, why)
        else:
            tools.append(remote_tool(remote, tool))
    return tools
