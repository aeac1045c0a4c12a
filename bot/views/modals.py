"""The views that ask for more than a click."""

from functools import partial
from typing import Any

from bot.approvals import Action, Approval
from bot.language import say, sentences
from bot.views import Block, naming
from bot.views.action import agent_says, tool_says
from bot.views.asking import asked
from bot.views.blocks import actions, button, context, escape, person, plain, quote, rich, section
from bot.views.confirmation import box
from bot.views.decisions import HIGH_RISK, inside, labels, value
from bot.views.defaults import left_to_tool
from bot.views.forms import Form
from bot.views.forms.answers import Answer
from bot.views.naming import is_question
from bot.views.outcome import shown
from bot.views.progress import progress, takes_others, who_decides_after_a_change
from bot.views.redaction import conceals, for_approvers
from bot.views.values.arguments import arguments, suspicious
from bot.views.values.pages import book
from bot.views.values.told import labels as labels_of

REASON = "reason"
ANSWER = "answer"
TOO_LONG = partial(say, "These arguments are too long for a form. They can only be decided on as they are.")
_CHUNK = 2900
_QUESTION = 3000
"""Characters of a graph's own question above the form for its answer; the card has more of it."""


def edit(approval: Approval, index: int, *, approves: bool) -> dict[str, Any]:
    """One input per argument. `approves`: whether submitting approves the call with what stands in them."""
    action = approval.action(index)
    form = Form.of(action.arguments_schema, action.values, labels_of(action))
    if form is None:
        return told(say("Edit"), TOO_LONG())
    blocks = [
        *_before_editing(approval, index, approves=approves),
        *suspicious(for_approvers(action)),
        *(form.blocks or [section(say("It takes no arguments."))]),
    ]
    blocks += [_reason(say("Other reviewers read it."))] if "edit" in action.rule.reason_required else []
    blocks += box(approval, index) if approves else []
    submit = say("Approve with changes") if approves else say("Save changes")
    return _view(approval, index, "edit", title=say("Edit"), submit=submit, blocks=blocks)


def _before_editing(approval: Approval, index: int, *, approves: bool) -> list[Block]:
    """What submitting a form will do, and what it undoes."""
    tool = escape(naming.named(approval.ask.actions[index].tool))
    if not approves:
        people = who_decides_after_a_change(approval, index)
        said = say("What you save for *{tool}* waits for approval by others: {people}.", tool=tool, people=people)
    elif takes_others(approval, index, anew=True):
        said = say("*{tool}* runs with what you submit here and when others have approved it too.", tool=tool)
    else:
        said = say("*{tool}* runs with what you submit here.", tool=tool)
    votes = approval.course(index).votes
    fall = say("Votes cast so far do not count any more then.") if votes else ""
    return [context(sentences(said, fall))]


def _reason(hint: str, *, required: bool = True) -> Block:
    return {
        "type": "input",
        "block_id": REASON,
        "optional": not required,
        "label": plain(say("Reason")),
        "hint": plain(hint),
        "element": {"type": "plain_text_input", "action_id": REASON, "multiline": True},
    }


def reject(approval: Approval, index: int) -> dict[str, Any]:
    action = approval.action(index)
    reason = _reason(_read_by(action), required="reject" in action.rule.reason_required)
    reason["element"]["focus_on_load"] = True
    label = labels(approval, index).get("reject", say("Decline"))
    # Slack's own `Cancel`, which closes the view, stands beside it.
    title = say("Do not run") if label == say("Cancel") else label
    told = for_approvers(action)
    shown = asked(told, None, budget=1500) if is_question(approval) else arguments(told, budget=1500)
    blocks = [section(_what_rejecting_does(approval, action)), *shown.blocks, reason]
    return _view(approval, index, "reject", title=title, submit=title, blocks=blocks)


def _what_rejecting_does(approval: Approval, action: Action) -> str:
    tool = escape(naming.named(action.tool))
    if is_question(approval):
        return say("The agent cannot go on without an answer, so the whole request ends here.")
    if "reject" not in action.takes:
        return say("*{tool}* cannot take a refusal, so the whole request ends here.", tool=tool)
    if approval.ask.kind == "doubt":
        return say("*{tool}* is given up: the agent is told that nobody knows.", tool=tool)
    return say("*{tool}* will not run.", tool=tool)


def _read_by(action: Action) -> str:
    """Who reads a reason; of hidden arguments the approver should know that others may be among them."""
    if conceals(action):
        return say(
            "The agent and the requester read it, and whoever can read their thread: tell nothing that is hidden."
        )
    return say("The agent and the requester read it.")


