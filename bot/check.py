"""`python -m bot check`: is everything there that a run needs?"""

from collections.abc import AsyncIterator, Callable

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from agent.model import load_model
from bot.agents import named_agent, own_tools
from bot.edges import APP_TOKEN, BOT_TOKEN
from bot.invariants import violations
from bot.policy.file import Defaults, Unreadable
from bot.policy.file import load as load_policy
from bot.server_check import Finding, tried
from bot.settings import Misconfigured, Settings, StoreSettings, load
from bot.slack import Slack, Trouble, clients, told, unfit
from bot.slack.pacing import Pace
from bot.store.census import census
from bot.store.server import UnusableRedisError, connect, redis_server

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "usergroups:read",
        "users:read",
    }
)
"""What the bot needs; `manifest.yml` asks for the same."""


async def check_everything(settings: Settings, *, say: Callable[[str], None]) -> bool:
    """Say a line for each thing that is well or not; True when all is well."""
    well = True
    async with aiohttp.ClientSession() as session:
        client, poster = clients(settings.slack_bot_token, settings.slack_api_url, session)
        slack = _slack(settings, client, poster)
        for findings in (slack, _redis(settings), _policy(settings), _agent(settings), _model(settings)):
            async for good, line in findings:
                well = well and good
                say(f"{'ok' if good else 'WRONG':<6}{line}")
    return well


async def _slack(settings: Settings, client: AsyncWebClient, poster: AsyncWebClient) -> AsyncIterator[Finding]:
    try:
        answer = await client.auth_test()
    except Trouble as error:
        yield False, f"SLACK_BOT_TOKEN: {told(error, expected=BOT_TOKEN)}"
        return
    yield True, f"SLACK_BOT_TOKEN: the bot is {answer['user']} in {answer['team']}"
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    missing = sorted(SCOPES - granted)
    yield not missing, f"scopes: {'missing ' + ', '.join(missing) if missing else 'all there'}"
    if settings.slack_app_token:
        yield await _app_token(client, settings.slack_app_token)
    slack = Slack(client, poster, Pace())
    for setting, name in (
        ("COUNTERSIGN_REVIEW_CHANNEL", settings.review_channel),
        ("COUNTERSIGN_AUDIT_CHANNEL", settings.audit_channel),
    ):
        if name:
            yield await _channel(slack, setting, name)


async def _app_token(client: AsyncWebClient, app_token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token)
    except Trouble as error:
        return False, f"SLACK_APP_TOKEN: {told(error, expected=APP_TOKEN)}"
    return True, "SLACK_APP_TOKEN: Socket Mode can be used"


async def _channel(slack: Slack, setting: str, name: str) -> Finding:
    try:
        found = await slack.channel(name)
    except LookupError as error:
        return False, f"{setting}: {error}"
    except Trouble as error:
        return False, f"{setting}: {name}: {told(error)}"
    if why := unfit(found):
        return False, f"{setting}: {why}"
    return True, f"{setting}: the bot is in #{found['name']}"


async def _redis(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with redis_server(settings.redis_url, settings.data) as server:
            yield True, f"Redis: {server.description}"
            if server.warning:
                yield True, f"Redis: {server.warning}"
    except UnusableRedisError as error:
        yield False, f"Redis: {error}"


async def _policy(settings: Settings) -> AsyncIterator[Finding]:
    """The policy file, as far as it can be read without asking Slack what its names mean, and the servers it names."""
    if settings.policy is None:
        return
    defaults = Defaults(review_channel=settings.review_channel, timeout=settings.approval_timeout.total_seconds())
    try:
        file = load_policy(settings.policy)
        policy = file.policy({name: name for name in file.names}, defaults=defaults)
    except Unreadable as error:
        yield False, f"COUNTERSIGN_POLICY: {_short(error)}"
        return
    yield True, f"COUNTERSIGN_POLICY: {settings.policy} is valid, with {len(policy.entries)} entries"
    for server in policy.servers:
        async for finding in tried(server, policy):
            yield finding


async def _agent(settings: Settings) -> AsyncIterator[Finding]:
    """The agent by its name, and what its tools work on, as far as nothing has to be connected to."""
    try:
        names = sorted(tool.name for tool in own_tools(settings))
    except Misconfigured as error:
        for line in str(error).splitlines():
            yield False, line
    else:
        if not settings.agent:
            yield True, f"tools: {', '.join(names)}"
    if settings.agent:
        yield _named(settings.agent)


def _named(agent: str) -> Finding:
    try:
        named_agent(agent)
    except Misconfigured as error:
        return False, _short(error)
    return True, f"COUNTERSIGN_AGENT: {agent} is there"


async def _model(settings: Settings) -> AsyncIterator[Finding]:
    try:
        await load_model(settings.model).ainvoke("Answer with the word ready.")
    except Exception as error:  # noqa: BLE001 - every provider has errors of its own
        yield False, f"COUNTERSIGN_MODEL: {_short(error)}"
        return
    yield True, f"COUNTERSIGN_MODEL: {settings.model or 'the offline demo planner'} answers"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


async def check_invariants(*, say: Callable[[str], None]) -> bool:
    """Read the whole store and name every broken promise; True when there is none. Works beside a running bot."""
    settings = load(StoreSettings)
    async with redis_server(settings.redis_url, settings.data) as server, connect(server.url) as redis:
        records = await census(redis)
        found = violations(records)
        if found:
            # What a first look sees in the middle of a change is gone in a second one.
            again = violations(await census(redis))
            found = [sentence for sentence in found if sentence in again]
    for sentence in found:
        say(f"WRONG {sentence}")
    looked = f"{len(records.approvals)} approvals, {len(records.grants)} grants, {len(records.entries)} audit entries"
    say(f"{len(found) or 'No'} promises broken in {looked}.")
    return not found
