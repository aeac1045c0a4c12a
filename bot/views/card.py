"""The card: the message on which reviewers read what would run, and decide."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from bot.approvals import CLOCK, POLICY, Approval, Remark
from bot.language import bracketed, listed, say, sentences
from bot.views import Block, Drawn
from bot.views.action import action, agent_says, readable, tool_says
from bot.views.blocks import actions, button, context, cut, escape, header, link, moment, person, quote, rich, section
from bot.views.decisions import drawn_from
from bot.views.layout import BUDGET, FRAME, Card
from bot.views.naming import is_question, title
from bot.views.progress import progress, who_decides
from bot.views.redaction import conceals
from bot.views.verdict import decided

_LEAST = 300
_REMARKS = 4
"""The last ones stand on the card; all of them are in the threads and in the audit trail."""
_LONGEST_REMARK = 200
_DIRECT = "D"
"""The first letter of a conversation that nobody else can open."""
_DOUBT = partial(
    say,
    "The process that ran this stopped before it could say how it went. Nobody knows whether it took effect, and it "
    "was not run again. Please find out, then say what to make of it.",
)
_TOLD_DOUBT = partial(
    say,
    "The tool itself could not tell whether this took effect, and it was not run again. Please find out, then say what "
    "to make of it.",
)


def review_card(approval: Approval, card: Card) -> Drawn:
    """Each action of the card with its arguments, its buttons or its outcome."""
    ask, mine = approval.ask, card.actions
    waiting = [index for index in mine if index in approval.open_actions]
    tools = _counted([title(approval, index) for index in mine])
    head = say("{state}: {tools}", state=_state(approval, mine, waiting=bool(waiting)), tools=tools)
    blocks = [header(head), context(*_asked(approval, waiting))]
    if ask.kind == "doubt" and waiting:
        blocks += _doubt(approval)
    blocks += _withdrawn(approval)
    budget = _budget(approval, mine)
    for number, index in enumerate(mine, 1):
        blocks += action(approval, index, budget=budget, number=number, of=len(mine))
    blocks += _at_once(approval, waiting, budget=budget)
    blocks += _remarks(approval) + _reason(approval)
    by = say("asked by {person}", person=person(ask.requester))
    return Drawn(bracketed(cut(escape(head), 3000), by), blocks)


def _doubt(approval: Approval) -> list[Block]:
    """What is not known and why, as far as the channel may read the tool's words: they may repeat arguments."""
    words = _TOLD_DOUBT if approval.ask.doubt else _DOUBT
    hidden = any(conceals(each) for each in approval.ask.actions)
    return [section(words()), *([] if hidden else tool_says(approval))]


def _counted(tools: Sequence[str]) -> str:
    """Each tool once, with how often it is called."""
    times = Counter(tools)
    return listed([tool if times[tool] == 1 else f"{times[tool]} × {tool}" for tool in times])  # noqa: RUF001 - times


