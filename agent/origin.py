"""Where a tool comes from that is not our own, and what is said of it there."""

from dataclasses import dataclass
from typing import Literal

from langchain_core.tools import BaseTool

_KEY = "countersign.origin"

Claim = Literal["reads", "keeps", "destroys"]
"""That it changes nothing; that it deletes and overwrites nothing; that it may."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    server: str
    at: str
    """What exactly is asked to run it. Another place is another tool."""
    claim: Claim | None
    """What is said of it there. Nobody checks that, so it decides nothing."""


def declare_origin(tool: BaseTool, origin: Origin) -> BaseTool:
    """The tool, with where it comes from."""
    tool.metadata = {**(tool.metadata or {}), _KEY: origin}
    return tool


def origin(tool: BaseTool | None) -> Origin | None:
    """None: it is our own."""
    found = ((tool.metadata if tool else None) or {}).get(_KEY)
    return found if isinstance(found, Origin) else None
