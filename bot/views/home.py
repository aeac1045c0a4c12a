"""The app's Home tab: what waits for whoever opens it, and how to ask."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.approvals import Approval
from bot.views import Block
from bot.views.blocks import button, context, escape, header, moment, person, section
from bot.views.layout import places
from bot.views.progress import so_far

_MOST = 20
"""Approvals listed under each title; the rest is counted."""
_TITLES = {
    "decide": "Waiting for you",
    "voted": "You have voted, others have not",
    "asked": "What you asked for",
}


def home(user: str, waiting: Sequence[Approval], *, total: int, review_channel: str) -> dict[str, Any]:
    """`waiting` are those that concern the user, the first to expire first, of all `total` pending ones."""
    blocks: list[Block] = []
    for kind, title in _TITLES.items():
        mine = [approval for approval in waiting if _kind(approval, user) == kind]
        if mine or kind == "decide":
            blocks += [header(title), *_listed(mine)]
    if total > len(waiting):
        blocks.append(context(f"{total} requests wait in this workspace. Those that concern you are listed here."))
    blocks += [
        {"type": "divider"},
        header("How to ask"),
        section(
            "Mention me in a channel, or write to me here in *Messages*. I look things up by myself. "
            f"What changes the world waits for a decision in <#{review_channel}>, or where the policy says."
        ),
    ]
    return {"type": "home", "blocks": blocks}


def line(approval: Approval) -> Block:
    """One waiting approval: what, for whom, until when, and the way to its card."""
    ask = approval.ask
    tools = ", ".join(_tool(approval, index) for index in approval.open_actions)
    block = section(f"{tools} for {person(ask.requester)}, expires {moment(ask.deadline)}")
    drawn = [approval.drawings[place] for place in places(approval) if place in approval.drawings]
    url = next((drawing.link for drawing in drawn if drawing.link), None)
    return block | {"accessory": button("Open", "follow", ask.id, url=url)} if url else block


def _kind(approval: Approval, user: str) -> str:
    if any(_waits_for(approval, index, user) for index in approval.open_actions):
        return "decide"
    return "asked" if approval.ask.requester == user else "voted"


def _waits_for(approval: Approval, index: int, user: str) -> bool:
    """Whether this person, whom the approval concerns, has not said anything about the action yet."""
    if approval.ask.actions[index].rule.asks == "requester":
        return approval.ask.requester == user
    voted = {who for vote in approval.course(index).votes for who in (vote.person, vote.behalf)}
    return approval.ask.requester != user and user not in voted


def _listed(approvals: Sequence[Approval]) -> Iterator[Block]:
    if not approvals:
        yield section("Nothing waits for you at the moment.")
    yield from (line(approval) for approval in approvals[:_MOST])
    if len(approvals) > _MOST:
        yield context(f"and {len(approvals) - _MOST} more")


def _tool(approval: Approval, index: int) -> str:
    tool, count = f"`{escape(approval.ask.actions[index].tool)}`", so_far(approval, index)
    return f"{tool} ({count})" if count else tool
