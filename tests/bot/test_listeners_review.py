"""Private arguments, through Bolt's own dispatch: who may see them, and how they are decided."""

import json
from typing import Any

import pytest

from bot.drawings import Drawings
from bot.policy import People, Stage
from sandbox.app import Sandbox
from tests.bot.door import Door
from tests.bot.records import a_rule, an_action
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request

PRIVATE = a_rule(private=True, stages=(Stage(approvers=People(users=(AVERY,))),))


@pytest.fixture
async def private(request_: Request, drawings: Drawings) -> None:
    """A mail that the channel must not read."""
    await drawings.draw((await request_.asks(an_action(rule=PRIVATE))).id)


def titles(sandbox: Sandbox, person: str = AVERY) -> list[str]:
    return [view["title"]["text"] for view in sandbox.workspace.views.stack(person)]


@pytest.mark.usefixtures("private")
async def test_what_is_private_stands_in_no_message(sandbox: Sandbox) -> None:
    channels = ("C0GENERAL", REVIEW_CHANNEL)
    said = json.dumps([list(sandbox.workspace.messages.visible_to(channel, AVERY)) for channel in channels])

    assert ("send_email" in said, "alice@example.com" in said, "I will mail" in said) == (True, False, False)


@pytest.mark.usefixtures("private")
async def test_who_can_decide_sees_all_of_it(door: Door, sandbox: Sandbox, votes: Any) -> None:
    await door.clicks("show")
    view = sandbox.workspace.views.stack(AVERY)[-1]

    assert (titles(sandbox), "alice@example.com" in json.dumps(view)) == (["Review"], True)
    assert await door.submits(view) == {}
    assert await votes() == [(0, "approve", AVERY, None)]


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("person", [MORGAN, RILEY])
async def test_nobody_else_does(door: Door, sandbox: Sandbox, person: str) -> None:
    for button in ("show", "edit", "reject", "respond"):
        await door.clicks(button, person=person)

    assert titles(sandbox, person) == []


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(("button", "title"), [("edit", "Edit"), ("reject", "Reject"), ("respond", "Respond")])
async def test_every_decision_is_made_on_top_of_the_review(
    door: Door, sandbox: Sandbox, button: str, title: str
) -> None:
    await door.clicks("show")
    await door.clicks_inside(button)

    assert titles(sandbox) == ["Review", title]


@pytest.mark.usefixtures("private")
async def test_a_decision_on_top_of_the_review_closes_both(door: Door, sandbox: Sandbox, votes: Any) -> None:
    await door.clicks("show")
    await door.clicks_inside("reject")

    assert await door.submits(sandbox.workspace.views.stack(AVERY)[-1]) == {"response_action": "clear"}
    assert await votes() == [(0, "reject", AVERY, None)]


@pytest.mark.usefixtures("private")
async def test_a_click_in_the_review_that_comes_too_late_is_told_so_there(door: Door, sandbox: Sandbox) -> None:
    await door.clicks("show")
    await door.clicks("approve")
    await door.clicks_inside("reject")

    assert titles(sandbox) == ["Review", "Not decided"]
    assert f"Already decided by <@{AVERY}>" in json.dumps(sandbox.workspace.views.stack(AVERY)[-1])
