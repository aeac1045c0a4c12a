"""The agent's answer in the requester's thread."""

import re

from bot.views import Drawn
from bot.views.blocks import cut, escape

_LONGEST = 11_500
"""Slack takes 12,000 characters of Markdown in a message."""
_MENTION = re.compile(r"<(?=[!@#])")


def reply(text: str) -> Drawn:
    """Models write Markdown. What Slack would read as a mention becomes plain text: nobody is paged by a model."""
    shown = cut(text, _LONGEST)
    fallback = cut(escape(shown), 3500)
    return Drawn(fallback, [{"type": "markdown", "text": _MENTION.sub("&lt;", shown)}])
