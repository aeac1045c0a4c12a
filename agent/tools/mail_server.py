"""Where mail is handed in: over TLS where the URL says so, and only to a server whose certificate is trusted."""

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib
from langchain_core.tools import ToolException

from agent.recovery import InDoubt

_STANDARD_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_REFUSALS = range(400, 600)
_TIMEOUT = 30.0
"""Seconds."""


@dataclass(frozen=True)
class MailServer:
    hostname: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    start_tls: bool

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Raises ValueError if the URL is not usable."""
        parts = urlsplit(url)
        if parts.scheme not in _STANDARD_PORTS or not parts.hostname:
            raise ValueError("The mail server must be given as smtp://, smtps:// or smtp+starttls://host:port.")
        return cls(
            hostname=parts.hostname,
            port=parts.port or _STANDARD_PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=parts.scheme == "smtp+starttls",
        )

    async def deliver(self, message: EmailMessage) -> str:
        """Returns which recipients the server refused, or nothing.

        Raises:
            ToolException: the mail was not sent.
            InDoubt: the mail was on its way, and no answer came.
        """
        client = await self._connected()
        try:
            async with client:
                refused, _ = await client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            reasons = "; ".join(f"{one.recipient}: {one.message}" for one in error.recipients)
            raise ToolException(f"The mail was not sent. Nobody may receive it: {reasons}.") from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            if _never_left(error):
                raise ToolException(f"The mail was not sent. {self._why(error)}.") from error
            raise InDoubt(f"{self.hostname} did not confirm the mail ({error})") from error
        return "; ".join(f"{address}: {answer.message}" for address, answer in refused.items())

    async def _connected(self) -> aiosmtplib.SMTP:
        client = aiosmtplib.SMTP(
            hostname=self.hostname,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.use_tls,
            start_tls=self.start_tls,
            timeout=_TIMEOUT,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise ToolException(f"The mail was not sent. {self._why(error)}.") from error
        return client

    def _why(self, error: Exception) -> str:
        cause = error if isinstance(error, ssl.SSLError) else error.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"The certificate of {self.hostname} is not trusted: {cause.verify_message.rstrip('.')}. "
                "Expected: one for that name, by an issuer that the bot's machine trusts"
            )
        if isinstance(error, aiosmtplib.SMTPResponseException):
            return f"{self.hostname} said: {error.code} {error.message.rstrip('.')}"
        return f"{self.hostname} cannot be used: {str(error).rstrip('. :')}"


def _never_left(error: Exception) -> bool:
    """The server refused it in so many words, or the mail could not be written for this server."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code in _REFUSALS
    return isinstance(error, aiosmtplib.SMTPNotSupported | ValueError)
