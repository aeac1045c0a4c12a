"""What those who still have to decide are told by the clock, and by an asker who nudges."""

from collections.abc import Sequence

from bot.approvals import Approval
from bot.policy import Escalation, People
from bot.views import Drawn
from bot.views.blocks import cut, link, moment, person, section

_LONGEST = 2900
_WAITS = {"review": "waits for a decision", "doubt": "waits for somebody to say what became of it"}


def reminder(approval: Approval, indexes: Sequence[int], *, card: str | None, to: str = "", nudged: bool) -> Drawn:
    """`to`: who is meant, in a message that others see too; `nudged`: by the asker, not by the clock."""
    ask = approval.ask
    who = f"{to}: " if to else ""
    why = f"{person(ask.requester)} asks again" if nudged else "A reminder"
    waits = f"{_tools(approval, indexes)} for {person(ask.requester)} still {_WAITS[ask.kind]}{_where(card)}"
    return _said(f"{who}{why}: {waits}. Expires {moment(ask.deadline)}.")


def escalation(approval: Approval, indexes: Sequence[int], escalate: Escalation, *, card: str | None) -> Drawn:
    """What those hear who may decide too from now on; afterwards, that nothing is left to do."""
    ask = approval.ask
    what = f"{_tools(approval, indexes)} for {person(ask.requester)}"
    if not set(indexes) & set(approval.open_actions):
        return _said(f"*Escalated, and settled since*: {what}{_where(card)}.")
    who = "please look at it" if escalate.to == People() else f"{escalate.to.described} can decide too"
    said = f"*Escalated*, as nobody has decided: {what} {_WAITS[ask.kind]}{_where(card)}; {who}."
    return _said(f"{said} Expires {moment(ask.deadline)}.")


def too_soon(at: float, *, again: float) -> str:
    """The note for an asker who urges too often."""
    return f"You urged them {moment(at)} already. You can do so again from {moment(again)} on."


def _tools(approval: Approval, indexes: Sequence[int]) -> str:
    return ", ".join(dict.fromkeys(f"`{approval.ask.actions[index].tool}`" for index in indexes))


def _where(card: str | None) -> str:
    return f" ({link(card, 'open the card')})" if card else ""


def _said(text: str) -> Drawn:
    return Drawn(cut(text, _LONGEST), [section(cut(text, _LONGEST))])
