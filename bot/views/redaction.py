"""What a channel sees of an action: arguments that only approvers may read are described, not shown."""

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.approvals import Action, canonical


def public(action: Action) -> Action:
    """The action with what its rule hides replaced by a description; the digest of this copy means nothing.

    A path leads through lists to each of their items. Where a value is not of the shape that its path expects, all of
    it is hidden.
    """
    values: Any = action.values
    for path in action.rule.redact:
        values = _without(values, path.split("."))
    return action.model_copy(update={"arguments": canonical(values)}) if action.rule.redact else action


def conceals(action: Action) -> bool:
    """Whether the channel sees less than who decides: then nobody can decide there, nor read the agent's words."""
    return action.rule.private or public(action).arguments != action.arguments


def _without(value: Any, path: Sequence[str]) -> Any:
    if not path:
        return _described(value)
    if isinstance(value, list):
        return [_without(item, path) for item in value]
    if not isinstance(value, dict):
        return _described(value)
    name, *rest = path
    return {**value, name: _without(value[name], rest)} if name in value else value


def _described(value: Any) -> str:
    text = value if isinstance(value, str) else canonical(value)
    return f"(hidden, {len(text)} characters, digest {hashlib.sha256(text.encode()).hexdigest()[:6]})"
