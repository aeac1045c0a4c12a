"""What a channel sees of an action: of arguments that only approvers may read, that they are there.

What the tool's own schema calls a secret is hidden too, and not even approvers read it: it is for the tool alone.
Nothing is told of what is hidden, neither its length nor a digest, and the tool's presentation does not know it.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.approvals import Action
from bot.canonical import canonical
from bot.language import say
from bot.presentations import Part, Presentation
from bot.views.forms.schemas import Schemas
from bot.views.forms.secrets import MARK, Path, masked, possible
from bot.views.forms.secrets import hidden as hidden_in

HIDDEN = partial(say, "(hidden)")
_NO_VALUE = object()
"""A mark that differs from every value, also from one that reads like ours."""


def public(action: Action) -> Action:
    """The action without what its rule hides, and without its secrets; the digest of this copy means nothing."""
    unseen = _differing(action, _for_channel(action, _NO_VALUE))
    return _without(action, unseen, _for_channel(action, HIDDEN())) if unseen else action


def for_approvers(action: Action) -> Action:
    """The action as those who can decide read it: with a mark in place of each secret."""
    unseen = _differing(action, _for_approvers(action, _NO_VALUE))
    return _without(action, unseen, _for_approvers(action, MARK)) if unseen else action


def keeps_secrets(action: Action) -> bool:
    """Whether there are arguments that nobody reads but the tool."""
    return bool(_secrets(action))


def conceals(action: Action) -> bool:
    """Whether the channel does not see everything: then nobody can decide there, nor read the agent's words."""
    return action.rule.private or bool(hidden(action))


def hidden(action: Action) -> frozenset[str]:
    """The arguments of which the channel does not see everything."""
    return frozenset(action.values if action.rule.private else _differing(action, _for_channel(action, _NO_VALUE)))


def withheld(action: Action) -> Sequence[Sequence[str]]:
    """Of which arguments those who can decide do not see everything, and of which the channel, if it sees any."""
    approvers = _differing(action, _for_approvers(action, _NO_VALUE))
    return [approvers] if action.rule.private else [approvers, _differing(action, _for_channel(action, _NO_VALUE))]


def _for_approvers(action: Action, mark: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = masked(action.values, _secrets(action), lambda _: mark)
    return found


def _for_channel(action: Action, mark: Any) -> Mapping[str, Any]:
    """A path leads through lists to each of their items.

    Where a value is not of the shape that its path expects, all of it is hidden.
    """
    values = _for_approvers(action, mark)
    for path in action.rule.redact:
        values = _marked(values, path.split("."), mark)
    return values


def _secrets(action: Action) -> list[Path]:
    schema = action.arguments_schema
    return [*hidden_in(Schemas(schema), [schema], action.values)] if possible(schema) else []


def _differing(action: Action, values: Mapping[str, Any]) -> list[str]:
    return sorted(name for name, value in action.values.items() if values[name] != value)


def _without(action: Action, unseen: Sequence[str], values: Mapping[str, Any]) -> Action:
    """The action with these values, presented as its tool does for people who do not see those arguments."""
    parts = {part.argument: part for part in action.parts(unseen)}
    parts = parts | {name: Part(argument=name) for name in action.values if name not in parts}
    wholly = [name for name in unseen if values[name] == HIDDEN()]
    parts |= {name: parts[name].model_copy(update={"hidden": True}) for name in wholly}
    copy = action.changed(canonical(values))
    return copy.changed(copy.arguments, [Presentation(digest=copy.digest, parts=tuple(parts.values()))])


def _marked(value: Any, path: Sequence[str], mark: Any) -> Any:
    if not path:
        return mark
    if isinstance(value, list):
        return [_marked(item, path, mark) for item in value]
    if not isinstance(value, dict):
        return mark
    for parts in range(1, len(path) + 1):
        # A name may have dots of its own.
        name = ".".join(path[:parts])
        if name in value:
            value = {**value, name: _marked(value[name], path[parts:], mark)}
    return value