def _budget(approval: Approval, mine: Sequence[int]) -> int:
    """Characters for the arguments of each action: what many votes and people take is not left for them."""
    votes = sum(len(line) for index in mine if index in approval.open_actions for line in progress(approval, index))
    return max((BUDGET - votes) // len(mine) - FRAME, _LEAST)


def _state(approval: Approval, mine: Sequence[int], *, waiting: bool) -> str:
    if approval.withdrawal:
        return say("Withdrawn")
    if is_question(approval):
        return say("Answer needed") if waiting else say("Answered")
    if approval.ask.kind == "doubt":
        return say("In doubt") if waiting else say("No longer in doubt")
    return say("Approval needed") if waiting else decided(approval, mine)


def _asked(approval: Approval, waiting: Sequence[int]) -> list[str]:
    """By whom, where and when, and while it waits what the clock does."""
    ask = approval.ask
    direct = ask.channel.startswith(_DIRECT)
    who, when = person(ask.requester), moment(ask.asked_at)
    where = say("a direct message") if direct else f"<#{ask.channel}>"
    if waiting:
        asked = say("Asked by {person} in {channel}", person=who, channel=where)
    else:
        asked = say("Asked by {person} in {channel} {when}", person=who, channel=where, when=when)
    linked = bracketed(asked, link(ask.link, say("message"))) if ask.link and not direct else asked
    return [linked, _times(approval, waiting)] if waiting else [linked]


def _times(approval: Approval, waiting: Sequence[int]) -> str:
    asked = moment(approval.ask.asked_at)
    put_off = say("A question has put off the end.") if approval.paused else ""
    return sentences(say("Waiting since {when}.", when=asked), _ends(approval, waiting), _reminded(approval), put_off)


def _reminded(approval: Approval) -> str:
    if approval.reminded > 1:
        return say("Reminded {count} times.", count=approval.reminded)
    return say("Reminded once.") if approval.reminded else ""


def _ends(approval: Approval, waiting: Sequence[int]) -> str:
    when = moment(approval.ask.deadline)
    if any(approval.escalates(index) for index in waiting):
        return say("Escalated automatically {when}.", when=when)
    if is_question(approval):
        return say("Without an answer this expires {when}.", when=when)
    if approval.ask.kind == "review":
        return say("Rejected automatically {when}.", when=when)
    return say("Given up automatically {when}.", when=when)


def _withdrawn(approval: Approval) -> list[Block]:
    """That nobody has to decide any more, why, and who was asked."""
    withdrawal = approval.withdrawal
    if withdrawal is None:
        return []
    who, when = person(withdrawal.person), moment(withdrawal.at)
    if withdrawal.person in {CLOCK, POLICY}:
        said = say("*Not waiting any more* {when}: the run that asked for this has ended.", when=when)
    else:
        said = say("*Withdrawn* by {person} {when}. Nothing of it ran.", person=who, when=when)
    undecided = [i for i in range(len(approval.ask.actions)) if i not in approval.votes]
    asked = dict.fromkeys(who_decides(approval, i) for i in undecided if approval.rule(i).stages)
    people = say("It waited for {people}.", people=say("; ").join(asked)) if asked else ""
    return [section(sentences(said, people))]


def _at_once(approval: Approval, waiting: Sequence[int], *, budget: int) -> list[Block]:
    """One click for several calls: those of which all can be read here, and which are of no high risk."""
    together = [index for index in waiting if approval.rule(index).may_be_approved_together]
    if len(together) < 2 or not all(readable(approval, index, budget=budget) for index in together):  # noqa: PLR2004
        return []
    seen = ",".join(f"{index}:{approval.course(index).version}" for index in together)
    # Each call has its own button that stands out: nobody should be led past reading them.
    everything = button(say("Approve all"), "approve_all", f"{approval.ask.id}:{seen}")
    return [{"type": "divider"}, actions(f"all:{drawn_from(approval)}", everything)]


def _remarks(approval: Approval) -> list[Block]:
    remarks = approval.remarks[-_REMARKS:]
    left = len(approval.remarks) - len(remarks)
    blocks: list[Block] = [context(say("{count} earlier in the thread.", count=left))] if left else []
    for remark in remarks:
        blocks.append(context(_said(remark)))
        blocks.append(rich(quote(remark.text, most=_LONGEST_REMARK)))
    return blocks


def _said(remark: Remark) -> str:
    who, when = person(remark.person), moment(remark.at)
    match remark.kind:
        case "question":
            return say("{person} asked {when}:", person=who, when=when)
        case "answer":
            return say("{person} answered {when}:", person=who, when=when)
        case "information":
            return say("{person} added {when}:", person=who, when=when)


def _reason(approval: Approval) -> list[Block]:
    """The agent's words may repeat arguments, so they are not for a channel that does not see all of those."""
    return [] if any(conceals(each) for each in approval.ask.actions) else agent_says(approval)
