"""What those who still have to decide are told by the clock, and by an asker who nudges."""

from collections.abc import Sequence

from bot.approvals import Approval
from bot.language import say, sentences
from bot.policy import Escalation, People
from bot.views import Drawn
from bot.views.blocks import cut, link, moment, person, section
from bot.views.naming import called, in_a_row

_LONGEST = 2900


def reminder(approval: Approval, indexes: Sequence[int], *, card: str | None, to: str = "", nudged: bool) -> Drawn:
    """`to`: who is meant, in a message that others see too; `nudged`: by the asker, not by the clock."""
    waits = _waits(approval, indexes, card)
    said = (
        say("A nudge: {what_waits}.", what_waits=waits)
        if nudged
        else say("A reminder: {what_waits}.", what_waits=waits)
    )
    addressed = say("{people}: {said}", people=to, said=said) if to else said
    return _said(sentences(addressed, _expires(approval)))


def escalation(approval: Approval, indexes: Sequence[int], escalate: Escalation, *, card: str | None) -> Drawn:
    """What those hear who may decide too from now on; afterwards, that nothing is left to do."""
    if not set(indexes) & set(approval.open_actions):
        tools, asker, where = _tools(approval, indexes), person(approval.ask.requester), _where(card)
        return _said(
            say("*Escalated, and settled since*: {tools} for {person}{card}.", tools=tools, person=asker, card=where)
        )
    said = say("*Escalated*, as nobody has decided: {what_waits}.", what_waits=_waits(approval, indexes, card))
    if escalate.to == People():
        who = say("Please look at it.")
    else:
        who = say("Now {people} can decide too.", people=escalate.to.described)
    return _said(sentences(said, who, _expires(approval)))


def too_soon(at: float, *, again: float) -> str:
    """The note for an asker who nudges too often."""
    return say(
        "You nudged them {when} already. You can do so again from {again} on.", when=moment(at), again=moment(again)
    )


def _waits(approval: Approval, indexes: Sequence[int], card: str | None) -> str:
    tools, asker, where = _tools(approval, indexes), person(approval.ask.requester), _where(card)
    if approval.ask.kind == "review":
        return say("{tools} for {person} still waits for a decision{card}", tools=tools, person=asker, card=where)
    return say(
        "{tools} for {person} still waits for somebody to say what became of it{card}",
        tools=tools,
        person=asker,
        card=where,
    )


def _expires(approval: Approval) -> str:
    return say("Expires {when}.", when=moment(approval.ask.deadline))


def _tools(approval: Approval, indexes: Sequence[int]) -> str:
    return in_a_row(dict.fromkeys(called(approval, index) for index in indexes))


def _where(card: str | None) -> str:
    return say(" ({card})", card=link(card, say("open the card"))) if card else ""


def _said(text: str) -> Drawn:
    return Drawn(cut(text, _LONGEST), [section(cut(text, _LONGEST))])
