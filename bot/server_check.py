"""Trying the MCP servers of a policy: does each start, which tools has it, and what becomes of their calls."""

from collections.abc import AsyncIterator
from dataclasses import replace

from agent.mcp.server import Address, Command
from bot.policy import McpServer, Policy
from bot.servers import RemoteTools, Unreachable, server_of
from bot.settings import Misconfigured

Finding = tuple[bool, str]
"""Whether it is well, and a line about it."""


async def tried(written: McpServer, policy: Policy) -> AsyncIterator[Finding]:
    """Connect to a server, list its tools, and say what the policy makes of each."""
    try:
        remote = await RemoteTools().of([replace(written, required=True)])
    except Unreachable as error:
        without = "" if written.required else " The bot starts without its tools."
        advice = _advice(server_of(written).reach)
        yield not written.required, f"{written.source}: {error.why}{without} {advice}"
        return
    except Misconfigured as error:
        yield False, str(error)
        return
    try:
        yield True, f"{written.source}: The MCP server '{written.name}' answers. Tools: {len(remote.tools)}"
        for tool in remote.tools:
            yield True, f"  {tool.name}: {fate(policy, tool.name)}"
    finally:
        await remote.close()


def _advice(reach: Command | Address) -> str:
    if isinstance(reach, Command):
        return f"Start it by hand to see more: {reach.described}"
    return f"Expected: that it answers there, and takes these headers: {', '.join(reach.headers) or 'none'}."


def fate(policy: Policy, tool: str) -> str:
    """What becomes of calls of this tool, by the entries of the policy that are about it."""
    if not policy.gates(tool):
        return "runs freely, named by 'read_only'"
    steps = []
    for entry in (entry for entry in policy.entries if entry.is_about(tool)):
        does = "waits for people" if entry.rule else "passes"
        steps.append(f"{does} by {entry.source}{' where its condition is true' if entry.when else ''}")
        if entry.when is None:
            return ", else ".join(steps)
    return ", else ".join([*steps, "waits for people by the defaults"])
