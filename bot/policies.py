"""The policy as the settings name it, with Slack's ids in the place of names."""

import logging
from dataclasses import replace
from pathlib import Path

from agent.toolbox import ASK_USER
from bot import policy as policies
from bot.edges import Edges
from bot.policy import Entry, Policy, Rule
from bot.policy.file import PolicyFile, load
from bot.policy.satisfying import Members, unsatisfiable
from bot.policy.text import Unreadable
from bot.policy.translation import Defaults
from bot.settings import Misconfigured
from bot.slack.people import Unavailable

log = logging.getLogger(__name__)

BUILT_IN = Path(policies.__file__).with_name("builtin.yaml")
"""What holds when no file is named."""


async def read_policy(edges: Edges) -> Policy:
    """Read the file and look its names up in Slack.

    Raises:
        Misconfigured: names everything that is wrong with it; nothing less is gated than it meant.
    """
    timeout = edges.settings.approval_timeout.total_seconds()
    defaults = Defaults(review_channel=edges.review_channel, timeout=timeout)
    try:
        file = load(edges.settings.policy or BUILT_IN)
        for warning in file.warnings:
            log.warning("%s", warning)
        policy = file.policy(await _ids(edges, file), defaults=defaults)
    except Unreadable as error:
        raise Misconfigured(f"COUNTERSIGN_POLICY: the policy cannot be used.\n{error}") from None
    # A question to the asker is answered by the asker, whatever the file says.
    question = Rule(tool=ASK_USER, decisions=("respond",), asks="requester", timeout=timeout)
    entries = [Entry(tool=ASK_USER, rule=question, source="built in"), *policy.entries]
    return replace(policy, entries=entries, kept=frozenset({ASK_USER}))


async def _ids(edges: Edges, file: PolicyFile) -> dict[str, str]:
    try:
        return await edges.directory.ids(file.names)
    except Unavailable as error:
        raise Misconfigured(f"COUNTERSIGN_POLICY: Slack did not say whom {file.name} names: {error}") from None


async def advice(edges: Edges, policy: Policy) -> list[str]:
    """Rules that the people of this workspace can never satisfy, a sentence each, and by whom they could."""
    named = policy.everybody
    try:
        members = Members(
            everyone=await edges.directory.everyone(),
            groups={group: await edges.directory.group(group) for group in named.groups},
            channels={channel: await edges.directory.channel(channel) for channel in named.channels},
        )
    except Unavailable as error:
        return [f"Slack did not say who is there, so it is not known whether every rule can be satisfied: {error}"]
    return unsatisfiable(policy, members)
