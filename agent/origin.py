"""Where a tool comes from that is not our own, and what is said of it there."""

from dataclasses import dataclass

from langchain_core.tools import BaseTool

_KEY = "countersign.origin"


@dataclass(frozen=True, kw_only=True)
class Origin:
    at: str
    """What exactly is asked to run it. Another place is another tool."""
    said: str
    """For people: whose tool it is, and what is said of it there without being checked."""


def declare_origin(tool: BaseTool, origin: Origin) -> BaseTool:
    """The tool, with where it comes from."""
    tool.metadata = {**(tool.metadata or {}), _KEY: origin}
    return tool


def origin(tool: BaseTool | None) -> Origin | None:
    """None: it is our own."""
    found = ((tool.metadata if tool else None) or {}).get(_KEY)
    return found if isinstance(found, Origin) else None
