"""The whole product as people meet it: a real bot process in the local workspace, with a scripted model over HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.data import install
from sandbox.app import Sandbox
from sandbox.person import Person
from tests.support.openai_stub import Answer, Message, openai_stub, say
from tests.support.processes import Process, running


@dataclass
class Script:
    """What the model does; a test replaces it."""

    answer: Answer = field(default=lambda _: say("Hello."))

    def __call__(self, messages: list[Message]) -> Message:
        return self.answer(messages)


@dataclass
class Office:
    """The workspace with its people, the model's script, and how to start the bot."""

    sandbox: Sandbox
    settings: dict[str, str]
    riley: Person
    avery: Person
    morgan: Person
    script: Script

    @asynccontextmanager
    async def bot(self, **settings: str) -> AsyncIterator[Process]:
        async with running("run", settings=self.settings | settings) as bot:
            yield bot


@pytest.fixture
def request_url() -> str | None:
    """Where the workspace sends requests; None means Socket Mode."""
    return None


@pytest.fixture
async def office(tmp_path: Path, request_url: str | None) -> AsyncIterator[Office]:
    script = Script()
    demo = install(tmp_path / "demo")
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(openai_stub(script))
        sandbox = await stack.enter_async_context(Sandbox(tmp_path / "sandbox", request_url=request_url))
        people = [
            await stack.enter_async_context(Person(sandbox.url, user))
            for user in ("U0REQUESTER", "U0APPROVER", "U0MANAGER")
        ]
        settings = {
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "COUNTERSIGN_REVIEW_CHANNEL": "#approvals",
            "COUNTERSIGN_AUDIT_CHANNEL": "#audit",
            "COUNTERSIGN_DATA": str(tmp_path / "data"),
            "COUNTERSIGN_LEASE": "4s",
            "COUNTERSIGN_MODEL": "openai:stub",
            "COUNTERSIGN_SMTP_URL": sandbox.smtp_url,
            "COUNTERSIGN_EMAIL_FROM": "countersign@example.com",
            "COUNTERSIGN_CONTACTS": str(demo.contacts),
            "COUNTERSIGN_CALENDAR": str(demo.calendar),
            "COUNTERSIGN_DATABASE_URL": demo.database_url,
            "COUNTERSIGN_POLICY": str(demo.policy),
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": base,
        }
        yield Office(sandbox, settings, *people, script)
