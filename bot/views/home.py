"""The app's Home tab: what waits for whoever opens it, and how to ask."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.approvals import Approval
from bot.language import bracketed, listed, say
from bot.views import Block
from bot.views.blocks import button, context, cut, header, moment, person, plain, section
from bot.views.layout import places
from bot.views.naming import called, in_a_row, is_question, title
from bot.views.outcome import shown
from bot.views.progress import so_far, who_decides
from bot.views.redaction import conceals
from bot.views.values.visible import seen

_MOST = 20
"""Approvals listed under each title; the rest is counted."""
_LONGEST_LABEL = 50
_LONGEST_HINT = 60


def home(user: str, waiting: Sequence[Approval], *, total: int, review_channel: str) -> dict[str, Any]:
    """`waiting` are those that concern the user, the first to expire first, of all `total` pending ones."""
    blocks: list[Block] = []
    titles = {
        "decide": say("Waiting for you"),
        "voted": say("You have voted, others have not"),
        "asked": say("What you asked for"),
    }
    for kind, head in titles.items():
        mine = [approval for approval in waiting if _kind(approval, user) == kind]
        if mine or kind == "decide":
            blocks += [header(head), *_listed(mine)]
    if total > len(waiting):
        said = say("Waiting in this workspace: {count}. Those that concern you are listed here.", count=total)
        blocks.append(context(said))
    blocks += [
        {"type": "divider"},
        header(say("How to ask")),
        section(
            say(
                "Mention me in a channel, or write to me here in *Messages*. I look things up by myself. "
                "What would change something waits for a decision in {channel}, or where the policy says.",
                channel=f"<#{review_channel}>",
            )
        ),
    ]
    return {"type": "home", "blocks": blocks}


def line(approval: Approval) -> Block:
    """One waiting approval: what, for whom, until when, who is waited for, and the way to its card."""
    ask = approval.ask
    tools = in_a_row(_tool(approval, index) for index in approval.open_actions)
    asker, when = person(ask.requester), moment(ask.deadline)
    said = say("{tools} for {person}, expires {when}", tools=tools, person=asker, when=when)
    people = say("; ").join(dict.fromkeys(who_decides(approval, index) for index in approval.open_actions))
    block = section(f"{said}\n{say('It waits for {people}.', people=people)}")
    if hint := _hint(approval):
        block["fields"] = [plain(hint)]
    drawn = [approval.drawings[place] for place in places(approval) if place in approval.drawings]
    url = next((drawing.link for drawing in drawn if drawing.link), None)
    if url is None:
        return block
    about = cut(listed([title(approval, index) for index in approval.open_actions]), _LONGEST_LABEL)
    label = say("Open the card of {tools}", tools=about)
    return block | {"accessory": button(say("Open"), "follow", ask.id, url=url, accessibility_label=label)}


def _hint(approval: Approval) -> str:
    """The first words of the arguments, to tell two calls of one tool apart; nothing where any is hidden."""
    if is_question(approval):
        return cut(title(approval, 0), _LONGEST_HINT)
    calls = [approval.action(index) for index in approval.open_actions]
    if any(conceals(call) for call in calls):
        return ""
    values = [shown(value)[:_LONGEST_HINT] for call in calls for value in call.values.values()]
    return cut(seen(" · ".join(" ".join(value.split()) for value in values)), _LONGEST_HINT)


def _kind(approval: Approval, user: str) -> str:
    if any(_waits_for(approval, index, user) for index in approval.open_actions):
        return "decide"
    return "asked" if approval.ask.requester == user else "voted"


def _waits_for(approval: Approval, index: int, user: str) -> bool:
    """Whether this person, whom the approval concerns, has not said anything about the action yet."""
    if approval.rule(index).asks == "requester":
        return approval.ask.requester == user
    course = approval.course(index)
    heard = {who for vote in course.votes for who in (vote.person, vote.behalf)} | {course.editor}
    return approval.ask.requester != user and user not in heard


def _listed(approvals: Sequence[Approval]) -> Iterator[Block]:
    if not approvals:
        yield section(say("Nothing waits for you at the moment."))
    yield from (line(approval) for approval in approvals[:_MOST])
    if len(approvals) > _MOST:
        yield context(say("and {count} more", count=len(approvals) - _MOST))


def _tool(approval: Approval, index: int) -> str:
    tool, count = called(approval, index), so_far(approval, index)
    return bracketed(tool, count) if count else tool
