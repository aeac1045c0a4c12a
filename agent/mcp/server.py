"""Which servers there are, and how each is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Command:
    """A process of our own, spoken to over its standard input and output."""

    command: str
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What it gets beside PATH, HOME and the like: nothing else of our environment."""
    cwd: str | None = None

    @property
    def described(self) -> str:
        """For people; without the values of variables, which are secrets."""
        return " ".join(
            [*(f"{name}=…" for name in sorted(self.env)), self.command, *self.args, f"in {self.cwd or '.'}"]
        )


@dataclass(frozen=True, kw_only=True)
class Address:
    """Something on the network that speaks streamable HTTP."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def described(self) -> str:
        return self.url


@dataclass(frozen=True, kw_only=True)
class Server:
    name: str
    """Letters, digits and hyphens; what stands before the first `_` of its tools' names."""
    reach: Command | Address
    required: bool = True
    """Whether nothing starts without it."""
    timeout: float = 60.0
    """Seconds for one answer."""
