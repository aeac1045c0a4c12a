"""Somebody may decide when the card comes, and no more when they click, or when they submit what they opened."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.approvals import Vote
from bot.background import Background
from bot.canonical import canonical
from bot.desk import Desk
from bot.electorate import Electorate
from bot.policy import Act, People, Stage
from bot.policy.standing import StandIn
from bot.slack import Slack, clients
from bot.slack import people as looks
from bot.slack.pacing import Pace
from bot.slack.people import Directory
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID, Channel, User, UserGroup
from tests.bot.desks import refusal
from tests.bot.records import a_rule, an_action
from tests.decisions.company import RILEY
from tests.decisions.offices import Office
from tests.decisions.situations import new_entries, newest_entry

pytestmark = pytest.mark.asyncio(loop_scope="module")

INACTIVE = "Bots and deactivated people cannot decide."
OUTSIDER = "Guests and people of other workspaces cannot decide."
NO_MORE = "Only members of "
UNSURE = "Slack did not confirm who you are just now, so nothing was changed. Please try again."


@dataclass(frozen=True)
class Approver:
    """Somebody new, in a group and a channel of their own."""

    id: str
    group: str
    channel: str
    stand_in: str


Happening = Callable[[Sandbox, Approver], None]


def hire(office: Office) -> Approver:
    number = len(office.sandbox.workspace.users)
    one = Approver(f"U0NEW{number}", f"S0NEW{number}", f"C0NEW{number}", f"U0STANDIN{number}")
    workspace = office.sandbox.workspace
    for id in (one.id, one.stand_in):
        workspace.users[id] = User(id, id.lower(), id)
    workspace.groups[one.group] = UserGroup(one.group, one.group.lower(), one.group, [one.id])
    workspace.channels[one.channel] = Channel(one.channel, one.channel.lower(), members=[one.id, "U0BOT"])
    return one


def leaves_the_group(sandbox: Sandbox, one: Approver) -> None:
    sandbox.administration.remove_from_group(one.group, one.id)


def leaves_the_channel(sandbox: Sandbox, one: Approver) -> None:
    sandbox.administration.remove_from_channel(one.channel, one.id)


def is_deactivated(sandbox: Sandbox, one: Approver) -> None:
    sandbox.administration.deactivate(one.id)


def becomes_a_guest(sandbox: Sandbox, one: Approver) -> None:
    sandbox.administration.make_guest(one.id)


def becomes_a_single_channel_guest(sandbox: Sandbox, one: Approver) -> None:
    sandbox.workspace.users[one.id].is_ultra_restricted = True


def is_of_a_partner_now(sandbox: Sandbox, one: Approver) -> None:
    """The channel is shared with another company, and theirs is the account that clicks."""
    sandbox.administration.share_channel(one.channel)
    sandbox.administration.make_external(one.id)


def becomes_a_bot(sandbox: Sandbox, one: Approver) -> None:
    sandbox.workspace.users[one.id].is_bot = True


def is_forgotten(sandbox: Sandbox, one: Approver) -> None:
    del sandbox.workspace.users[one.id]


def the_group_is_gone(sandbox: Sandbox, one: Approver) -> None:
    del sandbox.workspace.groups[one.group]


def fails(method: str, **how: Any) -> Happening:
    return lambda sandbox, _: sandbox.faults.fail(method, 9, **how)


ABOUT_THE_PERSON: dict[str, tuple[Happening, str]] = {
    "deactivated": (is_deactivated, INACTIVE),
    "a bot": (becomes_a_bot, INACTIVE),
    "a guest": (becomes_a_guest, OUTSIDER),
    "a single-channel guest": (becomes_a_single_channel_guest, OUTSIDER),
    "external, in a shared channel": (is_of_a_partner_now, OUTSIDER),
    "forgotten": (is_forgotten, UNSURE),
    "429 about the person": (fails("users.info", retry_after=30), UNSURE),
    "500 about the person": (fails("users.info", status=500), UNSURE),
    "an error about the person": (fails("users.info", error="internal_error"), UNSURE),
    "no answer about the person": (fails("users.info", drop=True), UNSURE),
}
ABOUT_THE_GROUP: dict[str, tuple[Happening, str]] = {
    "out of the group": (leaves_the_group, NO_MORE),
    "the group is gone": (the_group_is_gone, UNSURE),
    "429 about the group": (fails("usergroups.users.list", retry_after=30), UNSURE),
    "500 about the group": (fails("usergroups.users.list", status=500), UNSURE),
    "a scope is missing": (fails("usergroups.users.list", error="missing_scope"), UNSURE),
    "no answer about the group": (fails("usergroups.users.list", drop=True), UNSURE),
}
ABOUT_THE_CHANNEL: dict[str, tuple[Happening, str]] = {
    "out of the channel": (leaves_the_channel, NO_MORE),
    "429 about the channel": (fails("conversations.members", retry_after=30), UNSURE),
    "500 about the channel": (fails("conversations.members", status=500), UNSURE),
}
BY_GROUP = {**ABOUT_THE_PERSON, **ABOUT_THE_GROUP}
BY_CHANNEL = {**ABOUT_THE_PERSON, **ABOUT_THE_CHANNEL}
CASES = [
    pytest.param(named, happens, why, id=f"by {named}: {name}")
    for named, happenings in (("group", BY_GROUP), ("channel", BY_CHANNEL))
    for name, (happens, why) in happenings.items()
]


async def asked(office: Office, people: People) -> str:
    rule = a_rule("make_payment", stages=(Stage(approvers=people),))
    return (await office.asks(an_action({"amount": 1}, tool="make_payment", rule=rule), requester=RILEY)).id


def people(one: Approver, named: str) -> People:
    return People(groups=(one.group,)) if named == "group" else People(channels=(one.channel,))


def a_vote_of(person: str, act: Act) -> Vote:
    arguments = canonical({"amount": 2}) if act == "edit" else None
    return Vote(type=act, person=person, arguments=arguments, version=0)


async def assert_refused(office: Office, id: str, person: str, act: Act, why: str) -> None:
    """And written down, with nothing else changed."""
    before, newest = await office.approval(id), await newest_entry(office)
    said = await refusal(office.desk.vote(id, 0, a_vote_of(person, act), team=TEAM_ID))
    office.sandbox.faults._due.clear()

    assert said.startswith(why)
    assert await office.approval(id) == before
    assert [(e["kind"], e["person"], e["tried"], e["why"]) for e in await new_entries(office, newest)] == [
        ("refusal", person, act, said)
    ]


@pytest.mark.parametrize(("named", "happens", "why"), CASES)
async def test_what_happens_between_card_and_click_counts(
    office: Office, named: str, happens: Happening, why: str
) -> None:
    one = hire(office)
    id = await asked(office, people(one, named))
    happens(office.sandbox, one)

    await assert_refused(office, id, one.id, "approve", why)


@pytest.mark.parametrize("act", ["approve", "edit"])
@pytest.mark.parametrize(("named", "happens", "why"), CASES)
async def test_what_happens_between_view_and_submit_counts(
    office: Office, act: Act, named: str, happens: Happening, why: str
) -> None:
    """When the view was opened, Slack said a moment ago that they may."""
    one = hire(office)
    id = await asked(office, people(one, named))
    await office.desk.may_open(id, 0, act=act, person=one.id, team=TEAM_ID)
    happens(office.sandbox, one)

    await assert_refused(office, id, one.id, act, why)


@pytest.mark.parametrize("whose", ["their own", "of whom they stand in for"])
@pytest.mark.parametrize(("happens", "why"), BY_GROUP.values(), ids=BY_GROUP.keys())
async def test_a_stand_in_has_the_right_of_both_or_none(
    office: Office, happens: Happening, why: str, whose: str
) -> None:
    one = hire(office)
    id = await asked(office, people(one, "group"))
    await office.store.stand_ins.name(StandIn(person=one.id, by=one.stand_in, until=time.time() + 3600))
    await office.desk.may_open(id, 0, act="approve", person=one.stand_in, team=TEAM_ID)
    theirs = whose == "their own"
    happens(office.sandbox, Approver(one.stand_in, one.group, one.channel, "") if theirs else one)

    if theirs and happens is leaves_the_group:
        # They never were in it: the right is that of whom they stand in for.
        assert await refusal(office.desk.vote(id, 0, a_vote_of(one.stand_in, "approve"), team=TEAM_ID)) == ""
        return
    await assert_refused(office, id, one.stand_in, "approve", why if theirs or why == UNSURE else NO_MORE)


async def test_a_stand_in_whose_time_is_over_decides_nothing(office: Office) -> None:
    one = hire(office)
    id = await asked(office, people(one, "group"))
    await office.store.stand_ins.name(StandIn(person=one.id, by=one.stand_in, until=time.time() - 1))

    await assert_refused(office, id, one.stand_in, "approve", NO_MORE)


async def test_a_rejection_counts_on_what_slack_said_in_the_last_minute(office: Office) -> None:
    """It lets nothing run, so it need not wait for a Slack that does not answer."""
    one = hire(office)
    id = await asked(office, people(one, "group"))
    await office.desk.may_open(id, 0, act="reject", person=one.id, team=TEAM_ID)
    fails("users.info", status=500)(office.sandbox, one)
    rejected = await refusal(office.desk.vote(id, 0, a_vote_of(one.id, "reject"), team=TEAM_ID))
    office.sandbox.faults._due.clear()

    assert rejected == ""


async def test_a_slack_that_asks_for_patience_is_not_waited_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our clients wait and try again; the click has to be answered before that."""
    monkeypatch.setattr(looks, "_CHECK_SECONDS", 0.2)
    one = hire(office)
    id = await asked(office, people(one, "group"))
    fails("usergroups.users.list", retry_after=30)(office.sandbox, one)
    async with aiohttp.ClientSession() as session:
        patient = Slack(*clients(office.sandbox.bot_token, office.sandbox.api_url, session), Pace())
        electorate = Electorate(store=office.store, directory=Directory(patient))
        desk = Desk(store=office.store, queue=office.desk._queue, electorate=electorate, background=Background())
        said = await refusal(desk.vote(id, 0, a_vote_of(one.id, "approve"), team=TEAM_ID))
    office.sandbox.faults._due.clear()

    assert said == UNSURE
    assert (await office.approval(id)).open_actions == [0]
