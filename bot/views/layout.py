"""Which messages show an approval, and which of its actions stand on each; the same from the ask to the end."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.approvals import POLICY, Approval
from bot.language import ENGLISH, speaking
from bot.views.redaction import public
from bot.views.values.arguments import size

BUDGET = 5200
"""Characters of arguments on one message; Slack refuses messages somewhere above 10,000 characters in all."""
FRAME = 150
"""Characters of our own around the arguments of each call."""
_MOST = 3
"""Calls on one message: with their votes, changes and outcomes they need up to a dozen of its fifty blocks each."""


class Card(NamedTuple):
    """One message to reviewers."""

    place: str
    """`review`, `review:2` and so on."""
    channel: str | None
    """Where the rules want it; None: in the review channel."""
    actions: Sequence[int]


def cards(approval: Approval) -> list[Card]:
    """By the channels that the rules name; what does not fit on one message goes on to the next."""
    by_channel: dict[str | None, list[int]] = {}
    for index in asked(approval, "reviewers"):
        by_channel.setdefault(approval.rule(index).channel, []).append(index)
    groups = [(channel, group) for channel, mine in by_channel.items() for group in _fitting(approval, mine)]
    return [
        Card("review" if number == 1 else f"review:{number}", channel, group)
        for number, (channel, group) in enumerate(groups, 1)
    ]


def places(approval: Approval) -> list[str]:
    """Where this approval is shown, in the order of drawing: the notice links to the cards."""
    found = [card.place for card in cards(approval)]
    found += ["notice"] if found else []
    return [*found, "question"] if asked(approval, "requester") else found


def asked(approval: Approval, asks: str) -> list[int]:
    """The actions these people see, without those the policy let pass."""
    return [
        index
        for index, action in enumerate(approval.ask.actions)
        if action.rule.asks == asks and not ((vote := approval.votes.get(index)) is not None and vote.person == POLICY)
    ]


def _fitting(approval: Approval, indexes: list[int]) -> list[list[int]]:
    """As many on one message as can be read there; neither a change nor another language may move a call.

    So they are measured by what was asked, and in English. One alone needs no measuring: it has its message.
    """
    if len(indexes) == 1:
        return [indexes]
    groups: list[list[int]] = []
    room = 0
    for index in indexes:
        with speaking(ENGLISH):
            needed = size(public(approval.ask.actions[index]), most=BUDGET) + FRAME
        if not groups or needed > room or len(groups[-1]) == _MOST:
            groups.append([])
            room = BUDGET
        groups[-1].append(index)
        room -= needed
    return groups
