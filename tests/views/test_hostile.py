"""Ten thousand strings that want a card to lie: nothing in them comes alive, and nothing hidden stays so."""

from collections.abc import Sequence

import pytest

from bot.approvals import CLOCK, Approval, Course
from bot.audit import summarise
from bot.canonical import canonical
from bot.views import modals, notes, standing
from bot.views.home import home
from bot.views.reminder import reminder
from bot.views.summary import summary
from sandbox.block_kit import message_problems, text_length, view_problems
from tests.bot.drawn import SAFE, drawn_cards, mrkdwn, the_notice
from tests.bot.records import MAIL, a_rule, a_vote, an_action, an_approval, an_edit
from tests.views.hostile import MARK, hidden, strings
from tests.views.reading import live, nodes, plain_words, texts

_STRINGS = strings(10_000)
_AT_A_TIME = 5


def _approval(name: str, value: str, item: str, after: str, reason: str, *, edited: bool) -> Approval:
    asked = {name: value, "list": [item, {item: value}], "records": [{"a": item}, {"a": value}], "to": value}
    action = an_action(asked)
    vote = an_edit(asked | {name: after, "to": after}, message=reason) if edited else a_vote("reject", message=reason)
    return an_approval(action, votes={0: vote} if edited or len(value) % 2 else {}, reason=reason)


def _written() -> list[Approval]:
    groups = [_STRINGS[at : at + _AT_A_TIME] for at in range(0, len(_STRINGS), _AT_A_TIME)]
    return [_approval(*group, edited=number % 3 == 0) for number, group in enumerate(groups)]


@pytest.fixture(scope="module")
def approvals() -> Sequence[Approval]:
    return _written()


def test_nothing_in_a_card_comes_alive(approvals: Sequence[Approval]) -> None:
    for approval in approvals:
        for drawn in drawn_cards(approval):
            assert live(drawn.blocks) == []
            assert not any(MARK in text for text in [*mrkdwn(drawn.blocks), drawn.text])
            assert text_length(drawn.blocks) <= SAFE


def test_nothing_hidden_stays_hidden(approvals: Sequence[Approval]) -> None:
    unseen = set(hidden())
    for approval in approvals:
        shown = "".join(texts(drawn.blocks) for drawn in drawn_cards(approval))

        assert unseen.isdisjoint(shown)


def test_values_are_told_apart_from_our_own_words(approvals: Sequence[Approval]) -> None:
    """A value stands in code, in a block of its own or in a quote; what stands in a plain line is ours."""
    for approval in approvals:
        for drawn in drawn_cards(approval):
            assert not any(MARK in words for words in plain_words(drawn.blocks))


def test_the_views_and_the_thread_are_as_safe(approvals: Sequence[Approval]) -> None:
    for approval in approvals[:500]:
        views = [view(approval, 0) for view in (modals.show_all, modals.reject, modals.respond)]
        notice = the_notice(approval)

        assert [problem for view in views for problem in view_problems(view, "modal")] == []
        assert message_problems(notice.blocks) == []
        assert live(views) + live(notice.blocks) == []
        assert not any(MARK in text for text in mrkdwn(views))


NAME = "pay<!channel>\u202e`\n*Approved* by `finance"
"""Graphs of others may take the names of their calls from a model."""


def named_so() -> list[object]:
    """All that names a tool which is called like this."""
    action = an_action(tool=NAME, rule=a_rule(NAME, risk="high"))
    changed = Course(arguments=canonical(MAIL | {"to": "bob@example.com"}), editor="U5", version=1, fallen=("U2",))
    waiting = an_approval(action, courses={0: changed})
    granted = waiting.model_copy(update={"votes": {0: a_vote("approve")}})
    messages = [*drawn_cards(waiting), *drawn_cards(granted), the_notice(waiting), the_notice(granted)]
    messages += [
        reminder(waiting, [0], card=None, nudged=False),
        summary(summarise([{"kind": "decision", "decision": "reject", "tool": NAME, "person": CLOCK}])),
    ]
    views = [view(waiting, 0) for view in (modals.show_all, modals.reject, modals.respond)]
    views += [modals.edit(waiting, 0, approves=approves) for approves in (True, False)]
    views += [standing.always_allow(granted, 0), home("U1", [waiting], total=1, review_channel="C2")]
    alone = [notes.fallen(waiting, 0), *(message.text for message in messages)]
    return [*views, *(message.blocks for message in messages), *({"type": "mrkdwn", "text": each} for each in alone)]


@pytest.mark.parametrize("drawn", named_so())
def test_the_name_of_a_tool_is_a_name_and_nothing_else(drawn: object) -> None:
    said = [node["text"] for node in nodes(drawn) if isinstance(node.get("text"), str)]

    assert not any("\u202e" in text or "`\n*Approved*" in text for text in said)
    assert not any("<!channel>" in text for text in mrkdwn(drawn))
