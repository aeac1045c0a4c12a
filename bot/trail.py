"""Printing the audit trail."""

from collections.abc import Callable
from typing import Any

from bot.settings import StoreSettings, load
from bot.store.audit import AuditLog
from bot.store.server import connect, redis_server


async def print_trail(*, say: Callable[[str], None], render: Callable[[dict[str, Any]], str] | None = None) -> None:
    """Every entry, oldest first, as a line for people or as `render` writes it."""
    settings = load(StoreSettings)
    async with redis_server(settings.redis_url, settings.data) as server, connect(server.url) as redis:
        async for entry in AuditLog(redis).entries():
            say((render or line)(entry))


def line(entry: dict[str, Any]) -> str:
    """One entry for people; what is about no single call has no tool and no digest."""
    what = f"{entry['time']}  {entry['kind']:<15}  {entry.get('tool', ''):<16}  {entry.get('digest', '')[:12]:<12}"
    return f"{what}  {' '.join(_said(entry).split())}".rstrip()


def _said(entry: dict[str, Any]) -> str:
    who = entry.get("person", "")
    match entry["kind"]:
        case "request":
            return f"asked by {entry['requester']}"
        case "decision" | "vote" as kind:
            return f"{entry[kind]} by {who}{_because(entry.get('message'))}"
        case "refusal":
            return f"{who} tried to {entry['tried']}{_because(entry['why'])}"
        case "reminded":
            return f"to {', '.join(entry['people']) or 'nobody'}"
        case "execution":
            return str(entry["outcome"])
        case _:
            return f"{f'by {who}' if who else ''}{_because(entry.get('text') or entry.get('why'))}"


def _because(words: str | None) -> str:
    return f": {words}" if words else ""
