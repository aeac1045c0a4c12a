"""What a restart must keep: one SQLite file, written before an answer goes out, so that a kill loses nothing."""

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sandbox.changes import (
    Change,
    ChannelChanged,
    GroupChanged,
    MemberJoined,
    MemberLeft,
    Message,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PersonChanged,
    PersonJoined,
    Reacted,
)
from sandbox.directory import Channel, Entry, User, UserGroup
from sandbox.files import File

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS messages (channel TEXT, ts TEXT, body TEXT NOT NULL, PRIMARY KEY (channel, ts));
CREATE TABLE IF NOT EXISTS mails (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, body TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS directory (id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL);
"""
KINDS: Final[dict[str, type[Entry]]] = {kind.__name__: kind for kind in (User, UserGroup, Channel)}


class Store:
    """Messages, mails, files and what became of people, groups and channels; in memory only when there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        path = folder / "sandbox.db" if folder else ":memory:"
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(SCHEMA)

    def messages(self) -> list[Message]:
        return [json.loads(body) for (body,) in self._database.execute("SELECT body FROM messages ORDER BY ts")]

    def mails(self) -> list[dict[str, Any]]:
        """Oldest first."""
        return [json.loads(body) for (body,) in self._database.execute("SELECT body FROM mails ORDER BY rowid")]

    def files(self) -> list[File]:
        rows = self._database.execute("SELECT body, content FROM files")
        return [File(**json.loads(body), content=content) for body, content in rows]

    def directory(self) -> list[Entry]:
        """The people, groups and channels that are no longer as they were at first."""
        rows = self._database.execute("SELECT kind, body FROM directory ORDER BY rowid")
        return [KINDS[kind](**json.loads(body)) for kind, body in rows]

    def observe(self, change: Change) -> None:
        match change:
            case MessagePosted(message) | MessageChanged(message, _) | Reacted(message):
                row = (message["channel"], message["ts"], json.dumps(message))
                self._database.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", row)
            case MessageDeleted(message):
                self._database.execute(
                    "DELETE FROM messages WHERE channel = ? AND ts = ?", (message["channel"], message["ts"])
                )
            case PersonJoined(entry) | PersonChanged(entry) | GroupChanged(entry):
                self._keep(entry)
            case MemberJoined(entry) | MemberLeft(entry) | ChannelChanged(entry):
                self._keep(entry)

    def add_mail(self, mail: dict[str, Any]) -> None:
        self._database.execute("INSERT INTO mails VALUES (?, ?)", (mail["id"], json.dumps(mail)))

    def add_file(self, file: File) -> None:
        fields = asdict(file)
        content = fields.pop("content")
        self._database.execute("INSERT INTO files VALUES (?, ?, ?)", (file.id, json.dumps(fields), content))

    def _keep(self, entry: Entry) -> None:
        row = (entry.id, type(entry).__name__, json.dumps(asdict(entry)))
        self._database.execute("INSERT OR REPLACE INTO directory VALUES (?, ?, ?)", row)

    def close(self) -> None:
        self._database.close()
