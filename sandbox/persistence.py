"""What a restart must keep: one SQLite file, written before an answer goes out, so that a kill loses nothing."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from sandbox.changes import Change, Message, MessageChanged, MessageDeleted, MessagePosted, Reacted

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS messages (channel TEXT, ts TEXT, body TEXT NOT NULL, PRIMARY KEY (channel, ts));
CREATE TABLE IF NOT EXISTS mails (id TEXT PRIMARY KEY, body TEXT NOT NULL);
"""


class Store:
    """Messages and mails on disk; in memory only when there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        path = folder / "sandbox.db" if folder else ":memory:"
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(SCHEMA)

    def messages(self) -> list[Message]:
        return [json.loads(body) for (body,) in self._database.execute("SELECT body FROM messages ORDER BY ts")]

    def mails(self) -> list[dict[str, Any]]:
        """Oldest first."""
        return [json.loads(body) for (body,) in self._database.execute("SELECT body FROM mails ORDER BY rowid")]

    def observe(self, change: Change) -> None:
        match change:
            case MessagePosted(message) | MessageChanged(message, _) | Reacted(message):
                row = (message["channel"], message["ts"], json.dumps(message))
                self._database.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", row)
            case MessageDeleted(message):
                self._database.execute(
                    "DELETE FROM messages WHERE channel = ? AND ts = ?", (message["channel"], message["ts"])
                )

    def add_mail(self, mail: dict[str, Any]) -> None:
        self._database.execute("INSERT INTO mails VALUES (?, ?)", (mail["id"], json.dumps(mail)))

    def close(self) -> None:
        self._database.close()
