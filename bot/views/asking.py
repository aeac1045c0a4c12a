"""A question of a graph's own: what it asks in words, what it says besides, and among what it lets people choose."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.approvals import Action
from bot.canonical import canonical
from bot.language import say
from bot.views import Block
from bot.views.blocks import line, quote, rich, words
from bot.views.naming import asking, headline
from bot.views.values.arguments import Shown, arguments
from bot.views.values.texts import exact
from bot.views.values.visible import seen

_MOST, _LONGEST = 20, 100
"""Choices on a message, and characters of each; the form of the answer has all of them."""


def asked(
    action: Action, schema: Mapping[str, Any] | None, *, budget: int, titled: bool = False, offered: bool = False
) -> Shown:
    """All that the graph says. `schema`: of the answer, as JSON Schema.

    `titled`: a title beside it has the beginning of the question; `offered`: a form beside it offers the choices.
    """
    name, text = asking(action)
    choices = {each: values for each, values in action.values.items() if values in _offered(schema)}
    told = text and not (titled and headline(text) == text)
    rest = {each: value for each, value in action.values.items() if each != name and each not in choices}
    shown = arguments(_only(action, rest), budget=budget - len(text)) if rest else Shown([], whole=True)
    blocks: list[Block] = [
        *([rich(quote(text, most=budget))] if told else []),
        *shown.blocks,
        *([] if offered else [rich(_choices(values)) for values in choices.values()]),
    ]
    return Shown(blocks, whole=shown.whole and len(seen(text)) <= budget)


def _offered(schema: Mapping[str, Any] | None) -> list[Any]:
    """The lists from which the form of the answer, or one of its fields, lets people choose."""
    properties = (schema or {}).get("properties")
    fields = [schema, *(properties.values() if isinstance(properties, Mapping) else [])]
    return [field["enum"] for field in fields if isinstance(field, Mapping) and isinstance(field.get("enum"), list)]


def _only(action: Action, values: Mapping[str, Any]) -> Action:
    """The action with some of its arguments, each presented as before."""
    copy = action.changed(canonical(values))
    said = [each.model_copy(update={"digest": copy.digest}) for each in action.presentations]
    return copy.changed(copy.arguments, said)


def _choices(values: Sequence[Any]) -> dict[str, Any]:
    return line(words(say("Choices: "), bold=True), *_each(values))


def _each(values: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for number, value in enumerate(values[:_MOST]):
        if number:
            yield words("  ")
        yield words(seen(exact(value)[:_LONGEST]), code=True)
    if len(values) > _MOST:
        yield words(say(" and {count} more", count=len(values) - _MOST), italic=True)
