"""What a tool declares about a call of which nobody knows whether it took effect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from langchain_core.tools import BaseTool

_KEY = "countersign"


class InDoubt(Exception):  # noqa: N818 - reads as the state it starts
    """Raised by a tool that cannot know whether its call took effect: the connection broke before the answer came.

    People are asked then, whatever the tool declares. Any other exception says that the call failed.
    """


LookUp = Callable[[str, str], Awaitable[str | None]]
"""Thread and name of the call -> what the tool would have answered if the effect is found; None when nobody knows."""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Without a declaration a person has to say what happened."""

    repeatable: bool = False
    """Running the same call again does no harm: the tool keeps its key and its effect in one transaction."""
    look_up: LookUp | None = None


def declare(tool: BaseTool, recovery: Recovery) -> BaseTool:
    """The tool, with what it says of calls in doubt."""
    tool.metadata = {**(tool.metadata or {}), _KEY: recovery}
    return tool


def recovery(tool: BaseTool | None) -> Recovery:
    found = ((tool.metadata if tool else None) or {}).get(_KEY)
    return found if isinstance(found, Recovery) else Recovery()
