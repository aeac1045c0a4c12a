"""The views that ask for more than a click."""

import json
from typing import Any

from bot.approvals import Approval
from bot.views import Block
from bot.views.blocks import context, cut, escape, line, plain, quote, rich, section, verbatim, words
from bot.views.card import arguments
from bot.views.forms import Form
from bot.views.outcome import shown

REASON = "reason"
ANSWER = "answer"
_CHUNK = 2900
_MOST_BLOCKS = 90
_LARGEST = 200_000
"""Bytes of blocks; Slack takes views of 250 KB."""


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
    blocks = [section(f"*{escape(action.tool)}* {said}"), arguments(action, budget=1500)[0], reason]
    return _view(approval, index, "reject", title=title, submit=title, blocks=blocks)


def respond(approval: Approval, index: int) -> dict[str, Any]:
    action = approval.action(index)
    title, submit, label = "Respond", "Respond", "Answer"
    if action.rule.asks == "requester":
        asked = [rich(quote(cut(shown(value), _CHUNK))) for value in action.values.values()]
    elif approval.ask.kind == "doubt":
        title, submit, label = "It ran", "It ran", "What you found"
        asked = [section("The agent gets what you write as the result of the call."), arguments(action, budget=1500)[0]]
    else:
        said = f"*{escape(action.tool)}* will not run. The agent gets your answer as its result."
        asked = [section(said), arguments(action, budget=1500)[0]]
    answer = {
        "type": "input",
        "block_id": ANSWER,
        "label": plain(label),
        "element": {"type": "plain_text_input", "action_id": ANSWER, "multiline": True, "focus_on_load": True},
    }
    return _view(approval, index, "respond", title=title, submit=submit, blocks=[*asked, answer])


def show_all(approval: Approval, index: int) -> dict[str, Any]:
    """Every character of the arguments, and the approval of what was shown."""
    action = approval.action(index)
    blocks: list[Block] = []
    for name, value in action.values.items():
        text = shown(value)
        chunks = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)] or [""]
        blocks += [rich(line(words(f"{name}:", bold=True)))]
        blocks += [rich(verbatim(chunk)) for chunk in chunks]
    if len(blocks) > _MOST_BLOCKS or len(json.dumps(blocks)) > _LARGEST:
        return _told("All arguments", "These arguments are too long to be read in Slack, so they can only be rejected.")
    if "approve" not in action.rule.decisions:
        return _told("All arguments", "", blocks)
    submit = "Approve" if approval.ask.kind == "review" else "Run again"
    return _view(approval, index, "approve", title="All arguments", submit=submit, blocks=blocks)


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
