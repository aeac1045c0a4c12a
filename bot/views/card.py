"""The messages that show an approval: the reviewers' card, the question to the requester, the requester's notice."""

from collections.abc import Mapping
from typing import Any

from bot.approvals import CLOCK, POLICY, Action, Approval, Vote
from bot.views import Block, Drawn
from bot.views.blocks import (
    actions,
    button,
    context,
    cut,
    escape,
    header,
    line,
    link,
    moment,
    person,
    quote,
    rich,
    section,
    verbatim,
    words,
)
from bot.views.outcome import outcome, shown, verdict

_INLINE = 120
"""Longer values, and those with line breaks, stand in a block of their own."""
BUDGET = 6000
"""Characters of arguments on one card; Slack refuses messages somewhere above 12,000 characters in all."""
_REASON = 1200
_LABELS: Mapping[str, Mapping[str, str]] = {
    "review": {"approve": "Approve", "edit": "Edit", "reject": "Reject", "respond": "Respond"},
    "doubt": {"respond": "It ran", "approve": "Run again", "reject": "Give up"},
}
_TITLES = {"review": ("Approval needed", "Decided"), "doubt": ("In doubt", "No longer in doubt")}
_WAITS = {"review": "*Waiting for approval* of", "doubt": "*In doubt*: waiting for somebody to say what became of"}
_DOUBT = (
    "The process that ran this stopped before it could say how it went. Nobody knows whether it took effect, and it "
    "was not run again. Please find out, then say what to make of it."
)


def review_card(approval: Approval) -> Drawn:
    """The card in the review channel: each action with its arguments, its buttons or its outcome."""
    ask = approval.ask
    mine = _indexes(approval, "reviewers")
    tools = ", ".join(ask.actions[index].tool for index in mine)
    waiting = [index for index in mine if index not in approval.votes]
    title = f"{_TITLES[ask.kind][not waiting]}: {tools}"
    asked = f"Asked by {person(ask.requester)} in <#{ask.channel}>"
    where = f"{asked} ({link(ask.link, 'message')})" if ask.link else asked
    blocks = [header(title), context(where, _times(approval, waiting=bool(waiting)))]
    if ask.kind == "doubt" and waiting:
        blocks.append(section(_DOUBT))
    for number, index in enumerate(mine, 1):
        title = f"{number} of {len(mine)}: " if len(mine) > 1 else ""
        blocks += _action(approval, index, title, budget=BUDGET // len(mine))
    if len([i for i in waiting if "approve" in ask.actions[i].rule.decisions]) > 1:
        everything = button("Approve all", "approve_all", ask.id, style="primary")
        blocks.append(actions(f"all:{len(approval.votes)}", everything))
    blocks += _reason(ask.reason)
    return Drawn(f"{title}, asked by {person(ask.requester)}.", blocks)


def question(approval: Approval) -> Drawn:
    """The agent's question to the requester, in their own thread."""
    ask = approval.ask
    blocks: list[Block] = [context(f"A question for {person(ask.requester)}")]
    for index in _indexes(approval, "requester"):
        action = ask.actions[index]
        blocks.append(rich(*[quote(shown(value)) for value in action.values.values()]))
        blocks += _answer_or_buttons(approval, index)
    if approval.open_actions:
        blocks.append(context(f"Unanswered questions expire {moment(ask.deadline)}."))
    return Drawn(f"{person(ask.requester)}, the agent has a question for you.", blocks)


def notice(approval: Approval, *, review_channel: str, card: str | None) -> Drawn:
    """What the requester's thread says of the card: that it waits, for whom, and later what was decided."""
    ask = approval.ask
    mine = _indexes(approval, "reviewers")
    waiting = [index for index in mine if index not in approval.votes]
    lines = []
    if waiting:
        tools = ", ".join(f"`{ask.actions[index].tool}`" for index in waiting)
        where = f"<#{review_channel}>" + (f" ({link(card, 'open the card')})" if card else "")
        lines.append(f"{_WAITS[ask.kind]} {tools} in {where}. Expires {moment(ask.deadline)}.")
    lines += [
        f"`{ask.actions[index].tool}`: {verdict(vote, ask.kind)}{_because(vote)}"
        for index in mine
        if (vote := approval.votes.get(index))
    ]
    text = "\n".join(lines)
    return Drawn(text, [section(text)])


def _because(vote: Vote) -> str:
    if vote.type != "reject" or not vote.message or vote.person == CLOCK:
        return ""
    return f"\n>{escape(cut(vote.message, 500)).replace(chr(10), chr(10) + '>')}"


def arguments(action: Action, *, budget: int) -> tuple[Block, bool]:
    """The arguments as one rich text block, and whether all of them fit into so many characters."""
    elements: list[dict[str, Any]] = []
    whole = True
    for name, value in action.values.items():
        text = shown(value)
        if len(text) > budget:
            note = f"\n… {len(text):,} characters in all …\n"
            text = text[: budget // 2] + note + text[-budget // 4 :]
            whole = False
        budget = max(budget - len(text), 200)
        if len(text) <= _INLINE and "\n" not in text:
            elements.append(line(words(f"{name}: ", bold=True), words(text or "(empty)"), words("\n")))
        else:
            elements += [line(words(f"{name}:", bold=True)), verbatim(text)]
    return rich(*(elements or [line(words("No arguments."))])), whole


def _action(approval: Approval, index: int, title: str, *, budget: int) -> list[Block]:
    action = approval.ask.actions[index]
    block, whole = arguments(action, budget=budget)
    fingerprint = context(f"Digest `{action.digest[:12]}`")
    return [
        section(f"{title}*{escape(action.tool)}*"),
        block,
        fingerprint,
        *_answer_or_buttons(approval, index, whole=whole),
    ]


def _answer_or_buttons(approval: Approval, index: int, *, whole: bool = True) -> list[Block]:
    action = approval.ask.actions[index]
    if index in approval.votes:
        return outcome(approval, index)
    value = f"{approval.ask.id}:{index}"
    labels = _LABELS[approval.ask.kind]
    offered = [decision for decision in labels if decision in action.rule.decisions]
    elements = [
        button(labels[decision], decision, value, **({"style": "primary"} if decision == offered[0] else {}))
        for decision in offered
    ]
    if not whole:
        # What cannot be read on the card is approved where it can be: in the view that shows all of it.
        elements = [
            button("Show all", "show", value),
            *[e for e in elements if e["action_id"] in {"reject", "respond"}],
        ]
    return [actions(f"action:{index}:{len(approval.votes)}", *elements)]


def _indexes(approval: Approval, asks: str) -> list[int]:
    """The actions these people see, without those the policy let pass."""
    return [
        index
        for index, action in enumerate(approval.ask.actions)
        if action.rule.asks == asks and not ((vote := approval.votes.get(index)) is not None and vote.person == POLICY)
    ]


def places(approval: Approval) -> list[str]:
    """Where this approval is shown, in the order of drawing: the notice links to the card."""
    found = []
    if _indexes(approval, "reviewers"):
        found += ["review", "notice"]
    if _indexes(approval, "requester"):
        found.append("question")
    return found


def _times(approval: Approval, *, waiting: bool) -> str:
    asked, deadline = moment(approval.ask.asked_at), moment(approval.ask.deadline)
    return f"Waiting since {asked}. Rejected automatically {deadline}." if waiting else f"Asked {asked}."


def _reason(reason: str) -> list[Block]:
    if not reason.strip():
        return []
    return [context("*The agent says* (its own words, not checked):"), rich(quote(cut(reason, _REASON)))]
