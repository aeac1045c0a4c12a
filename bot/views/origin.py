"""Whose tool would run, when it is not our own."""

from bot.approvals import Origin
from bot.views.blocks import escape

_CLAIMS = {
    None: "",
    "reads": " The server says that it only reads; that is not checked.",
    "keeps": " The server says that it deletes and overwrites nothing; that is not checked.",
    "destroys": " The server says that it may delete or overwrite.",
}


def whose(origin: Origin) -> str:
    """The server, and what it says of its tool: told as its claim, since nobody checks it."""
    return f"A tool of the MCP server '{escape(origin.server)}'.{_CLAIMS[origin.claim]}"
