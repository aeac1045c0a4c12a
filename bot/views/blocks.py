"""Small builders that hold Slack's limits and keep untrusted text out of markup."""

from datetime import UTC, datetime
from typing import Any

from bot.language import say
from bot.views import Block
from bot.views.values.cutting import beginning
from bot.views.values.visible import seen

_SECTION = 3000
_LONGEST_RUN = 2900
"""Characters in one element of rich text."""
_WITHIN = "\u200b"
"""Before a date within a sentence: Slack writes the first letter of a date large, and this has none to see."""


def escape(text: str) -> str:
    """Text for a mrkdwn field: the three characters Slack reads as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def person(user: str) -> str:
    return f"<@{user}>"


def moment(epoch: float) -> str:
    """A moment within a sentence, in the reader's own time zone."""
    fallback = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(epoch)}^{_WITHIN}{date_and_time('{date_short_pretty}')}|{fallback}>"


def date_and_time(date: str) -> str:
    """Slack's tokens for a moment, which it fills in for each reader; `date` is one for the day."""
    return say("{date} at {time}", date=date, time="{time}")


def link(url: str, label: str) -> str:
    return f"<{url}|{escape(label)}>"


def mrkdwn(text: str) -> dict[str, Any]:
    """Our own words with mentions, dates and links; `verbatim` keeps Slack from finding more of them."""
    return {"type": "mrkdwn", "text": text[:_SECTION], "verbatim": True}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(cut(text, 150))}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text), "expand": True}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def rich(*elements: dict[str, Any]) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str, **style: bool) -> dict[str, Any]:
    """A run of text in a rich text block; nothing in it is read as markup. Slack takes no empty one."""
    run: dict[str, Any] = {"type": "text", "text": text or " "}
    return run | {"style": style} if style else run


def line(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(runs)}


def verbatim(text: str) -> dict[str, Any]:
    """Text in a block of its own, to the letter."""
    runs = [text[start : start + _LONGEST_RUN] for start in range(0, len(text), _LONGEST_RUN)] or [""]
    return {"type": "rich_text_preformatted", "elements": [words(run) for run in runs]}


def quote(text: str, *, most: int) -> dict[str, Any]:
    """Words of a person or a model: so many characters of them, with what is hidden in them written out."""
    told = text if len(text) <= most else f"{beginning(text, most - 1).rstrip()}…"
    return {"type": "rich_text_quote", "elements": [words(cut(seen(told), most))]}


def button(label: str, action: str, value: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action, "value": value} | more


def actions(block_id: str, *elements: dict[str, Any]) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
