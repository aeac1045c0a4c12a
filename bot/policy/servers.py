"""MCP servers, as the policy names them. Secrets are named, and stand in the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class McpServer:
    name: str
    source: str
    """Where it stands: `policy.yaml:12`."""
    command: str | None = None
    """None: it is at the `url`."""
    args: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    """Names of variables that it gets."""
    cwd: str | None = None
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """`$NAME`, or a word before it: `Bearer $NAME`."""
    required: bool = True
    timeout: float
    """Seconds for one answer."""
