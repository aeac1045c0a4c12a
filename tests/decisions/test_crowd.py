"""A hundred people decide at the same moment, at three desks, over the local Slack and its user groups: one outcome."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import pytest

from bot.approvals import State, Vote
from bot.canonical import canonical
from bot.policy import People, Rule, Stage
from bot.views import notes
from sandbox.directory import TEAM_ID, User, UserGroup
from tests.bot.desks import refusal
from tests.bot.records import a_rule, an_action
from tests.decisions.company import RILEY
from tests.decisions.offices import Office
from tests.decisions.situations import new_entries, newest_entry

pytestmark = pytest.mark.asyncio(loop_scope="module")

CROWD = [f"U0CROWD{number:02}" for number in range(100)]
LEADS, FINANCE = CROWD[:60], CROWD[60:]
GROUPS = {"S0CROWD": CROWD, "S0CROWDLEADS": LEADS, "S0CROWDFINANCE": FINANCE}
PAID = {"amount": 1}


def stage(group: str, quorum: int) -> Stage:
    return Stage(approvers=People(groups=(group,)), quorum=quorum)


RULES: dict[str, Rule] = {
    "one is enough": a_rule("make_payment", stages=(stage("S0CROWD", 1),)),
    "all have to agree": a_rule("make_payment", stages=(stage("S0CROWD", 100),)),
    "two stages": a_rule("make_payment", stages=(stage("S0CROWDLEADS", 3), stage("S0CROWDFINANCE", 2))),
    "a majority rejects": a_rule("make_payment", stages=(stage("S0CROWD", 40),), rejection="majority"),
}


@pytest.fixture(autouse=True)
def crowd(office: Office) -> None:
    workspace = office.sandbox.workspace
    workspace.users.update({id: User(id, id.lower(), id) for id in CROWD})
    workspace.groups.update({id: UserGroup(id, id.lower(), id, members) for id, members in GROUPS.items()})


async def everybody(office: Office, id: str, votes: Mapping[str, Vote]) -> dict[str, str]:
    """Each at one of the desks; what they were told, empty for whom it counted.

    Whom a busy Slack could not confirm in time clicks again.
    """
    people = list(votes)
    desks = [office.desks[number % len(office.desks)] for number in range(len(people))]
    attempts = [desk.vote(id, 0, votes[person], team=TEAM_ID) for desk, person in zip(desks, people, strict=True)]
    told = dict(zip(people, await asyncio.gather(*[refusal(attempt) for attempt in attempts]), strict=True))
    unconfirmed = {person: votes[person] for person in people if told[person] == notes.UNCONFIRMED()}
    return told | await everybody(office, id, unconfirmed) if unconfirmed else told


def approvals(people: list[str]) -> dict[str, Vote]:
    return {person: Vote(type="approve", person=person, version=0) for person in random.sample(people, len(people))}


async def payment(office: Office, rule: Rule) -> str:
    return (await office.asks(an_action(PAID, tool="make_payment", rule=rule), requester=RILEY)).id


async def decisions(office: Office, since: str) -> list[Any]:
    return [entry for entry in await new_entries(office, since) if entry["kind"] == "decision"]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
async def test_of_a_hundred_approvals_at_once_as_many_count_as_the_rule_asks_for(office: Office, rule: Rule) -> None:
    id, newest = await payment(office, rule), await newest_entry(office)
    told = await everybody(office, id, approvals(CROWD))
    if len(rule.stages) > 1:
        # Whoever of finance came before the leads were done was told so, and comes again.
        told |= await everybody(office, id, approvals([person for person in FINANCE if told[person]]))
    approval = await office.approval(id)
    counted = {person for person, said in told.items() if not said}

    assert (approval.state, approval.votes[0].type) == (State.DECIDED, "approve")
    assert len(counted) == sum(stage.quorum for stage in rule.stages)
    assert {vote.person for vote in approval.course(0).votes} == counted
    assert len(await decisions(office, newest)) == 1


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
async def test_whatever_a_hundred_people_do_at_once_there_is_one_outcome(office: Office, rule: Rule) -> None:
    id, newest = await payment(office, rule), await newest_entry(office)
    edited = canonical({"amount": 2})
    told = await everybody(
        office,
        id,
        {
            person: Vote(type=type, person=person, version=0, arguments=edited if type == "edit" else None)
            for person in random.sample(CROWD, len(CROWD))
            for type in random.choices(["approve", "reject", "edit"], weights=[20, 1, 1])
        },
    )
    approval, made = await office.approval(id), await decisions(office, newest)

    assert len(made) == len(approval.votes)
    assert [(entry["person"], entry["decision"]) for entry in made] == [
        (vote.person, vote.type) for vote in approval.votes.values()
    ]
    assert {vote.person for vote in approval.course(0).votes} <= {person for person, said in told.items() if not said}
    assert approval.course(0).version <= 1


async def test_a_change_amid_a_hundred_votes_lets_no_vote_for_the_old_count(office: Office) -> None:
    """All have to agree, and fifty do before the change: then it takes a hundred who have seen it."""
    id = await payment(office, RULES["all have to agree"])
    await everybody(office, id, approvals(CROWD[:50]))
    change = Vote(type="edit", person=CROWD[0], version=0, arguments=canonical({"amount": 2}))
    told = await everybody(office, id, {CROWD[0]: change} | approvals(CROWD[51:]))
    late = await everybody(office, id, approvals(CROWD[50:51]))
    approval = await office.approval(id)

    assert (approval.state, approval.course(0).version, told[CROWD[0]]) == (State.PENDING, 1, "")
    assert approval.course(0).votes == ()
    assert "have changed since you saw them" in late[CROWD[50]]
