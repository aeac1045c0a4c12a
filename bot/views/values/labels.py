"""What stands before a value, in the reader's language as far as we know it there."""

from collections.abc import Mapping
from functools import partial

from bot.approvals import Action
from bot.language import in_english, say

_OURS = {
    in_english(words): words
    for words in (
        partial(say, "To"),
        partial(say, "Subject"),
        partial(say, "Message"),
        partial(say, "Pay to"),
        partial(say, "Amount"),
        partial(say, "Currency"),
        partial(say, "For"),
    )
}
"""Of our own tools' presentations. The labels of others stand as they are: nothing in them is a text of ours."""


def label(written: str) -> str:
    """A label of a presentation, which its tool wrote in English."""
    ours = _OURS.get(written)
    return ours() if ours else written


def labels(action: Action) -> Mapping[str, str]:
    """Of the arguments for which its tool has a label."""
    return {part.argument: label(part.label) for part in action.parts() if part.label}