def respond(approval: Approval, index: int) -> dict[str, Any]:
    action = for_approvers(approval.action(index))
    if approval.ask.shape == "value":
        form = Answer(approval.ask.response_schema or {})
        question = asked(action, approval.ask.response_schema, budget=_QUESTION, offered=True)
        blocks = [*question.blocks, *form.blocks]
        return _view(approval, index, "respond", title=say("Answer"), submit=say("Answer"), blocks=blocks)
    title, label = labels(approval, index).get("respond", say("Respond")), say("Response")
    if action.rule.asks == "requester":
        label = title
        before = [rich(quote(shown(each), most=_CHUNK)) for each in action.values.values()]
    elif approval.ask.kind == "doubt":
        label = say("What you found")
        before = [
            section(say("The agent gets what you write as the result of the call.")),
            *arguments(action, budget=1500).blocks,
        ]
    else:
        tool = escape(naming.named(action.tool))
        said = say("*{tool}* will not run. The agent gets your response as its result.", tool=tool)
        before = [section(said), *arguments(action, budget=1500).blocks]
    answer = {
        "type": "input",
        "block_id": ANSWER,
        "label": plain(label),
        "element": {"type": "plain_text_input", "action_id": ANSWER, "multiline": True, "focus_on_load": True},
    }
    return _view(approval, index, "respond", title=title, submit=title, blocks=[*before, answer])


def show_all(approval: Approval, index: int, page: int = 0) -> dict[str, Any]:
    """Every character of the arguments, page by page, and the approval where all of them have been shown."""
    action = approval.action(index)
    shown = book(for_approvers(action))
    last = len(shown.pages) - 1
    page = min(max(page, 0), last)
    head, tail = _instead_of_the_card(approval, index) if conceals(action) else ([], [])
    who = person(approval.ask.requester)
    by = section(say("*{tool}*, asked by {person}", tool=escape(naming.title(approval, index)), person=who))
    blocks = [by, *head, context(_place(action, page + 1, last + 1)), *shown.blocks(page)]
    blocks += [*left_to_tool(action, in_private=True).blocks, *_turns(approval, index, page, last=last), *tail]
    title = say("Review") if conceals(action) else say("All arguments")
    if page < shown.read or "approve" not in action.rule.decisions:
        return told(title, "", blocks)
    blocks += box(approval, index)
    return _view(approval, index, "approve", title=title, submit=labels(approval, index)["approve"], blocks=blocks)


def _instead_of_the_card(approval: Approval, index: int) -> tuple[list[Block], list[Block]]:
    """What stands above and below arguments that their card hides: all that the card would have said and offered."""
    risk = [context(HIGH_RISK())] if approval.rule(index).risk == "high" else []
    far = [context(line) for line in progress(approval, index)]
    return [*risk, *far], [*inside(approval, index), *tool_says(approval), *agent_says(approval)]


def _place(action: Action, page: int, of: int) -> str:
    said = say("Digest `{digest}`, {count:,} characters.", digest=action.digest[:12], count=len(action.arguments))
    return sentences(say("Page {page} of {pages}.", page=page, pages=of), said) if of > 1 else said


def _turns(approval: Approval, index: int, page: int, *, last: int) -> list[Block]:
    """The ways to the other pages; a page is drawn anew each time, so it carries where it leads."""
    turns = [(say("Previous"), "previous_page", page - 1), (say("Next"), "next_page", page + 1)]
    buttons = [button(label, id, f"{value(approval, index)}:{to}") for label, id, to in turns if 0 <= to <= last]
    return [actions(f"pages:{page}", *buttons)] if buttons else []


def _view(
    approval: Approval, index: int, decision: str, *, title: str, submit: str, blocks: list[Block]
) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": decision,
        "private_metadata": value(approval, index),
        "title": plain(title),
        "submit": plain(submit),
        "close": plain(say("Cancel")),
        "blocks": blocks,
    }


def told(title: str, text: str, blocks: list[Block] | None = None) -> dict[str, Any]:
    """A view that leads to no decision."""
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain(say("Close")),
        "blocks": [*([section(text)] if text else []), *(blocks or [])],
    }


def refused(why: str) -> dict[str, Any]:
    """Takes the place of a view whose submission did not count."""
    return told(say("Not decided"), why)


def counted(what: str) -> dict[str, Any]:
    """Takes the place of a view whose submission counts, but not as the last word; closing it closes all."""
    return told(say("Counted"), what) | {"clear_on_close": True}
