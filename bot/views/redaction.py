"""What a channel sees of an action: arguments that only approvers may read are described, not shown.

What the tool's own schema calls a secret is described too, and not even approvers read it: it is for the tool alone.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.approvals import Action, canonical
from bot.language import say
from bot.views.forms.schemas import Schemas
from bot.views.forms.secrets import Path, masked, possible
from bot.views.forms.secrets import hidden as hidden_in


def public(action: Action) -> Action:
    """The action with what its rule hides, and its secrets, described; the digest of this copy means nothing.

    A path leads through lists to each of their items. Where a value is not of the shape that its path expects, all of
    it is hidden.
    """
    described = partial(_described, salt=action.call)
    secrets = _secrets(action)
    values: Any = masked(action.values, secrets, described)
    for path in action.rule.redact:
        values = _without(values, path.split("."), described)
    return _with(action, values) if secrets or action.rule.redact else action


def for_approvers(action: Action) -> Action:
    """The action as those who can decide read it: with a mark in place of each secret."""
    secrets = _secrets(action)
    return _with(action, masked(action.values, secrets)) if secrets else action


def keeps_secrets(action: Action) -> bool:
    """Whether there are arguments that nobody reads but the tool."""
    return bool(_secrets(action))


def conceals(action: Action) -> bool:
    """Whether the channel does not see everything: then nobody can decide there, nor read the agent's words."""
    return action.rule.private or public(action).arguments != action.arguments


def hidden(action: Action) -> frozenset[str]:
    """The arguments of which the channel does not see everything."""
    if action.rule.private:
        return frozenset(action.values)
    shown = public(action).values
    return frozenset(name for name, value in action.values.items() if shown[name] != value)


def _secrets(action: Action) -> list[Path]:
    schema = action.arguments_schema
    return [*hidden_in(Schemas(schema), [schema], action.values)] if possible(schema) else []


def _with(action: Action, values: Any) -> Action:
    return action.model_copy(update={"arguments": canonical(values)})


class _Description(str):
    """Stands in place of a value already."""

    __slots__ = ()


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
    if isinstance(value, _Description):
        return value
    text = value if isinstance(value, str) else canonical(value)
    digest = hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()[:6]
    return _Description(say("(hidden, {count} characters, digest {digest})", count=len(text), digest=digest))
