"""What the asker alone decides, in their own thread: the agent's questions, and requests of their own to confirm."""

from bot.approvals import Approval
from bot.language import say
from bot.views import Block, Drawn
from bot.views.action import action
from bot.views.blocks import actions, button, context, escape, moment, person, quote, rich, section
from bot.views.decisions import drawn_from, labels, value
from bot.views.layout import BUDGET, FRAME, asked
from bot.views.naming import is_question, title
from bot.views.outcome import outcome, shown
from bot.views.redaction import for_approvers


def question(approval: Approval) -> Drawn:
    """The message to the asker."""
    ask, mine = approval.ask, asked(approval, "requester")
    who = person(ask.requester)
    confirming = [index for index in mine if {"approve", "edit"} & labels(approval, index).keys()]
    if confirming:
        said = say("{person}, please confirm what would run.", person=who)
        head = say("Please confirm, {person}: nobody else is asked.", person=who)
    else:
        said = say("{person}, the agent has a question for you.", person=who)
        head = say("A question for {person}", person=who)
    blocks: list[Block] = [context(head)]
    budget = BUDGET // len(mine) - FRAME
    for number, index in enumerate(mine, 1):
        if index in confirming or is_question(approval):
            named = index in confirming and len(mine) == 1
            blocks += [section(f"*{escape(title(approval, index))}*")] if named else []
            blocks += action(approval, index, budget=budget, number=number, of=len(mine))
        else:
            blocks += _question(approval, index)
    if approval.open_actions:
        blocks.append(context(say("Without an answer this expires {when}.", when=moment(ask.deadline))))
    return Drawn(said, blocks)


def _question(approval: Approval, index: int) -> list[Block]:
    values = for_approvers(approval.ask.actions[index]).values.values()
    text = rich(*[quote(shown(each), most=BUDGET) for each in values])
    if index in approval.votes:
        return [text, *outcome(approval, index)]
    if index not in approval.open_actions:
        return [text]
    offered = labels(approval, index).items()
    buttons = [button(label, name, value(approval, index)) for name, label in offered]
    buttons[0]["style"] = "primary"
    return [text, actions(f"action:{index}:{drawn_from(approval)}", *buttons)]
