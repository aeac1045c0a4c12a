"""The card: the message on which reviewers read what would run, and decide."""

from collections.abc import Sequence

from bot.approvals import CLOCK, POLICY, Approval
from bot.views import Block, Drawn
from bot.views.action import action, agent_says, readable
from bot.views.blocks import actions, button, context, cut, escape, header, link, moment, person, quote, rich, section
from bot.views.decisions import drawn_from
from bot.views.layout import BUDGET, FRAME, Card
from bot.views.progress import progress, who_decides
from bot.views.redaction import conceals

_LEAST = 300
_REMARKS = 4
"""The last ones stand on the card; all of them are in the threads and in the audit trail."""
_LONGEST_REMARK = 200
_TITLES = {
    "review": ("Approval needed", "Decided"),
    "answer": ("Answer needed", "Answered"),
    "doubt": ("In doubt", "No longer in doubt"),
}
_DOUBT = (
    "The process that ran this stopped before it could say how it went. Nobody knows whether it took effect, and it "
    "was not run again. Please find out, then say what to make of it."
)
_SAID = {"question": "asked", "answer": "answered", "information": "added"}


def review_card(approval: Approval, card: Card) -> Drawn:
    """Each action of the card with its arguments, its buttons or its outcome."""
    ask, mine = approval.ask, card.actions
    waiting = [index for index in mine if index in approval.open_actions]
    title = f"{_title(approval, waiting)}: {', '.join(ask.actions[index].tool for index in mine)}"
    blocks = [header(title), context(_asker(approval), _times(approval, waiting))]
    if ask.kind == "doubt" and waiting:
        blocks.append(section(_DOUBT))
    blocks += _withdrawn(approval)
    budget = _budget(approval, mine)
    for number, index in enumerate(mine, 1):
        name = f"{number} of {len(mine)}: *{escape(ask.actions[index].tool)}*" if len(mine) > 1 else ""
        blocks += action(approval, index, title=name, budget=budget)
    blocks += _at_once(approval, waiting, budget=budget)
    blocks += _remarks(approval) + _reason(approval)
    return Drawn(f"{cut(title, 3000)}, asked by {person(ask.requester)}.", blocks)


def _budget(approval: Approval, mine: Sequence[int]) -> int:
    """Characters for the arguments of each action: what many votes and people take is not left for them."""
    votes = sum(len(line) for index in mine if index in approval.open_actions for line in progress(approval, index))
    return max((BUDGET - votes) // len(mine) - FRAME, _LEAST)


def _title(approval: Approval, waiting: Sequence[int]) -> str:
    if approval.withdrawal:
        return "Withdrawn"
    kind = "answer" if approval.ask.shape == "value" else approval.ask.kind
    return _TITLES[kind][not waiting]


def _asker(approval: Approval) -> str:
    ask = approval.ask
    asked = f"Asked by {person(ask.requester)} in <#{ask.channel}>"
    return f"{asked} ({link(ask.link, 'message')})" if ask.link else asked


def _times(approval: Approval, waiting: Sequence[int]) -> str:
    ask = approval.ask
    if not waiting:
        return f"Asked {moment(ask.asked_at)}."
    said = f"Waiting since {moment(ask.asked_at)}. {_ends(approval, waiting)} {moment(ask.deadline)}."
    if approval.reminded:
        said += f" Reminded {'once' if approval.reminded == 1 else f'{approval.reminded} times'}."
    return f"{said} A question has put off the end." if approval.paused else said


def _ends(approval: Approval, waiting: Sequence[int]) -> str:
    if any(_escalates(approval, index) for index in waiting):
        return "Escalated automatically"
    return "Rejected automatically" if approval.ask.kind == "review" else "Given up automatically"


def _escalates(approval: Approval, index: int) -> bool:
    return approval.ask.actions[index].rule.on_timeout == "escalate" and not approval.course(index).escalated


def _withdrawn(approval: Approval) -> list[Block]:
    """That nobody has to decide any more, why, and who was asked."""
    withdrawal = approval.withdrawal
    if withdrawal is None:
        return []
    if withdrawal.person in {CLOCK, POLICY}:
        said = f"*Not waiting any more* {moment(withdrawal.at)}: {escape(withdrawal.why)}"
    else:
        said = f"*Withdrawn* by {person(withdrawal.person)} {moment(withdrawal.at)}. Nothing of it ran."
    undecided = [i for i in range(len(approval.ask.actions)) if i not in approval.votes]
    asked = dict.fromkeys(who_decides(approval, i) for i in undecided if approval.ask.actions[i].rule.stages)
    return [section(f"{said} Asked were {'; '.join(asked)}." if asked else said)]


def _at_once(approval: Approval, waiting: Sequence[int], *, budget: int) -> list[Block]:
    """One click for several calls: those of which all can be read here, and which are of no high risk."""
    rules = {index: approval.ask.actions[index].rule for index in waiting}
    together = [index for index, rule in rules.items() if "approve" in rule.decisions and rule.risk != "high"]
    if len(together) < 2 or not all(readable(approval, index, budget=budget) for index in together):  # noqa: PLR2004
        return []
    seen = ",".join(f"{index}:{approval.course(index).version}" for index in together)
    everything = button("Approve all", "approve_all", f"{approval.ask.id}:{seen}", style="primary")
    return [actions(f"all:{drawn_from(approval)}", everything)]


def _remarks(approval: Approval) -> list[Block]:
    remarks = approval.remarks[-_REMARKS:]
    left = len(approval.remarks) - len(remarks)
    blocks: list[Block] = [context(f"{left} earlier remarks stand in the thread.")] if left else []
    for remark in remarks:
        blocks.append(context(f"{person(remark.person)} {_SAID[remark.kind]} {moment(remark.at)}:"))
        blocks.append(rich(quote(remark.text, most=_LONGEST_REMARK)))
    return blocks


def _reason(approval: Approval) -> list[Block]:
    """The agent's words may repeat arguments, so they are not for a channel that does not see all of those."""
    return [] if any(conceals(each) for each in approval.ask.actions) else agent_says(approval)
