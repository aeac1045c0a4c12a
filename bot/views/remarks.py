"""What is asked and answered about an approval before it is decided: buttons, views and messages."""

from functools import partial
from typing import Any

from bot.approvals import Approval, Remark
from bot.language import listed, say, sentences
from bot.views import Block, Drawn
from bot.views.blocks import actions, button, context, moment, person, plain, quote, rich, section
from bot.views.naming import called, in_a_row

TEXT = "text"
LONGEST = 1500
"""Characters of one remark."""


NOTHING_ASKED = partial(say, "No question waits for an answer. Nothing was changed.")
ENOUGH_SAID = partial(say, "So much was said about this request that no more fits. Nothing was added.")
TAKEN_UP = partial(say, "I have taken up that message already, so it was not added to this request.")
TOO_LONG = partial(say, "Only {most:,} characters fit. Nothing was added: please say it more briefly.", most=LONGEST)
EMPTY = partial(say, "Write something to send.")
NUDGED = partial(say, "Those who still have to decide have been reminded.")
BY_BUTTON = partial(
    say, "Not all of this can be decided in words: please use the buttons on the card. Nothing was changed."
)


def which(count: int) -> str:
    """The note for a reply that names no call of a card, or none that is on it."""
    if count == 1:
        return say("There is only one call on this card. Nothing was changed.")
    return say(
        "There are {count} calls on this card. Say which: `approve 2`, or `reject 1: reason`. Nothing was changed.",
        count=count,
    )


def remarks_buttons(approval: Approval, index: int) -> list[dict[str, Any]]:
    """Beside the decisions about an open action."""
    if approval.rule(index).asks != "reviewers":
        return []
    return [button(say("Ask"), "ask", f"{approval.ask.id}:{index}:{approval.course(index).version}")]


def nudge_buttons(approval: Approval) -> list[dict[str, Any]]:
    """Beside `Withdraw` in the asker's thread."""
    return [button(say("Nudge"), "nudge", approval.ask.id)] if approval.open_actions else []


def add_buttons(approval: Approval, ts: str, *, writer: str) -> list[Block]:
    """Under the note that says a message (`ts`) is kept: its asker may add it to what reviewers see."""
    asks = {approval.rule(index).asks for index in approval.open_actions}
    if writer != approval.ask.requester or "reviewers" not in asks:
        return []
    return [actions(f"add:{ts}", button(say("Add to the request"), "add", f"{approval.ask.id}:{ts}"))]


def ask_view(approval: Approval, index: int) -> dict[str, Any]:
    ask = approval.ask
    said = say(
        "{person} reads it in their thread and can answer there. It decides nothing yet.", person=person(ask.requester)
    )
    if not approval.paused and (pause := approval.rule(index).pause):
        latest = moment(ask.deadline + pause)
        put_off = say("The end is put off until there is an answer, to {latest} at the latest.", latest=latest)
        said = sentences(said, put_off)
    return _view("ask", f"{ask.id}:{index}", title=say("Ask back"), label=say("Question"), said=said)


def answer_view(approval: Approval) -> dict[str, Any]:
    asked = [block for remark in approval.unanswered for block in _quoted(remark)]
    return _view(
        "answer", approval.ask.id, title=say("Answer"), label=say("Answer"), said=say("Reviewers see it."), blocks=asked
    )


def in_asker_thread(approval: Approval, remark: Remark) -> Drawn:
    """The remark as its asker's thread shows it: a question with a button, as long as it is open."""
    ask = approval.ask
    text = _told_asker(approval, remark)
    blocks = [section(text), _words(remark)]
    if remark in approval.unanswered and approval.open_actions:
        blocks.append(actions(f"answer:{remark.id}", button(say("Answer"), "answer", ask.id, style="primary")))
        blocks.append(context(say("A plain reply in this thread answers it too.")))
    return Drawn(text, blocks)


def _told_asker(approval: Approval, remark: Remark) -> str:
    match remark.kind:
        case "question":
            tools = in_a_row(dict.fromkeys(called(approval, index) for index in range(len(approval.ask.actions))))
            asker, who = person(approval.ask.requester), person(remark.person)
            return say("{asker}, {person} asks about {tools} before deciding:", asker=asker, person=who, tools=tools)
        case "answer":
            return say("Reviewers have your answer:")
        case "information":
            return say("Added to the request, where reviewers see it:")


def in_card_thread(approval: Approval, remark: Remark) -> Drawn:
    """The remark as reviewers read it under the card; whoever asked hears of the answer."""
    text = _told_reviewers(approval, remark)
    return Drawn(text, [section(text), _words(remark)])


def _told_reviewers(approval: Approval, remark: Remark) -> str:
    who = person(remark.person)
    match remark.kind:
        case "question":
            return say("{person} asks {asker}:", person=who, asker=person(approval.ask.requester))
        case "answer" if people := _asked_by(approval, remark):
            return say("{people}: {person} answers:", people=people, person=who)
        case "answer":
            return say("{person} answers:", person=who)
        case "information":
            return say("{person} adds:", person=who)


def refused(why: str) -> dict[str, Any]:
    """Takes the place of a view whose submission did not count."""
    return {"type": "modal", "title": plain(say("Not sent")), "close": plain(say("Close")), "blocks": [section(why)]}


def _asked_by(approval: Approval, answer: Remark) -> str:
    """Mentions those whose questions this answers."""
    before = list(approval.remarks[: approval.remarks.index(answer)])
    answered = [place for place, remark in enumerate(before, 1) if remark.kind == "answer"]
    asked = [remark for remark in before[max(answered, default=0) :] if remark.kind == "question"]
    return listed(list(dict.fromkeys(person(remark.person) for remark in asked)))


def _quoted(remark: Remark) -> list[Block]:
    return [
        context(say("{person} asked {when}:", person=person(remark.person), when=moment(remark.at))),
        _words(remark),
    ]


def _words(remark: Remark) -> Block:
    return rich(quote(remark.text, most=LONGEST))


def _view(
    callback: str, about: str, *, title: str, label: str, said: str, blocks: list[Block] | None = None
) -> dict[str, Any]:
    field = {
        "type": "plain_text_input",
        "action_id": TEXT,
        "multiline": True,
        "max_length": LONGEST,
        "focus_on_load": True,
    }
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": about,
        "title": plain(title),
        "submit": plain(say("Send")),
        "close": plain(say("Cancel")),
        "blocks": [
            *(blocks or []),
            {"type": "input", "block_id": TEXT, "label": plain(label), "element": field},
            context(said),
        ],
    }
