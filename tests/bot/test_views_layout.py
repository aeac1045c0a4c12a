"""Which messages show an approval: by channel, by room, and the same from the ask to the end."""

from typing import Any

import pytest

from agent.calls import MOST
from bot.approvals import Course, Drawing
from bot.canonical import canonical
from bot.views.layout import Card, cards, places
from tests.bot.drawn import buttons, drawn_cards, told
from tests.bot.records import MAIL, REVIEW_CHANNEL, a_question, a_rule, a_vote, an_action, an_approval

PAYMENTS = "C0PAYMENTS"


def in_payments(**changes: Any) -> Any:
    return an_action(tool="pay", rule=a_rule("pay", channel=PAYMENTS), **changes)


def test_each_action_goes_to_the_channel_of_its_rule() -> None:
    approval = an_approval(an_action(), in_payments(call="c2"), a_question(call="c3"), an_action(call="c4"))

    assert cards(approval) == [Card("review", None, [0, 3]), Card("review:2", PAYMENTS, [1])]
    assert places(approval) == ["review", "review:2", "notice", "question"]


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([100] * 3, [[0, 1, 2]]),
        ([100] * MOST, [[0, 1, 2], [3, 4, 5], [6, 7]]),
        ([2000, 2000, 2000], [[0, 1], [2]]),
        ([100, 100_000, 100], [[0], [1], [2]]),
    ],
)
def test_what_does_not_fit_on_one_message_goes_on_to_the_next(sizes: list[int], groups: list[list[int]]) -> None:
    actions = [an_action({"x": "y" * size}, call=f"c{n}") for n, size in enumerate(sizes)]

    assert [card.actions for card in cards(an_approval(*actions))] == groups


def test_neither_a_change_nor_a_vote_moves_an_action_to_another_message() -> None:
    approval = an_approval(*[an_action(call=f"c{n}") for n in range(3)])
    longer = Course(arguments=canonical(MAIL | {"body": "x" * 5000}), editor="U5", version=1)
    later = approval.model_copy(update={"courses": {0: longer}, "votes": {1: a_vote()}})

    assert cards(later) == cards(approval)


def test_each_message_offers_to_approve_what_stands_on_it() -> None:
    drawn = drawn_cards(an_approval(*[an_action(call=f"c{n}") for n in range(5)]))
    values = [
        [e["value"] for b in each.blocks if b["type"] == "actions" for e in b["elements"] if "all" in e["action_id"]]
        for each in drawn
    ]

    assert values == [["a1:0:0,1:0,2:0"], ["a1:3:0,4:0"]]
    assert [buttons(each)[-1] for each in drawn] == ["Approve all"] * 2


def test_the_notice_links_each_card() -> None:
    links = {"review": "https://example.com/1", "review:2": "https://example.com/2"}
    drawings = {place: Drawing(intended_at=0, channel=None, ts="2.0", link=link) for place, link in links.items()}
    text = told(an_approval(an_action(), in_payments(call="c2"), drawings=drawings))

    assert f"`send_email` in <#{REVIEW_CHANNEL}> (<https://example.com/1|open the card>)" in text
    assert f"`pay` in <#{PAYMENTS}> (<https://example.com/2|open the card>)" in text
