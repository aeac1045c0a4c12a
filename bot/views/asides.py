"""The messages beside the cards: remarks in both threads, who was asked when nobody had decided, whose votes fell."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.approvals import Approval, Drawing, Remark
from bot.policy import Escalation
from bot.views import Drawn, notes
from bot.views.blocks import section
from bot.views.layout import cards
from bot.views.remarks import in_asker_thread, in_card_thread
from bot.views.reminder import escalation


class Spot(NamedTuple):
    """Where a message can stand."""

    channel: str
    thread_ts: str | None = None


class Aside(NamedTuple):
    """One message."""

    place: str
    spots: Sequence[Spot]
    """The first that takes it."""
    drawn: Drawn


def asides(approval: Approval) -> list[Aside]:
    """In the order of drawing; what belongs under a card that is not posted yet is left out."""
    found = [aside for number, remark in enumerate(approval.remarks) for aside in _remark(approval, number, remark)]
    return [*found, *_escalations(approval), *_fallen(approval)]


def aside_places(approval: Approval) -> list[str]:
    return [aside.place for aside in asides(approval)]


def _remark(approval: Approval, number: int, remark: Remark) -> Iterator[Aside]:
    ask = approval.ask
    own = Spot(ask.channel, ask.thread_ts)
    yield Aside(f"remark:{number}:asker", [own], in_asker_thread(approval, remark))
    if spots := _under(approval.drawings.get("review")):
        yield Aside(f"remark:{number}:card", spots, in_card_thread(approval, remark))


def _escalations(approval: Approval) -> Iterator[Aside]:
    """One message for all actions that were escalated to the same people."""
    groups: dict[Escalation, list[int]] = {}
    for index, action in enumerate(approval.ask.actions):
        if action.rule.escalate:
            groups.setdefault(action.rule.escalate, []).append(index)
    for escalate, indexes in groups.items():
        escalated = [index for index in indexes if approval.course(index).escalated]
        card = card_of(approval, indexes[0])
        spots = [*([Spot(escalate.channel)] if escalate.channel else []), *_under(card)]
        if escalated and spots:
            drawn = escalation(approval, escalated, escalate, card=card.link if card else None)
            yield Aside(f"escalation:{indexes[0]}", spots, drawn)


def _fallen(approval: Approval) -> Iterator[Aside]:
    """What those hear whose votes a change made void."""
    for index in approval.open_actions:
        course, spots = approval.course(index), _under(card_of(approval, index))
        if course.fallen and spots:
            said = notes.fallen(approval, index)
            yield Aside(f"fallen:{index}:{course.version}", spots, Drawn(said, [section(said)]))


def _under(card: Drawing | None) -> list[Spot]:
    return [Spot(card.channel, card.ts)] if card and card.channel and card.ts else []


def card_of(approval: Approval, index: int) -> Drawing | None:
    """The message on which an action can be decided; None while there is none."""
    place = next((card.place for card in cards(approval) if index in card.actions), "question")
    return approval.drawings.get(place)
