"""The desk checks people, at the moment of their click, against the local Slack."""

from collections.abc import Callable

import pytest

from bot.desk import Desk
from bot.policy import People, Stage
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get, approve, refusal
from tests.bot.records import a_question, a_rule, a_vote, an_action
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, RILEY, Request

REVIEWERS = f"members of <#{REVIEW_CHANNEL}>"
OUTSIDER = "Guests and people of other workspaces cannot decide."
ABSENT = f"Only {REVIEWERS} can decide this."
INACTIVE = "Bots and deactivated people cannot decide."
ONESELF = f"You asked for this yourself, so somebody else has to decide: {REVIEWERS}."
UNSURE = "Slack did not confirm who you are just now, so nothing was changed. Please try again."


def deactivate(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].deleted = True


def make_guest(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_restricted = True


def make_single_channel_guest(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_ultra_restricted = True


def make_stranger(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_stranger = True


def move_to_another_workspace(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].team_id = "T0OTHER"


def make_bot(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_bot = True


def leave_the_channel(sandbox: Sandbox) -> None:
    sandbox.workspace.channels[REVIEW_CHANNEL].members.remove(AVERY)


def lose_the_answer(sandbox: Sandbox) -> None:
    sandbox.faults.fail("users.info", times=3, drop=True)


def fail_to_say_who(sandbox: Sandbox) -> None:
    sandbox.faults.fail("users.info", error="internal_error")


def fail_to_say_where(sandbox: Sandbox) -> None:
    sandbox.faults.fail("conversations.members", status=500)


def be_busy(sandbox: Sandbox) -> None:
    sandbox.faults.fail("conversations.members", retry_after=30)


def forget_everybody(sandbox: Sandbox) -> None:
    del sandbox.workspace.users[AVERY]


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (deactivate, INACTIVE),
        (make_bot, INACTIVE),
        (make_guest, OUTSIDER),
        (make_single_channel_guest, OUTSIDER),
        (make_stranger, OUTSIDER),
        (move_to_another_workspace, OUTSIDER),
        (leave_the_channel, ABSENT),
        (lose_the_answer, UNSURE),
        (fail_to_say_who, UNSURE),
        (fail_to_say_where, UNSURE),
        (be_busy, UNSURE),
        (forget_everybody, UNSURE),
    ],
)
async def test_who_may_not_decide_any_more_is_refused_and_changes_nothing(
    desk: Desk, request_: Request, sandbox: Sandbox, get: Get, *, happens: Callable[[Sandbox], None], why: str
) -> None:
    await request_.asks()
    before = await get()
    happens(sandbox)

    assert await refusal(approve(desk)) == why
    assert await get() == before


async def test_people_of_another_workspace_are_refused_before_slack_is_asked(desk: Desk, request_: Request) -> None:
    await request_.asks()

    assert await refusal(approve(desk, team="T0OTHER")) == "Only people of this workspace can decide."


async def test_a_vote_is_not_taken_back_from_another_workspace(desk: Desk, request_: Request, get: Get) -> None:
    """Ids of people are those of a workspace: another one's may be the same."""
    await request_.asks(an_action(rule=a_rule(stages=(Stage(approvers=People(channels=(REVIEW_CHANNEL,)), quorum=2),))))
    await approve(desk)

    assert await refusal(desk.take_back("a1", 0, person=AVERY, team="T0OTHER")) == (
        "Only people of this workspace can decide."
    )
    assert [vote.person for vote in (await get()).course(0).votes] == [AVERY]


async def test_the_requester_is_refused_until_the_rule_says_otherwise(desk: Desk, request_: Request) -> None:
    await request_.asks()
    alone = an_action(rule=a_rule(requester_may_approve=True))
    await request_.asks(alone, id="a2")

    assert await refusal(approve(desk, RILEY)) == ONESELF
    assert await refusal(desk.vote("a2", 0, a_vote("approve", RILEY), team=TEAM_ID)) == ""


async def test_only_the_requester_answers_a_question(desk: Desk, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks(a_question())
    sandbox.workspace.channels[REVIEW_CHANNEL].members.remove(RILEY)

    assert await refusal(desk.vote("a1", 0, a_vote("respond", AVERY), team=TEAM_ID)) == (
        f"Only <@{RILEY}> can answer this."
    )
    assert await refusal(desk.vote("a1", 0, a_vote("respond", RILEY), team=TEAM_ID)) == ""
