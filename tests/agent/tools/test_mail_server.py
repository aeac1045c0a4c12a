"""A real mail server on this machine, with and without TLS: whom the bot trusts, and what it says of the rest."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from langchain_core.tools import ToolException

from agent.recovery import InDoubt
from agent.tools.mail_server import MailServer

HOST = "127.0.0.1"


class Postbox:
    """Answers every mail with the same line, or breaks the connection off in its place."""

    def __init__(self) -> None:
        self.answer: str | None = "250 OK"
        self.protected: list[bool] = []
        """Of each mail that came: whether it came over TLS."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.protected.append(server.transport.get_extra_info("cipher") is not None)
        if self.answer is None:
            server.transport.abort()
        return self.answer or ""


def only_mia(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"mia", b"p:w/d"), handled=False)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine knows the authority, as OpenSSL is told of one."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


@asynccontextmanager
async def running(postbox: Postbox, *, tls: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[int]:
    """The port it listens at. `tls`: from the first byte; STARTTLS is one of `how`, by aiosmtpd's names."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(postbox, hostname=HOST, loop=loop, **how), HOST, 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def certified(authority: trustme.CA, name: str = HOST) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def ways(context: ssl.SSLContext) -> dict[str, dict[str, Any]]:
    """How a server is run for each kind of URL."""
    return {"smtps": {"tls": context}, "smtp+starttls": {"tls_context": context, "require_starttls": True}}


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "bot@example.com", "alice@example.com", "Hello"
    mail.set_content("Hello")
    return mail


async def refusal(url: str) -> str:
    with pytest.raises(ToolException) as told:
        await MailServer.from_url(url).deliver(a_mail())
    return str(told.value)


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.usefixtures("trusted")
async def test_a_mail_goes_over_tls_to_a_server_that_is_trusted(
    scheme: str, authority: trustme.CA, postbox: Postbox
) -> None:
    async with running(postbox, **ways(certified(authority))[scheme]) as port:
        refused = await MailServer.from_url(f"{scheme}://{HOST}:{port}").deliver(a_mail())

    assert (refused, postbox.protected) == ("", [True])


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_a_server_whose_issuer_is_unknown_gets_nothing(
    scheme: str, authority: trustme.CA, postbox: Postbox
) -> None:
    async with running(postbox, **ways(certified(authority))[scheme]) as port:
        told = await refusal(f"{scheme}://mia:secret@{HOST}:{port}")

    assert told.startswith(f"The mail was not sent. The certificate of {HOST} is not trusted: ")
    assert told.endswith("Expected: one for that name, by an issuer that the bot's machine trusts.")
    assert postbox.protected == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.usefixtures("trusted")
async def test_a_server_with_the_certificate_of_another_name_gets_nothing(
    scheme: str, authority: trustme.CA, postbox: Postbox
) -> None:
    async with running(postbox, **ways(certified(authority, "other.example"))[scheme]) as port:
        told = await refusal(f"{scheme}://{HOST}:{port}")

    assert "is not trusted: IP address mismatch, certificate is not valid for '127.0.0.1'. Expected:" in told
    assert postbox.protected == []


async def test_a_server_without_starttls_gets_nothing_where_the_url_asks_for_it(postbox: Postbox) -> None:
    async with running(postbox) as port:
        told = await refusal(f"smtp+starttls://{HOST}:{port}")

    assert told == f"The mail was not sent. {HOST} cannot be used: SMTP STARTTLS extension not supported by server."
    assert postbox.protected == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.usefixtures("trusted")
async def test_the_name_and_the_password_of_the_url_log_in(
    scheme: str, authority: trustme.CA, postbox: Postbox
) -> None:
    # Of TLS from the first byte aiosmtpd does not know when it thinks about logins.
    login = {"authenticator": only_mia, "auth_require_tls": scheme != "smtps"}
    async with running(postbox, **login, **ways(certified(authority))[scheme]) as port:
        right = await MailServer.from_url(f"{scheme}://mia:p%3Aw%2Fd@{HOST}:{port}").deliver(a_mail())
        wrong = await refusal(f"{scheme}://mia:guess@{HOST}:{port}")

    assert (right, len(postbox.protected)) == ("", 1)
    assert wrong == f"The mail was not sent. {HOST} said: 535 5.7.8 Authentication credentials invalid."


async def test_a_mail_the_server_refuses_was_not_sent(postbox: Postbox) -> None:
    postbox.answer = "554 looks like spam"
    async with running(postbox) as port:
        told = await refusal(f"smtp://{HOST}:{port}")

    assert told == f"The mail was not sent. {HOST} said: 554 looks like spam."


@pytest.mark.parametrize("answer", [None, "hello"], ids=["no answer", "no answer of this protocol"])
async def test_a_mail_that_went_out_without_an_answer_is_in_doubt(answer: str | None, postbox: Postbox) -> None:
    postbox.answer = answer
    async with running(postbox) as port:
        with pytest.raises(InDoubt, match=rf"^{HOST} did not confirm the mail \("):
            await MailServer.from_url(f"smtp://{HOST}:{port}").deliver(a_mail())


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "start_tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtps://mail.example", 465, True, False),
        ("smtp+starttls://mail.example", 587, False, True),
        ("smtp+starttls://mail.example:2525", 2525, False, True),
    ],
)
def test_the_url_says_how_the_connection_is_protected(url: str, port: int, use_tls: bool, start_tls: bool) -> None:
    server = MailServer.from_url(url)

    assert (server.port, server.use_tls, server.start_tls) == (port, use_tls, start_tls)


def test_the_password_may_hold_escaped_characters() -> None:
    server = MailServer.from_url("smtps://me%40example.com:p%3Aw%2Fd@mail.example")

    assert (server.username, server.password) == ("me@example.com", "p:w/d")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_another_url_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="The mail server must be given as smtp://"):
        MailServer.from_url(url)
