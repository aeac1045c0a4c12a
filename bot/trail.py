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
    """One entry for people."""
    what = f"{entry['time']}  {entry['kind']:<9}  {entry['tool']:<16}  {entry['digest'][:12]}"
    match entry["kind"]:
        case "request":
            return f"{what}  asked by {entry['requester']}"
        case "decision":
            message = f": {entry['message']}" if entry.get("message") else ""
            return f"{what}  {entry['decision']} by {entry['person']}{message}"
        case _:
            return f"{what}  {entry.get('outcome', '')}"
