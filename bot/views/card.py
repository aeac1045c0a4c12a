"""The messages that show an approval: the reviewers' card, the question to the requester, the requester's notice."""

from collections.abc import Mapping, Sequence
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
from bot.views.outcome import WORDS, outcome, shown, verdict

_INLINE = 120
"""Longer values, and those with line breaks or hidden characters, stand in a block of their own."""
_LONGEST_NAME = 100
_BUDGET = 5200
"""Characters of arguments on one card; Slack refuses messages somewhere above 10,000 characters in all."""
_FRAME = 150
"""Characters of our own around the arguments of each call."""
_LEAST = 80
"""With less room than this, the arguments that are left are only hinted at."""
_REASON = 800
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
    budget = _BUDGET // len(mine) - _FRAME
    for number, index in enumerate(mine, 1):
        count = f"{number} of {len(mine)}: " if len(mine) > 1 else ""
        blocks += _action(approval, index, count, budget=budget)
    if _at_once([ask.actions[index] for index in waiting], budget=budget):
        everything = button("Approve all", "approve_all", f"{ask.id}:0:{approval.version}", style="primary")
        blocks.append(actions(f"all:{len(approval.votes)}", everything))
    blocks += _reason(ask.reason)
    return Drawn(f"{cut(title, 3000)}, asked by {person(ask.requester)}.", blocks)


def _at_once(waiting: Sequence[Action], *, budget: int) -> bool:
    """Whether one click may approve several calls: only when all of each can be read on the card."""
    approvable = [action for action in waiting if "approve" in action.rule.decisions]
    return len(approvable) > 1 and all(arguments(action, budget=budget)[1] for action in approvable)


def question(approval: Approval) -> Drawn:
    """The agent's question to the requester, in their own thread."""
    ask = approval.ask
    blocks: list[Block] = [context(f"A question for {person(ask.requester)}")]
    for index in _indexes(approval, "requester"):
        action = ask.actions[index]
        blocks.append(rich(*[quote(cut(shown(value), _BUDGET)) for value in action.values.values()]))
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
        where = f"<#{review_channel}>" + (
            f" ({link(card, 'open the card')})" if card else " (no card could be posted yet)"
        )
        lines.append(f"{_WAITS[ask.kind]} {tools} in {where}. Expires {moment(ask.deadline)}.")
    lines += [
        f"`{ask.actions[index].tool}`: {verdict(vote, ask.kind)}{_because(vote, WORDS // len(mine))}"
        for index in mine
        if (vote := approval.votes.get(index))
    ]
    text = cut("\n".join(lines), 3000)
    return Drawn(text, [section(text)])


def _because(vote: Vote, limit: int) -> str:
    if vote.type != "reject" or not vote.message or vote.person == CLOCK:
        return ""
    return f"\n>{escape(cut(vote.message, limit)).replace(chr(10), chr(10) + '>')}"


def arguments(action: Action, *, budget: int) -> tuple[Block, bool]:
    """The arguments as one rich text block, and whether all of them fit into so many characters."""
    elements: list[dict[str, Any]] = []
    left, whole = budget, True
    for name, value in action.values.items():
        if left < _LEAST:
            return rich(*elements, line(words("… There are more arguments …"))), False
        label, text = cut(name, _LONGEST_NAME), _fitted(shown(value), left)
        whole = whole and (label, text) == (name, shown(value))
        left -= len(label) + len(text)
        elements += _argument(label, text)
    return rich(*(elements or [line(words("No arguments."))])), whole


def _fitted(text: str, room: int) -> str:
    """The text, or its beginning and its end."""
    if len(text) <= room:
        return text
    return f"{text[: room // 2]}\n… {len(text):,} characters in all …\n{text[-room // 4 :]}"


def _argument(name: str, text: str) -> list[dict[str, Any]]:
    if len(text) <= _INLINE and text.isprintable():
        return [line(words(f"{name}: ", bold=True), words(text or "(empty)"), words("\n"))]
    return [line(words(f"{name}:", bold=True)), verbatim(text)]


def _action(approval: Approval, index: int, count: str, *, budget: int) -> list[Block]:
    action = approval.ask.actions[index]
    block, whole = arguments(action, budget=budget)
    fingerprint = context(f"Digest `{action.digest[:12]}`")
    return [
        # A card for one call names its tool in the header.
        *([section(f"{count}*{escape(action.tool)}*")] if count else []),
        block,
        fingerprint,
        *_answer_or_buttons(approval, index, whole=whole),
    ]


def _answer_or_buttons(approval: Approval, index: int, *, whole: bool = True) -> list[Block]:
    action = approval.ask.actions[index]
    if index in approval.votes:
        return outcome(approval, index)
    value = f"{approval.ask.id}:{index}:{approval.course(index).version}"
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
    ends = "Rejected" if approval.ask.kind == "review" else "Given up"
    return f"Waiting since {asked}. {ends} automatically {deadline}." if waiting else f"Asked {asked}."


def _reason(reason: str) -> list[Block]:
    if not reason.strip():
        return []
    return [context("*The agent says* (its own words, not checked):"), rich(quote(cut(reason, _REASON)))]
