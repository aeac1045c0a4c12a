"""Files: what the bot puts into a thread, what people put into a form. First announced, then uploaded, then shared."""

import mimetypes
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from sandbox.directory import TEAM_ID
from sandbox.errors import SlackError

FILE_BYTES = 10 * 1024 * 1024
SNIPPET_BYTES = 1024 * 1024
PREVIEW_LINES, PREVIEW_CHARACTERS = 5, 500
TEXTS = ("text/", "application/json", "application/xml", "application/yaml", "application/sql")


@dataclass(frozen=True)
class File:
    id: str
    name: str
    user: str
    created: int
    """Seconds since 1970, UTC."""
    content: bytes
    title: str = ""
    channels: list[str] = field(default_factory=list)
    """Where it was shared; in none, only its owner and the bot see it."""

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "text/plain"

    def described(self, url: str) -> dict[str, Any]:
        """The file as Slack shows it; `url` is where the workspace is."""
        kind = PurePath(self.name).suffix.removeprefix(".") or "text"
        private = f"{url}/files-pri/{TEAM_ID}-{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "user_team": TEAM_ID,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(self.channels),
            "url_private": f"{private}/{self.name}",
            "url_private_download": f"{private}/download/{self.name}",
            "file_access": "visible",
            **self._preview(),
        }

    def _preview(self) -> dict[str, Any]:
        """The beginning of a text, which makes it a snippet."""
        if not self.mimetype.startswith(TEXTS) or len(self.content) > SNIPPET_BYTES:
            return {}
        lines = self.content.decode(errors="replace").splitlines()
        preview = "\n".join(lines[:PREVIEW_LINES])[:PREVIEW_CHARACTERS]
        more = max(0, len(lines) - PREVIEW_LINES)
        truncated = len(preview) < len("\n".join(lines))
        return {
            "mode": "snippet",
            "preview": preview,
            "lines": len(lines),
            "lines_more": more,
            "preview_is_truncated": truncated,
        }


@dataclass
class Ticket:
    """Leave to upload one file."""

    file_id: str
    name: str
    length: int
    content: bytes | None = None


class Files:
    """Keeps finished files, each written (`keep`) before anybody hears of it; and those still on their way."""

    def __init__(self, files: Iterable[File], keep: Callable[[File], None]) -> None:
        self._files = {file.id: file for file in files}
        self._keep = keep
        self._tickets: dict[str, Ticket] = {}

    def announce(self, name: str, length: int) -> tuple[str, str]:
        """The id of a file to come, and the secret end of the address it may be uploaded to."""
        if length > FILE_BYTES:
            raise SlackError("file_upload_size_restricted")
        secret, file_id = secrets.token_urlsafe(24), _new_id()
        self._tickets[secret] = Ticket(file_id, name, length)
        return file_id, secret

    def upload(self, secret: str, content: bytes) -> None:
        ticket = self._tickets.get(secret)
        if ticket is None:
            raise SlackError("file_not_found")
        if len(content) != ticket.length:
            raise SlackError("length_mismatch")
        ticket.content = content

    def uploaded(self, file_id: str) -> tuple[str, bytes]:
        """The name and content of a file that was uploaded and not finished."""
        for ticket in self._tickets.values():
            if ticket.file_id == file_id and ticket.content is not None:
                return ticket.name, ticket.content
        raise SlackError("file_not_found")

    def add(self, file: File) -> None:
        self._keep(file)
        self._files[file.id] = file
        self._tickets = {secret: ticket for secret, ticket in self._tickets.items() if ticket.file_id != file.id}

    def add_from(self, user: str, name: str, content: bytes, created: int) -> File:
        """A file that a person chose in a form."""
        if len(content) > FILE_BYTES:
            raise SlackError("file_upload_size_restricted")
        file = File(_new_id(), name, user, created, content)
        self.add(file)
        return file

    def get(self, file_id: str) -> File:
        if file_id not in self._files:
            raise SlackError("file_not_found")
        return self._files[file_id]


def _new_id() -> str:
    return "F0" + secrets.token_hex(5).upper()
