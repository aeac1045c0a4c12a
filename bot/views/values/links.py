"""Where the links in a text really lead."""

from collections.abc import Sequence

import ada_url
import regex

from bot.language import say

_LINK = regex.compile(r"\b(?:https?|wss?|ftp):[\\/]*[^\s<>\"'`\])}]+|\bwww\.[^\s<>\"'`\])}]+", regex.IGNORECASE)


def hosts(text: str) -> Sequence[str]:
    """The host of every link, as a browser would read it, in the order of the text.

    An internationalised name stands in the form that travels, with its letters behind it.
    """
    if ":" not in text and "www." not in text.lower():
        return []
    return list(dict.fromkeys(_host(found[0].rstrip(".,;:!?")) for found in _LINK.finditer(text)))


def _host(link: str) -> str:
    try:
        host = str(ada_url.URL(link if ":" in link.split(".", maxsplit=1)[0] else f"http://{link}").hostname)
    except ValueError:
        return say("(a link that browsers refuse)")
    letters = ada_url.idna.decode(host)
    return host if letters == host else f"{host} ({letters})"
