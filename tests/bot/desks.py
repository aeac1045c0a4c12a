"""Asking the desk, in tests."""

from collections.abc import Awaitable, Callable

from bot.approvals import Approval
from bot.desk import Desk, Refused
from sandbox.directory import TEAM_ID
from tests.bot.records import a_vote
from tests.bot.workspace import AVERY

Get = Callable[..., Awaitable[Approval]]


async def refusal(work: Awaitable[object]) -> str:
    """Why this was refused; "" when it was not."""
    try:
        await work
    except Refused as refused:
        return str(refused)
    return ""


def approve(desk: Desk, person: str = AVERY, *, team: str = TEAM_ID) -> Awaitable[Approval]:
    return desk.vote("a1", 0, a_vote("approve", person), team=team)
