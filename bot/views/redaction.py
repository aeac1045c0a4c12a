"""What a channel sees of an action: arguments that only approvers may read are described, not shown."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.approvals import Action, canonical
from bot.language import say


def public(action: Action) -> Action:
    """The action with what its rule hides replaced by a description; the digest of this copy means nothing.

    A path leads through lists to each of their items. Where a value is not of the shape that its path expects, all of
    it is hidden.
    """
    values: Any = action.values
    for path in action.rule.redact:
        values = _without(values, path.split("."), partial(_described, salt=action.call))
    return action.model_copy(update={"arguments": canonical(values)}) if action.rule.redact else action


def conceals(action: Action) -> bool:
    """Whether the channel sees less than who decides: then nobody can decide there, nor read the agent's words."""
    return action.rule.private or public(action).arguments != action.arguments


def hidden(action: Action) -> frozenset[str]:
    """The arguments of which the channel does not see everything."""
    if action.rule.private:
        return frozenset(action.values)
    shown = public(action).values
    return frozenset(name for name, value in action.values.items() if shown[name] != value)


def _without(value: Any, path: Sequence[str], described: Callable[[Any], str]) -> Any:
    if not path:
        return described(value)
    if isinstance(value, list):
        return [_without(item, path, described) for item in value]
    if not isinstance(value, dict):
        return described(value)
    name, *rest = path
    return {**value, name: _without(value[name], rest, described)} if name in value else value


def _described(value: Any, *, salt: str) -> str:
    """Enough to tell two values of one call apart. The salt keeps short secrets from being looked up."""
    text = value if isinstance(value, str) else canonical(value)
    digest = hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()[:6]
    return say("(hidden, {count} characters, digest {digest})", count=len(text), digest=digest)
