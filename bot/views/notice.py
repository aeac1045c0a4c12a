"""The notice: what the asker's thread says of the cards, and how the asker takes the request back."""

from collections.abc import Sequence
from typing import Any

from bot.approvals import CLOCK, POLICY, Approval, Vote
from bot.language import bracketed, say, sentences
from bot.views import Block, Drawn
from bot.views.blocks import actions, button, cut, escape, link, moment, person, plain, section
from bot.views.layout import Card, asked, cards
from bot.views.naming import called, in_a_row
from bot.views.outcome import WORDS, revision
from bot.views.progress import so_far, who_decides
from bot.views.remarks import nudge_buttons
from bot.views.verdict import verdict


def notice(approval: Approval, *, review_channel: str) -> Drawn:
    """What waits, where, for whom; later what was decided."""
    lines = [_waits(approval, card, review_channel) for card in cards(approval)]
    lines += _withdrawn(approval)
    mine = asked(approval, "reviewers")
    lines += [_decided(approval, index, room=WORDS // len(mine)) for index in mine if index in approval.votes]
    waiting = any(index in approval.open_actions for index in mine)
    text = cut("\n".join(line for line in lines if line), 3000)
    buttons = [_withdraw(approval)] if waiting and approval.ask.kind == "review" else []
    buttons += nudge_buttons(approval) if waiting else []
    row = [actions("notice", *buttons)] if buttons else []
    return Drawn(text, [section(text), *_changes(approval, mine), *row])


def _changes(approval: Approval, mine: Sequence[int]) -> list[Block]:
    """What runs in place of what was asked."""
    edits = {i: vote.arguments for i in mine if (vote := approval.votes.get(i)) and vote.arguments is not None}
    told = [revision(approval.ask.actions[i], edits[i], room=WORDS // len(mine)) for i in edits]
    return [block for blocks in told for block in blocks]


def _waits(approval: Approval, card: Card, review_channel: str) -> str:
    ask = approval.ask
    waiting = [index for index in card.actions if index in approval.open_actions]
    if not waiting:
        return ""
    people = say("; ").join(dict.fromkeys(_for_whom(approval, index) for index in waiting))
    return sentences(
        _what_waits(approval, waiting, _where(approval, card, review_channel)),
        say("It waits for {people}.", people=people),
        say("Expires {when}.", when=moment(ask.deadline)),
    )


def _where(approval: Approval, card: Card, review_channel: str) -> str:
    drawing = approval.drawings.get(card.place)
    channel = f"<#{(drawing and drawing.channel) or card.channel or review_channel}>"
    opens = link(drawing.link, say("open the card")) if drawing and drawing.link else say("no card could be posted yet")
    return bracketed(channel, opens)


def _what_waits(approval: Approval, waiting: Sequence[int], where: str) -> str:
    tools = in_a_row(called(approval, index) for index in waiting)
    if approval.ask.shape == "value":
        return say("*Waiting for an answer* to {tools} in {where}.", tools=tools, where=where)
    if approval.ask.kind == "review":
        return say("*Waiting for approval* of {tools} in {where}.", tools=tools, where=where)
    return say("*In doubt*: waiting for somebody to say what became of {tools} in {where}.", tools=tools, where=where)


def _for_whom(approval: Approval, index: int) -> str:
    who, count = who_decides(approval, index), so_far(approval, index)
    return bracketed(who, count) if count else who


def _withdrawn(approval: Approval) -> list[str]:
    withdrawal = approval.withdrawal
    if withdrawal is None:
        return []
    who, when = person(withdrawal.person), moment(withdrawal.at)
    if withdrawal.person in {CLOCK, POLICY}:
        return [say("*Not waiting any more* {when}: the run that asked for this has ended.", when=when)]
    return [say("*Withdrawn* by {person} {when}. Nothing of it runs.", person=who, when=when)]


def _decided(approval: Approval, index: int, *, room: int) -> str:
    because = _because(approval.votes[index], room)
    return f"{called(approval, index)}: {verdict(approval, index)}{because}"


def _because(vote: Vote, limit: int) -> str:
    if vote.type != "reject" or not vote.message or vote.person == CLOCK:
        return ""
    return f"\n>{escape(cut(vote.message, limit)).replace(chr(10), chr(10) + '>')}"


def _withdraw(approval: Approval) -> dict[str, Any]:
    confirm = {
        "title": plain(say("Withdraw this request?")),
        "text": plain(say("What waits will not run, and nobody has to decide it any more.")),
        "confirm": plain(say("Withdraw")),
        "deny": plain(say("Keep it")),
    }
    return button(say("Withdraw"), "withdraw", approval.ask.id, confirm=confirm)
