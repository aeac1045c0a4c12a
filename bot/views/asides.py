"""The messages beside the cards: remarks in both threads, and who was asked when nobody had decided."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.approvals import Approval, Drawing, Remark
from bot.policy import Escalation
from bot.views import Drawn, notes
from bot.views.blocks import section
from bot.views.layout import cards
from bot.views.remarks import in_asker_thread, in_card_thread
from bot.views.reminder import escalation


class Aside(NamedTuple):
    """One message, and where it stands."""

    place: str
    channel: str
    thread_ts: str | None
    drawn: Drawn


def asides(approval: Approval) -> list[Aside]:
    """In the order of drawing; what belongs under a card that is not posted yet is left out."""
    found = [aside for number, remark in enumerate(approval.remarks) for aside in _remark(approval, number, remark)]
    return [*found, *_escalations(approval), *_fallen(approval)]


def aside_places(approval: Approval) -> list[str]:
    return [aside.place for aside in asides(approval)]


def _remark(approval: Approval, number: int, remark: Remark) -> Iterator[Aside]:
    ask = approval.ask
    yield Aside(f"remark:{number}:asker", ask.channel, ask.thread_ts, in_asker_thread(approval, remark))
    card = approval.drawings.get("review")
    if card and card.channel and card.ts:
        yield Aside(f"remark:{number}:card", card.channel, card.ts, in_card_thread(approval, remark))


def _escalations(approval: Approval) -> Iterator[Aside]:
    """One message for all actions that were escalated to the same people."""
    groups: dict[Escalation, list[int]] = {}
    for index, action in enumerate(approval.ask.actions):
        if action.rule.escalate:
            groups.setdefault(action.rule.escalate, []).append(index)
    for escalate, indexes in groups.items():
        escalated = [index for index in indexes if approval.course(index).escalated]
        card = card_of(approval, indexes[0])
        channel = escalate.channel or (card.channel if card else None)
        if escalated and channel:
            thread_ts = None if escalate.channel or not card else card.ts
            drawn = escalation(approval, escalated, escalate, card=card.link if card else None)
            yield Aside(f"escalation:{indexes[0]}", channel, thread_ts, drawn)


def _fallen(approval: Approval) -> Iterator[Aside]:
    """What those hear whose votes a change made void."""
    for index in approval.open_actions:
        course, card = approval.course(index), card_of(approval, index)
        if course.fallen and card and card.channel and card.ts:
            said = notes.fallen(approval, index)
            yield Aside(f"fallen:{index}:{course.version}", card.channel, card.ts, Drawn(said, [section(said)]))


def card_of(approval: Approval, index: int) -> Drawing | None:
    """The message on which an action can be decided; None while there is none."""
    place = next((card.place for card in cards(approval) if index in card.actions), "question")
    return approval.drawings.get(place)
