"""Turning the pages of all arguments, through Bolt's own dispatch."""

from typing import Any

from sandbox.app import Sandbox
from tests.bot.door import Door
from tests.bot.records import an_action
from tests.bot.workspace import AVERY, Request

LONG = {"body": "x" * 200_000}


def page(sandbox: Sandbox) -> str:
    """What the open view says of itself."""
    view = sandbox.workspace.views.stack(AVERY)[-1]
    told = next(block for block in view["blocks"] if block["type"] == "context")
    return str(told["elements"][0]["text"]).partition(".")[0]


async def test_the_pages_are_turned_in_the_same_view(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks(an_action(LONG))
    await door.clicks("show")
    turned = [page(sandbox)]
    for button, to in [("next_page", 1), ("next_page", 2), ("previous_page", 1)]:
        assert (await door.clicks_inside(button, value=f"a1:0:0:{to}")).status == 200
        turned.append(page(sandbox))

    assert turned == ["Page 1 of 4", "Page 2 of 4", "Page 3 of 4", "Page 2 of 4"]
    assert len(sandbox.workspace.views.stack(AVERY)) == 1


async def test_the_last_page_approves(door: Door, request_: Request, sandbox: Sandbox, votes: Any) -> None:
    await request_.asks(an_action(LONG))
    await door.clicks("show")
    await door.clicks_inside("next_page", value="a1:0:0:3")
    view = sandbox.workspace.views.stack(AVERY)[-1]

    assert await door.submits(view) == {}
    assert await votes() == [(0, "approve", AVERY, None)]


async def test_pages_of_other_arguments_begin_anew(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks(an_action(LONG))
    await door.clicks("show")
    await door.clicks_inside("next_page", value="a1:0:7:2")

    assert page(sandbox) == "Page 1 of 4"


async def test_a_page_that_comes_too_late_says_so(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks(an_action(LONG))
    await door.clicks("show")
    await door.clicks("approve")
    await door.clicks_inside("next_page", value="a1:0:0:1")

    assert sandbox.workspace.views.stack(AVERY)[-1]["title"]["text"] == "Not decided"
