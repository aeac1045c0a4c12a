"""Clicks, through Bolt's own dispatch, on the real desk."""

from typing import Any

import pytest
from redis.asyncio import Redis

from sandbox.app import Sandbox
from tests.bot.door import Door
from tests.bot.records import an_action
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request, pass_deadline


def whispers(sandbox: Sandbox, person: str) -> list[str]:
    """The private notes to this person."""
    seen = sandbox.workspace.messages.visible_to(REVIEW_CHANNEL, person)
    return [message["text"] for message in seen if message.get("ephemeral_to") == person]


def opened(sandbox: Sandbox, person: str = AVERY) -> list[str]:
    return [view["title"]["text"] for view in sandbox.workspace.views.stack(person)]


async def test_a_click_on_approve_is_a_vote(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()

    assert (await door.clicks("approve")).status == 200
    assert await votes() == [(0, "approve", AVERY, None)]


@pytest.mark.parametrize("value", ["a1:0", "a1:0:", "a1:0:x", "a1:0:-1"])
async def test_a_click_that_does_not_say_what_was_read_approves_nothing(
    door: Door, request_: Request, votes: Any, value: str
) -> None:
    await request_.asks()
    await door.clicks("approve", value=value)

    assert await votes() == []


async def test_a_click_on_approve_all_is_a_vote_on_all(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks(an_action(), an_action(call="c2"))

    assert (await door.clicks("approve_all", value="a1:0:0,1:0")).status == 200
    assert await votes() == [(0, "approve", AVERY, None), (1, "approve", AVERY, None)]


@pytest.mark.parametrize("button", ["approve", "approve_all", "edit", "reject", "respond", "show"])
async def test_who_may_not_decide_is_told_privately(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any, button: str
) -> None:
    await request_.asks()

    assert (await door.clicks(button, person=RILEY)).status == 200
    assert "somebody else has to decide" in whispers(sandbox, RILEY)[0]
    assert (await votes(), opened(sandbox, RILEY)) == ([], [])


@pytest.mark.parametrize(
    ("button", "title"),
    [("edit", "Edit"), ("reject", "Reject"), ("respond", "Respond"), ("show", "All arguments")],
)
async def test_the_other_buttons_open_a_view(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any, *, button: str, title: str
) -> None:
    await request_.asks()

    assert (await door.clicks(button)).status == 200
    assert (opened(sandbox), await votes()) == ([title], [])


@pytest.mark.parametrize("button", ["approve", "edit", "reject", "respond", "show"])
async def test_a_click_that_comes_too_late_is_told_so(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any, button: str
) -> None:
    await request_.asks()
    await door.clicks("approve", person=MORGAN)
    await door.clicks(button)

    assert f"Already decided by <@{MORGAN}>" in whispers(sandbox, AVERY)[0]
    assert (opened(sandbox), len(await votes())) == ([], 1)


async def test_a_click_after_the_deadline_is_told_so(
    door: Door, request_: Request, sandbox: Sandbox, redis: Redis, votes: Any
) -> None:
    await request_.asks()
    await pass_deadline(redis)
    await door.clicks("approve")

    assert "this request has expired" in whispers(sandbox, AVERY)[0]
    assert await votes() == []


async def test_a_click_while_slack_fails_changes_nothing(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any
) -> None:
    await request_.asks()
    sandbox.faults.fail("users.info", times=2, error="internal_error")
    await door.clicks("approve")

    assert "Please try again" in whispers(sandbox, AVERY)[0]
    assert await votes() == []


async def test_a_note_that_cannot_be_delivered_fails_nothing(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks()
    sandbox.faults.fail("chat.postEphemeral", error="user_not_in_channel")

    assert (await door.clicks("approve", person=RILEY)).status == 200
