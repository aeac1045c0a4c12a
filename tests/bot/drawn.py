"""What a drawn message says, and whether Slack would take it."""

import json
from collections.abc import Iterator
from typing import Any

from bot.approvals import CLOCK, Approval
from bot.views import Drawn, modals
from bot.views.card import review_card
from bot.views.layout import cards
from bot.views.notice import notice
from sandbox.block_kit import message_problems
from tests.bot.records import MAIL, REVIEW_CHANNEL, a_vote, an_edit

LINK = "https://example.com/archives/C2/p2"
SAFE = 9_000
"""Characters of text on one message that Slack was seen to take."""


VOTES = {
    "approved": (a_vote(), "*Approved* by <@U2>"),
    "edited": (an_edit(MAIL | {"to": "bob@example.com"}), "*Edited and approved* by <@U2>"),
    "rejected": (a_vote("reject", message="She is away."), "*Rejected* by <@U2>"),
    "rejected without a reason": (a_vote("reject"), "*Rejected* by <@U2>"),
    "responded": (a_vote("respond", message="I told her."), "*Responded* by <@U2>"),
    "expired": (a_vote("reject", CLOCK, message="Expired"), "nobody decided in time"),
}


def checked(drawn: Drawn) -> Drawn:
    """The message, if Slack would take it."""
    assert message_problems(drawn.blocks) == []
    assert 0 < len(drawn.text) <= 4000
    return drawn


def drawn_cards(approval: Approval) -> list[Drawn]:
    return [checked(review_card(approval, card)) for card in cards(approval)]


def the_card(approval: Approval) -> Drawn:
    """The one card of an approval that needs no second."""
    (drawn,) = drawn_cards(approval)
    return drawn


def card(approval: Approval) -> str:
    """What all its cards say."""
    return json.dumps([drawn.blocks for drawn in drawn_cards(approval)], ensure_ascii=False)


def the_notice(approval: Approval) -> Drawn:
    return checked(notice(approval, review_channel=REVIEW_CHANNEL))


def told(approval: Approval) -> str:
    return the_notice(approval).text


def edit_view(approval: Approval, index: int) -> dict[str, Any]:
    """The form as somebody sees it whose changes need no further approval."""
    return modals.edit(approval, index, approves=True)


def buttons(drawn: Drawn) -> list[str]:
    elements = [element for block in drawn.blocks if block["type"] == "actions" for element in block["elements"]]
    return [element["text"]["text"] for element in elements]


def mrkdwn(value: Any) -> Iterator[str]:
    """Every text in which Slack looks for mentions, links and formats."""
    if isinstance(value, list):
        for each in value:
            yield from mrkdwn(each)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for each in value.values():
            yield from mrkdwn(each)
