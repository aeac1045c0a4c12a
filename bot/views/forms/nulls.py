"""A box for null beside an input, where null says something else than an empty input does."""

from typing import Any

from bot.language import say
from bot.views import Block
from bot.views.blocks import cut, plain
from bot.views.forms.controls import NULL, Typed

_LABEL = 2000


def box(id: str, label: str, *, ticked: bool) -> Block:
    """The input block with this id for the argument with this label."""
    option = {"text": plain(say("null, whatever the input says")), "value": NULL}
    element: dict[str, Any] = {"type": "checkboxes", "action_id": NULL, "options": [option]}
    return {
        "type": "input",
        "block_id": id,
        "optional": True,
        "label": plain(cut(say("{name} is null", name=label), _LABEL)),
        "element": element | ({"initial_options": [option]} if ticked else {}),
    }


def is_ticked(typed: Typed) -> bool:
    return typed == (NULL,)
