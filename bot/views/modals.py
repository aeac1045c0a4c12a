"""The views that ask for more than a click."""

from typing import Any

from bot.approvals import Action, Approval
from bot.views import Block
from bot.views.blocks import actions, button, context, escape, plain, quote, rich, section
from bot.views.forms import Form
from bot.views.outcome import shown
from bot.views.values.arguments import arguments
from bot.views.values.pages import book

REASON = "reason"
ANSWER = "answer"
_CHUNK = 2900


def edit(approval: Approval, index: int) -> dict[str, Any]:
    """One input per argument; submitting approves the call with what stands in them."""
    action = approval.action(index)
    form = Form.of(action.arguments_schema, action.values)
    if form is None:
        return _told("Edit", "These arguments are too long for a form. Approve them as they are, or reject them.")
    said = f"*{escape(action.tool)}* runs with what you submit here."
    blocks = [context(said), *(form.blocks or [section("It takes no arguments.")])]
    return _view(approval, index, "edit", title="Edit", submit="Approve with changes", blocks=blocks)


def reject(approval: Approval, index: int) -> dict[str, Any]:
    action = approval.action(index)
    reason = {
        "type": "input",
        "block_id": REASON,
        "optional": True,
        "label": plain("Reason"),
        "hint": plain("The agent and the requester read it."),
        "element": {
            "type": "plain_text_input",
            "action_id": REASON,
            "multiline": True,
            "focus_on_load": True,
        },
    }
    title, said = "Reject", "will not run."
    if approval.ask.kind == "doubt":
        title, said = "Give up", "is given up: the agent is told that nobody knows."
    blocks = [section(f"*{escape(action.tool)}* {said}"), *arguments(action, budget=1500).blocks, reason]
    return _view(approval, index, "reject", title=title, submit=title, blocks=blocks)


def respond(approval: Approval, index: int) -> dict[str, Any]:
    action = approval.action(index)
    title, submit, label = "Respond", "Respond", "Answer"
    if action.rule.asks == "requester":
        asked = [rich(quote(shown(value), most=_CHUNK)) for value in action.values.values()]
    elif approval.ask.kind == "doubt":
        title, submit, label = "It ran", "It ran", "What you found"
        asked = [
            section("The agent gets what you write as the result of the call."),
            *arguments(action, budget=1500).blocks,
        ]
    else:
        said = f"*{escape(action.tool)}* will not run. The agent gets your answer as its result."
        asked = [section(said), *arguments(action, budget=1500).blocks]
    answer = {
        "type": "input",
        "block_id": ANSWER,
        "label": plain(label),
        "element": {"type": "plain_text_input", "action_id": ANSWER, "multiline": True, "focus_on_load": True},
    }
    return _view(approval, index, "respond", title=title, submit=submit, blocks=[*asked, answer])


def show_all(approval: Approval, index: int, page: int = 0) -> dict[str, Any]:
    """Every character of the arguments, page by page, and the approval where all of them have been shown."""
    action = approval.action(index)
    shown = book(action)
    last = len(shown.pages) - 1
    page = min(max(page, 0), last)
    blocks = [context(_place(action, page + 1, last + 1)), *shown.blocks(page)]
    blocks += _turns(approval, index, page, last=last)
    if page < shown.read or "approve" not in action.rule.decisions:
        return _told("All arguments", "", blocks)
    submit = "Approve" if approval.ask.kind == "review" else "Run again"
    return _view(approval, index, "approve", title="All arguments", submit=submit, blocks=blocks)


def _place(action: Action, page: int, of: int) -> str:
    said = f"Digest `{action.digest[:12]}`, {len(action.arguments):,} characters."
    return f"Page {page} of {of}. {said}" if of > 1 else said


def _turns(approval: Approval, index: int, page: int, *, last: int) -> list[Block]:
    """The ways to the other pages; a page is drawn anew each time, so it carries where it leads."""
    target = f"{approval.ask.id}:{index}:{approval.course(index).version}"
    turns = [("Previous", "previous_page", page - 1), ("Next", "next_page", page + 1)]
    buttons = [button(label, id, f"{target}:{to}") for label, id, to in turns if 0 <= to <= last]
    return [actions(f"pages:{page}", *buttons)] if buttons else []


def _view(
    approval: Approval, index: int, decision: str, *, title: str, submit: str, blocks: list[Block]
) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": decision,
        "private_metadata": f"{approval.ask.id}:{index}:{approval.course(index).version}",
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def _told(title: str, text: str, blocks: list[Block] | None = None) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain("Close"),
        "blocks": [*([section(text)] if text else []), *(blocks or [])],
    }


def refused(why: str) -> dict[str, Any]:
    """Takes the place of a view whose submission did not count."""
    return _told("Not decided", why)
