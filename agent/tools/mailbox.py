"""Looking a mail up where the mail server keeps copies of what was sent."""

import asyncio
import imaplib
from contextlib import closing
from urllib.parse import unquote, urlsplit

_TIMEOUT = 15.0
"""Seconds."""


class Mailbox:
    """A folder on an IMAP server, given as `imaps://user:password@host/Sent` (or `imap://`, without TLS)."""

    def __init__(self, url: str) -> None:
        """Raises ValueError if the URL is not usable."""
        parts = urlsplit(url)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
            raise ValueError("The mailbox must be given as imaps://user:password@host/Folder.")
        self._tls = parts.scheme == "imaps"
        self._host = parts.hostname
        self._port = parts.port or (993 if self._tls else 143)
        self._user, self._password = unquote(parts.username), unquote(parts.password or "")
        self.folder = unquote(parts.path.lstrip("/")) or "Sent"

    async def holds(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID is there.

        Raises:
            OSError, imaplib.IMAP4.error: the server cannot be asked.
        """
        return await asyncio.to_thread(self._holds, message_id)

    def _holds(self, message_id: str) -> bool:
        kind = imaplib.IMAP4_SSL if self._tls else imaplib.IMAP4
        with closing(_Session(kind(self._host, self._port, timeout=_TIMEOUT))) as session:
            server = session.server
            server.login(self._user, self._password)
            status, answer = server.select(f'"{self.folder}"', readonly=True)
            if status != "OK":
                raise imaplib.IMAP4.error(f"The folder {self.folder} cannot be opened: {answer!r}")
            _, found = server.search(None, "HEADER", "Message-ID", f'"{message_id}"')
            return bool(found and found[0])


class _Session:
    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server

    def close(self) -> None:
        self.server.logout()
