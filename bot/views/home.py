"""The app's Home tab: what waits for a decision, and how to ask."""

from collections.abc import Sequence
from typing import Any

from bot.approvals import Approval
from bot.views import Block
from bot.views.blocks import context, escape, header, link, moment, person, section

MOST = 20
"""Approvals listed; the rest is counted."""


def home(waiting: Sequence[Approval], *, total: int, review_channel: str) -> dict[str, Any]:
    """`waiting` are the first to expire of all `total` pending ones."""
    blocks: list[Block] = [header("Waiting for a decision")]
    blocks += [line(approval) for approval in waiting]
    if total > len(waiting):
        blocks.append(context(f"and {total - len(waiting)} more in <#{review_channel}>"))
    if not waiting:
        blocks.append(section("Nothing waits at the moment."))
    blocks += [
        {"type": "divider"},
        header("How to ask"),
        section(
            "Mention me in a channel, or write to me here in *Messages*. I look things up by myself. "
            f"What changes the world waits for a decision in <#{review_channel}>."
        ),
    ]
    return {"type": "home", "blocks": blocks}


def line(approval: Approval) -> Block:
    """One waiting approval: what, for whom, until when, and the way to its card."""
    ask = approval.ask
    tools = ", ".join(f"`{escape(ask.actions[index].tool)}`" for index in approval.open_actions)
    card = approval.drawings.get("review") or approval.drawings.get("question")
    shown = f" ({link(card.link, 'open')})" if card and card.link else ""
    return section(f"{tools} for {person(ask.requester)}{shown}, expires {moment(ask.deadline)}")
