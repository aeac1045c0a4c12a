"""What is asked and answered about an approval before it is decided: buttons, views and messages."""

from typing import Any

from bot.approvals import Approval, Remark
from bot.views import Block, Drawn
from bot.views.blocks import actions, button, context, moment, person, plain, quote, rich, section

TEXT = "text"
LONGEST = 1500
"""Characters of one remark."""


NOTHING_ASKED = "There is no question (any more) that waits for an answer. Nothing was changed."
ENOUGH_SAID = "So much was said about this request that no more fits. Nothing was added."
TAKEN_UP = "I have taken up that message already, so it is no part of this request."
TOO_LONG = f"Only {LONGEST:,} characters fit. Nothing was added: please say it more briefly."
EMPTY = "Write something to send."
NUDGED = "Those who still have to decide are reminded."
BY_BUTTON = "Not all of this can be decided in words: please use the buttons on the card. Nothing was changed."


def which(count: int) -> str:
    """The note for a reply that names no call of a card, or none that is on it."""
    if count == 1:
        return "There is only one call on this card. Nothing was changed."
    return f"There are {count} calls on this card. Say which: `approve 2`, or `reject 1: reason`. Nothing was changed."


def remarks_buttons(approval: Approval, index: int) -> list[dict[str, Any]]:
    """Beside the decisions about an open action."""
    if approval.ask.actions[index].rule.asks != "reviewers":
        return []
    return [button("Ask", "ask", f"{approval.ask.id}:{index}:{approval.course(index).version}")]


def nudge_buttons(approval: Approval) -> list[dict[str, Any]]:
    """Beside `Withdraw` in the asker's thread."""
    return [button("Nudge", "nudge", approval.ask.id)] if approval.open_actions else []


def add_buttons(approval: Approval, ts: str, *, writer: str) -> list[Block]:
    """Under the note that says a message (`ts`) is kept: its asker may add it to what reviewers see."""
    asks = {approval.ask.actions[index].rule.asks for index in approval.open_actions}
    if writer != approval.ask.requester or "reviewers" not in asks:
        return []
    return [actions(f"add:{ts}", button("Add to the request", "add", f"{approval.ask.id}:{ts}"))]


def ask_view(approval: Approval, index: int) -> dict[str, Any]:
    ask = approval.ask
    said = f"{person(ask.requester)} reads it in their thread and can answer there. It decides nothing yet."
    if not approval.paused and (pause := ask.actions[index].rule.pause):
        said += f" The end is put off until there is an answer, to {moment(ask.deadline + pause)} at the latest."
    return _view("ask", f"{ask.id}:{index}", title="Ask back", label="Question", said=said)


def answer_view(approval: Approval) -> dict[str, Any]:
    asked = [block for remark in approval.unanswered for block in _quoted(remark)]
    return _view("answer", approval.ask.id, title="Answer", label="Answer", said="Reviewers see it.", blocks=asked)


def in_asker_thread(approval: Approval, remark: Remark) -> Drawn:
    """The remark as its asker's thread shows it: a question with a button, as long as it is open."""
    ask = approval.ask
    tools = ", ".join(dict.fromkeys(f"`{action.tool}`" for action in ask.actions))
    text = {
        "question": f"{person(ask.requester)}, {person(remark.person)} asks about {tools} before deciding:",
        "answer": "Reviewers have your answer:",
        "information": "Added to the request, where reviewers see it:",
    }[remark.kind]
    blocks = [section(text), _words(remark)]
    if remark in approval.unanswered and approval.open_actions:
        blocks.append(actions(f"answer:{remark.id}", button("Answer", "answer", ask.id, style="primary")))
        blocks.append(context("A plain reply in this thread answers it too."))
    return Drawn(text, blocks)


def in_card_thread(approval: Approval, remark: Remark) -> Drawn:
    """The remark as reviewers read it under the card; whoever asked hears of the answer."""
    who = person(remark.person)
    text = {
        "question": f"{who} asks {person(approval.ask.requester)}:",
        "answer": f"{_asked_by(approval, remark)}{who} answers:",
        "information": f"{who} adds:",
    }[remark.kind]
    return Drawn(text, [section(text), _words(remark)])


def refused(why: str) -> dict[str, Any]:
    """Takes the place of a view whose submission did not count."""
    return {"type": "modal", "title": plain("Not sent"), "close": plain("Close"), "blocks": [section(why)]}


def _asked_by(approval: Approval, answer: Remark) -> str:
    """Mentions those whose questions this answers."""
    before = list(approval.remarks[: approval.remarks.index(answer)])
    answered = [place for place, remark in enumerate(before, 1) if remark.kind == "answer"]
    asked = [remark for remark in before[max(answered, default=0) :] if remark.kind == "question"]
    named = ", ".join(dict.fromkeys(person(remark.person) for remark in asked))
    return f"{named}: " if named else ""


def _quoted(remark: Remark) -> list[Block]:
    return [context(f"{person(remark.person)} asked {moment(remark.at)}:"), _words(remark)]


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
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            *(blocks or []),
            {"type": "input", "block_id": TEXT, "label": plain(label), "element": field},
            context(said),
        ],
    }
