"""A mail server that delivers nowhere: what is sent to it can be read in the page."""

import asyncio
import email
import email.policy
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 1000
Mail = dict[str, Any]


class Outbox:
    """Keeps the newest mails; each is written (`keep`) before the sender hears that it was taken."""

    def __init__(self, mails: list[Mail], keep: Callable[[Mail], None], tell: Callable[[Mail], None]) -> None:
        self._mails = mails
        self._keep = keep
        self._tell = tell
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def newest_first(self) -> list[Mail]:
        return self._mails[::-1]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Aiosmtpd's name for: here is a whole mail."""
        mail = _described(envelope)
        self._keep(mail)
        self._mails.append(mail)
        del self._mails[:-KEPT]
        self._tell(mail)
        return "250 OK"


def _described(envelope: Envelope) -> Mail:
    content = envelope.original_content or b""
    message = email.message_from_bytes(content, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return {
        "id": uuid.uuid4().hex,
        "from": envelope.mail_from or "",
        "to": list(envelope.rcpt_tos),
        "subject": str(message.get("Subject", "")),
        "body": body.get_content().replace("\r\n", "\n") if body is not None else "",
        "message_id": str(message.get("Message-ID", "")),
        "received": datetime.now(UTC).isoformat(timespec="seconds"),
    }
