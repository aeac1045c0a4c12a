"""Policies of a few lines."""

from pathlib import Path
from typing import Any

from bot.policy import Call, Policy, Rule
from bot.policy.file import Defaults, PolicyFile, load

REVIEW_CHANNEL = "C0REVIEW"
DEFAULTS = Defaults(review_channel=REVIEW_CHANNEL, timeout=86400)


class Ids(dict[str, str]):
    """A workspace that knows every name: `@finance` is S0FINANCE, `#payments` is C0PAYMENTS."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __missing__(self, name: str) -> str:
        return {"@": "S0", "#": "C0"}.get(name[0], name[0]) + name[1:].upper()


def policy_of(file: PolicyFile) -> Policy:
    return file.policy(Ids(), defaults=DEFAULTS)


def rules_of(path: Path) -> list[Rule]:
    """The rules of a file, the default last."""
    policy = policy_of(load(path))
    return [*(entry.rule for entry in policy.entries if entry.rule), policy.otherwise]


def a_call(tool: str = "pay", arguments: dict[str, Any] | None = None, **changes: Any) -> Call:
    call = Call(tool, arguments or {}, requester="U1", channel="C1", at=1_782_900_000.0)  # Wednesday, 10:00 UTC
    return call._replace(**changes)
