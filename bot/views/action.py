"""One action on a message: what would run, how far it has come, and its buttons or its outcome."""

from collections.abc import Mapping
from typing import Any

from bot.approvals import CLOCK, POLICY, Action, Approval
from bot.views import Block
from bot.views.blocks import actions, button, context, cut, person, plain, section
from bot.views.outcome import WORDS, outcome, revision, spoken
from bot.views.progress import progress
from bot.views.redaction import conceals, public
from bot.views.remarks import remarks_buttons
from bot.views.values.arguments import arguments
from bot.views.verdict import several

_LABELS: Mapping[str, Mapping[str, str]] = {
    "review": {"approve": "Approve", "edit": "Edit", "reject": "Reject", "respond": "Respond"},
    "confirmation": {"approve": "Approve", "edit": "Edit", "reject": "Cancel"},
    "question": {"respond": "Respond"},
    "doubt": {"respond": "It ran", "approve": "Run again", "reject": "Give up"},
}
_HIGH_RISK = "*High risk*: it is never approved together with others, and you are asked once more."
_PRIVATE = "The arguments are private. `Review` shows them to those who can decide."
_HIDDEN = "What is hidden here is shown to those who can decide: press `Review`."


def action(approval: Approval, index: int, *, title: str, budget: int) -> list[Block]:
    """All of it. `title` is empty where the message is about this one only; `budget`: characters for arguments."""
    now = _as_it_stands(approval, index)
    shown, whole = arguments(public(now), budget=budget)
    hidden = _PRIVATE if now.rule.private else _HIDDEN if conceals(now) else ""
    waits = index in approval.open_actions
    return [
        *([section(title)] if title else []),
        *([context(_HIGH_RISK)] if waits and now.rule.risk == "high" else []),
        *([] if now.rule.private else [*shown, context(f"Digest `{now.digest[:12]}`")]),
        *([context(hidden)] if waits and hidden else []),
        *(_change(approval, index) if waits else []),
        *_answer_or_buttons(approval, index, whole=whole),
    ]


def readable(approval: Approval, index: int, *, budget: int) -> bool:
    """Whether all of it can be read on the message: only then one click may approve several."""
    now = approval.action(index)
    return not conceals(now) and arguments(now, budget=budget).whole


def labels(approval: Approval, index: int) -> dict[str, str]:
    """What can be decided, and what its button says."""
    rule = approval.ask.actions[index].rule
    kind: str = approval.ask.kind
    if kind == "review" and rule.asks == "requester":
        kind = "confirmation" if "approve" in rule.decisions else "question"
    return {decision: label for decision, label in _LABELS[kind].items() if decision in rule.decisions}


def value(approval: Approval, index: int) -> str:
    """What its buttons and views carry."""
    return f"{approval.ask.id}:{index}:{approval.course(index).version}"


def _as_it_stands(approval: Approval, index: int) -> Action:
    """With the changes while it waits; as it was asked when it is settled, as the outcome shows the changes."""
    return approval.action(index) if index in approval.open_actions else approval.ask.actions[index]


def _change(approval: Approval, index: int) -> list[Block]:
    """What was changed since it was asked, by whom, and whose votes fell by it."""
    asked, course = approval.ask.actions[index], approval.course(index)
    if course.editor is None:
        return []
    said = f"*Changed* by {person(course.editor)}, version {course.version + 1}."
    voted = {vote.person for vote in course.votes}
    if fallen := [person(voter) for voter in course.fallen if voter not in voted]:
        said += f" Votes about the version before do not count any more: {several(fallen)}."
    room = WORDS // len(approval.ask.actions)
    return [
        context(said),
        *(revision(asked, course.arguments, room=room) if course.arguments else []),
        *([spoken("Reason for the change:", course.reason, room=room // 2)] if course.reason else []),
    ]


def _answer_or_buttons(approval: Approval, index: int, *, whole: bool) -> list[Block]:
    if index in approval.votes:
        return [*outcome(approval, index), *_afterwards(approval, index)]
    if index not in approval.open_actions:
        return []
    told = progress(approval, index)
    rounds = f"{approval.changed}" if approval.courses else f"{len(approval.votes)}"
    row = actions(f"action:{index}:{rounds}", *_buttons(approval, index, whole=whole))
    return [context("\n".join(told)), row] if told else [row]


def _buttons(approval: Approval, index: int, *, whole: bool) -> list[dict[str, Any]]:
    target, offered = value(approval, index), labels(approval, index)
    if conceals(approval.action(index)):
        elements = [button("Review", "review", target, style="primary")]
    elif not whole:
        # What cannot be read on the card is approved where it can be: in the view that shows all of it.
        elements = [button("Show all", "show", target)]
        elements += [button(offered[name], name, target) for name in ("reject", "respond") if name in offered]
    else:
        elements = [button(label, name, target) for name, label in offered.items()]
        elements[0]["style"] = "primary"
        for element in elements:
            if element["action_id"] == "approve" and approval.ask.actions[index].rule.risk == "high":
                element["confirm"] = _confirmation(approval, index)
    if approval.course(index).votes:
        elements.append(button("Take back my vote", "take_back", target))
    return [*elements, *remarks_buttons(approval, index)]


def _confirmation(approval: Approval, index: int) -> dict[str, Any]:
    now = approval.action(index)
    about = f"Your approval is for the arguments with the digest {now.digest[:12]}."
    return {
        "title": plain("Approve this call?"),
        "text": plain(f"{cut(now.tool, 100)} is of high risk. {about}"),
        "confirm": plain("Approve"),
        "deny": plain("Not yet"),
    }


def _afterwards(approval: Approval, index: int) -> list[Block]:
    """The way from an approval to a rule for calls like it, where the policy lets somebody go it."""
    vote, rule = approval.votes[index], approval.ask.actions[index].rule
    approved = vote.type in {"approve", "edit"} and vote.person not in {CLOCK, POLICY}
    if approval.ask.kind == "doubt" or not (approved and rule.standing):
        return []
    allow = button("Always allow", "always_allow", f"{approval.ask.id}:{index}")
    return [actions(f"settled:{index}", allow)]
