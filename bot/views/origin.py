"""Whose tool would run, when it is not our own."""

from bot.approvals import Origin
from bot.language import say, sentences
from bot.views.blocks import escape


def whose(origin: Origin) -> str:
    """The server, and what it says of its tool: told as its claim, since nobody checks it."""
    return sentences(say("A tool of the MCP server '{server}'.", server=escape(origin.server)), _claim(origin))


def _claim(origin: Origin) -> str:
    match origin.claim:
        case "reads":
            return say("The server says that it only reads; that is not checked.")
        case "keeps":
            return say("The server says that it deletes and overwrites nothing; that is not checked.")
        case "destroys":
            return say("The server says that it may delete or overwrite.")
        case None:
            return ""
