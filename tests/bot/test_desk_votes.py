"""The desk takes votes: the first stands, and everybody else is told."""

import asyncio

import pytest

from bot.approvals import State, Vote
from bot.desk import Desk
from bot.policy import People, Stage
from bot.store import Store
from bot.store.due import LOOK
from bot.views import notes
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get, approve, refusal
from tests.bot.records import a_question, a_rule, a_vote, an_action
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request

SEEN = dict.fromkeys(range(4), 0)
"""A card that shows four actions as they were asked."""
ONESELF = f"You asked for this yourself, so somebody else has to decide: members of <#{REVIEW_CHANNEL}>."


async def test_a_vote_is_stored_and_hurries_the_run_and_the_card(
    desk: Desk, request_: Request, get: Get, store: Store
) -> None:
    ask = await request_.asks()
    await approve(desk)

    assert ((await get()).votes[0].person, (await get()).state) == (AVERY, State.DECIDED)
    assert await store.due.mark(LOOK, ask.thread) != ""


async def test_approving_all_needs_the_right_for_every_action(desk: Desk, request_: Request, get: Get) -> None:
    for_morgan = a_rule(stages=(Stage(approvers=People(users=(MORGAN,))),))
    await request_.asks(an_action(), an_action(call="c2", rule=for_morgan))

    said = await refusal(desk.approve_all("a1", SEEN, person=AVERY, team=TEAM_ID))
    assert said == f"Only <@{MORGAN}> can decide this."
    assert (await get()).votes == {}


@pytest.mark.parametrize(
    ("id", "index", "vote", "why"),
    [
        ("gone", 0, a_vote("approve", AVERY), notes.UNKNOWN()),
        ("", 0, a_vote("approve", AVERY), notes.UNKNOWN()),
        ("a1", 1, a_vote("approve", AVERY), notes.UNKNOWN()),
        ("a1", -1, a_vote("approve", AVERY), notes.UNKNOWN()),
        ("a1", 0, a_vote("edit", AVERY, arguments="{}"), notes.NOT_OFFERED()),
    ],
)
async def test_a_vote_on_what_is_not_there_is_refused(
    desk: Desk, request_: Request, *, id: str, index: int, vote: Vote, why: str
) -> None:
    await request_.asks(an_action(rule=a_rule(decisions=("approve", "reject"))))

    assert await refusal(desk.vote(id, index, vote, team=TEAM_ID)) == why


async def test_the_second_click_is_told_who_was_first(desk: Desk, request_: Request, get: Get) -> None:
    await request_.asks()
    await approve(desk)
    before = await get()

    assert (await refusal(approve(desk, MORGAN))).startswith(f"Already decided by <@{AVERY}>")
    assert (await refusal(desk.may_open("a1", 0, act="approve", person=MORGAN, team=TEAM_ID))).startswith(
        "Already decided by"
    )
    assert await get() == before


async def test_of_many_clicks_at_once_one_counts_and_all_others_are_told(
    desk: Desk, request_: Request, get: Get
) -> None:
    await request_.asks()
    people = [AVERY, MORGAN] * 10
    refusals = await asyncio.gather(*[refusal(approve(desk, person)) for person in people])

    winner = people[refusals.index("")]
    assert (await get()).votes[0].person == winner
    assert [text.startswith(f"Already decided by <@{winner}>") for text in refusals if text] == [True] * 19


async def test_a_vote_that_is_sent_twice_is_accepted_once_and_refused_never(desk: Desk, request_: Request) -> None:
    """Slack sends a message again when our answer was lost on the way."""
    two = Stage(approvers=People(users=(AVERY, MORGAN)), quorum=2)
    await request_.asks(an_action(rule=a_rule(stages=(two,))))
    vote, another = a_vote("approve", AVERY), a_vote("approve", AVERY)

    assert await refusal(desk.vote("a1", 0, vote, team=TEAM_ID)) == ""
    assert await refusal(desk.vote("a1", 0, vote, team=TEAM_ID)) == ""
    assert await refusal(desk.vote("a1", 0, another, team=TEAM_ID)) == "You have voted this way already."


async def test_all_that_reviewers_may_approve_is_approved_at_once(desk: Desk, request_: Request, get: Get) -> None:
    decided_elsewhere = an_action(call="c3", rule=a_rule(decisions=("reject",)))
    await request_.asks(an_action(), a_question(call="c2"), decided_elsewhere, an_action(call="c4"))
    await desk.approve_all("a1", SEEN, person=AVERY, team=TEAM_ID)

    assert {i: v.type for i, v in (await get()).votes.items()} == {0: "approve", 3: "approve"}


async def test_approving_all_leaves_the_votes_that_stand(desk: Desk, request_: Request, get: Get) -> None:
    await request_.asks(an_action(), an_action(call="c2"))
    await desk.vote("a1", 0, a_vote("reject", MORGAN), team=TEAM_ID)
    await desk.approve_all("a1", SEEN, person=AVERY, team=TEAM_ID)

    assert {i: (v.type, v.person) for i, v in (await get()).votes.items()} == {
        0: ("reject", MORGAN),
        1: ("approve", AVERY),
    }


@pytest.mark.parametrize("person", [RILEY, AVERY])
async def test_approving_all_of_nothing_is_refused(desk: Desk, request_: Request, person: str) -> None:
    await request_.asks(a_question())

    assert await refusal(desk.approve_all("a1", SEEN, person=person, team=TEAM_ID)) == notes.NOT_OFFERED()


async def test_approving_all_is_checked_like_every_vote(desk: Desk, request_: Request, get: Get) -> None:
    await request_.asks(an_action(), an_action(call="c2"))

    assert await refusal(desk.approve_all("a1", SEEN, person=RILEY, team=TEAM_ID)) == ONESELF
    assert await refusal(desk.approve_all("gone", SEEN, person=AVERY, team=TEAM_ID)) == notes.UNKNOWN()
    assert (await get()).votes == {}
    await desk.approve_all("a1", SEEN, person=AVERY, team=TEAM_ID)
    assert (await refusal(desk.approve_all("a1", SEEN, person=MORGAN, team=TEAM_ID))).startswith("Already decided by")


@pytest.mark.parametrize(
    ("id", "index", "person", "why"),
    [
        ("a1", 0, RILEY, ONESELF),
        ("a1", 1, AVERY, notes.UNKNOWN()),
        ("a1", -1, AVERY, notes.UNKNOWN()),
        ("gone", 0, AVERY, notes.UNKNOWN()),
        ("a1", 0, AVERY, ""),
    ],
)
async def test_a_view_opens_only_for_who_may_decide(
    desk: Desk, request_: Request, *, id: str, index: int, person: str, why: str
) -> None:
    await request_.asks()

    assert await refusal(desk.may_open(id, index, act="edit", person=person, team=TEAM_ID)) == why
