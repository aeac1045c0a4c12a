"""The local workspace and the bot's own rooms around it, without a graph and without a process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import listeners
from bot.absences import Absences
from bot.approvals import Approval
from bot.background import Background
from bot.desk import Desk
from bot.drawings import Drawings
from bot.electorate import Electorate
from bot.intake import Intake
from bot.listeners.actions import Actions
from bot.listeners.approvals import ApprovalsCommand
from bot.listeners.audit import AuditCommand
from bot.listeners.conversation import Conversation
from bot.listeners.home import Home
from bot.listeners.messages import Messages
from bot.listeners.reader import Reader
from bot.listeners.replies import Replies
from bot.listeners.submissions import Submissions
from bot.policy import Entry, Policy
from bot.queue import Queue
from bot.remarks import Remarks
from bot.reminders import Reminders
from bot.slack import Slack, clients
from bot.slack.languages import Languages
from bot.slack.pacing import Pace
from bot.slack.people import Directory
from bot.standing import Standing
from bot.store import Store
from bot.store.server import RedisServer
from bot.summaries import Summaries
from bot.tools import Tools
from bot.worker import Worker
from sandbox.app import Sandbox
from tests.bot.door import Door
from tests.bot.records import a_rule
from tests.bot.workspace import AT_ONCE, REVIEW_CHANNEL, RILEY, TOOLS, Employ, Request


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(None) as sandbox:
        yield sandbox


@pytest.fixture
async def slack(sandbox: Sandbox) -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as session:
        client, poster = clients(sandbox.bot_token, sandbox.api_url, session)
        for each in (client, poster):
            # What goes wrong here is meant to, so nothing is tried again after a pause.
            each.retry_handlers.clear()
        yield Slack(client, poster, Pace(per_channel=AT_ONCE, updates=AT_ONCE))


@pytest.fixture
async def queue(server: RedisServer) -> AsyncIterator[Queue]:
    async with Queue(server.url, lease=timedelta(seconds=15)) as queue:
        yield queue


@pytest.fixture
def policy() -> Policy:
    question = a_rule("ask_user", decisions=("respond",), asks="requester", timeout=3600.0)
    return Policy(
        entries=[
            Entry(tool="pay", when=lambda call: call.arguments["amount"] < 10, passes="it is small"),
            Entry(tool="pay", rule=a_rule("pay", decisions=("approve", "reject"), timeout=3600.0)),
            Entry(tool="ask_user", rule=question),
        ],
        otherwise=a_rule("*", timeout=3600.0),
    )


@pytest.fixture
def directory(slack: Slack) -> Directory:
    return Directory(slack)


@pytest.fixture
def languages(directory: Directory) -> Languages:
    return Languages(directory, channels="en")


@pytest.fixture
def electorate(store: Store, directory: Directory) -> Electorate:
    return Electorate(store=store, directory=directory)


@pytest.fixture
async def desk(store: Store, queue: Queue, electorate: Electorate, background: Background) -> AsyncIterator[Desk]:
    yield Desk(store=store, queue=queue, electorate=electorate, background=background)
    await background.drain()


@pytest.fixture
async def intake(
    *, store: Store, queue: Queue, slack: Slack, directory: Directory, policy: Policy, background: Background
) -> AsyncIterator[Intake]:
    yield Intake(
        store=store,
        queue=queue,
        slack=slack,
        background=background,
        directory=directory,
        standing=Standing(store=store, directory=directory),
        policy=policy,
        tools=Tools(TOOLS),
    )
    await background.drain()


@pytest.fixture
def drawings(store: Store, slack: Slack, languages: Languages) -> Drawings:
    return Drawings(store=store, slack=slack, languages=languages, review_channel=REVIEW_CHANNEL, fallbacks=["C0AUDIT"])


@pytest.fixture
def employ(
    *,
    store: Store,
    desk: Desk,
    intake: Intake,
    drawings: Drawings,
    slack: Slack,
    languages: Languages,
    queue: Queue,
    background: Background,
) -> Employ:
    """A worker for the runs of a graph."""
    return partial(
        Worker,
        store=store,
        desk=desk,
        intake=intake,
        drawings=drawings,
        slack=slack,
        languages=languages,
        queue=queue,
        background=background,
        retention=3600.0,
    )


@pytest.fixture
async def request_(sandbox: Sandbox, store: Store) -> Request:
    return Request(sandbox.workspace.say(RILEY, "C0GENERAL", "mail Alice")["ts"], store)


@pytest.fixture
def background() -> Background:
    return Background()


@pytest.fixture
def absences(
    *, store: Store, directory: Directory, slack: Slack, languages: Languages, background: Background
) -> Absences:
    return Absences(store=store, directory=directory, slack=slack, languages=languages, background=background)


@pytest.fixture
def remarks(store: Store, desk: Desk, electorate: Electorate, queue: Queue, background: Background) -> Remarks:
    return Remarks(store=store, desk=desk, electorate=electorate, queue=queue, background=background)


@pytest.fixture
def reminders(
    *,
    store: Store,
    desk: Desk,
    electorate: Electorate,
    directory: Directory,
    slack: Slack,
    languages: Languages,
    queue: Queue,
    background: Background,
) -> Reminders:
    return Reminders(
        store=store,
        desk=desk,
        electorate=electorate,
        directory=directory,
        slack=slack,
        languages=languages,
        queue=queue,
        background=background,
    )


@pytest.fixture
def replies(
    *, store: Store, desk: Desk, remarks: Remarks, slack: Slack, languages: Languages, background: Background
) -> Replies:
    return Replies(store=store, desk=desk, remarks=remarks, slack=slack, languages=languages, background=background)


@pytest.fixture
def app(
    *,
    sandbox: Sandbox,
    store: Store,
    queue: Queue,
    slack: Slack,
    desk: Desk,
    electorate: Electorate,
    directory: Directory,
    languages: Languages,
    remarks: Remarks,
    reminders: Reminders,
    replies: Replies,
    absences: Absences,
    background: Background,
) -> AsyncApp:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(client=client, request_verification_enabled=False, process_before_response=True)
    listeners.register(
        app,
        reader=Reader(languages),
        messages=Messages(
            store=store,
            queue=queue,
            replies=replies,
            slack=slack,
            languages=languages,
            background=background,
            review_channel=REVIEW_CHANNEL,
        ),
        home=Home(electorate=electorate, slack=slack, review_channel=REVIEW_CHANNEL),
        actions=Actions(desk=desk, slack=slack, background=background),
        submissions=Submissions(desk=desk, tools=Tools(TOOLS)),
        audit=AuditCommand(summaries=Summaries(store=store, slack=slack, languages=languages, audit_channel=None)),
        approvals=ApprovalsCommand(
            desk=desk,
            electorate=electorate,
            standing=Standing(store=store, directory=directory),
            absences=absences,
            directory=directory,
            slack=slack,
        ),
        conversation=Conversation(remarks=remarks, reminders=reminders, slack=slack, background=background),
    )
    return app


@pytest.fixture
def door(app: AsyncApp, sandbox: Sandbox, background: Background) -> Door:
    return Door(app, sandbox, background)


@pytest.fixture
def votes(store: Store) -> Callable[[], Any]:
    async def votes() -> list[tuple[int, str, str, str | None]]:
        approval = await store.approvals.get("a1")
        assert approval
        return [(index, vote.type, vote.person, vote.message) for index, vote in sorted(approval.votes.items())]

    return votes


@pytest.fixture
def get(store: Store) -> Callable[..., Awaitable[Approval]]:
    async def get(id: str = "a1") -> Approval:
        approval = await store.approvals.get(id)
        assert approval
        return approval

    return get
