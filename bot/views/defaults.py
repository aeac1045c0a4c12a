"""What a call leaves to its tool: a currency decides also where nobody wrote one."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.approvals import Action
from bot.language import lead, listed, say
from bot.views import Block
from bot.views.blocks import cut, line, rich, words
from bot.views.redaction import hidden, withheld
from bot.views.values.told import labels
from bot.views.values.visible import seen

_ON_A_CARD, _IN_PRIVATE = (8, 40), (50, 100)
"""How many there is room for, and the characters of each name and value."""


class Left(NamedTuple):
    blocks: list[Block]
    whole: bool
    """Whether nothing was cut."""


def left_to_tool(action: Action, *, in_private: bool = False) -> Left:
    """The values that the tool takes for what the call does not give, as the tool's schema says.

    `in_private`: for the eyes of those who can decide, who see more than the channel.
    """
    taken = _taken(action, in_private=in_private)
    if not taken:
        return Left([], whole=True)
    most, longest = _IN_PRIVATE if in_private else _ON_A_CARD
    names = labels(action)
    texts = [(names.get(name, name), _text(value)) for name, value in taken.items()]
    told = [lead(_short(name, longest)) + _short(text, longest) for name, text in texts[:most]]
    more = [say("… and {count} more", count=len(taken) - most)] if len(taken) > most else []
    intro = words(say("Not given, so the tool takes:") + " ", italic=True)
    cut_off = bool(more) or any(len(part) > longest for pair in texts for part in pair)
    return Left([rich(line(intro, words(listed([*told, *more]))))], whole=not cut_off)


def _taken(action: Action, *, in_private: bool) -> Mapping[str, Any]:
    """Without what stands for nothing, and without what these readers may not see."""
    given, fields = action.values, action.arguments_schema.get("properties", {})
    defaults = {name: field.get("default") for name, field in fields.items() if isinstance(field, dict)}
    taken = {name: value for name, value in defaults.items() if name not in given and value not in (None, "", [], {})}
    as_run = action.changed(json.dumps({**given, **taken}))
    unseen = withheld(as_run)[0] if in_private else hidden(as_run)
    return {name: value for name, value in taken.items() if name not in unseen}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str, longest: int) -> str:
    return seen(cut(" ".join(text.split()), longest))
