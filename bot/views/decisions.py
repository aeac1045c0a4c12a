"""The decisions about an action: what each is called, and their buttons."""

from collections.abc import Mapping
from typing import Any

from bot.approvals import Approval
from bot.views import Block
from bot.views.blocks import actions, button, cut, plain
from bot.views.redaction import conceals
from bot.views.remarks import remarks_buttons

_LABELS: Mapping[str, Mapping[str, str]] = {
    "review": {"approve": "Approve", "edit": "Edit", "reject": "Reject", "respond": "Respond"},
    "confirmation": {"approve": "Approve", "edit": "Edit", "reject": "Cancel"},
    "answer": {"respond": "Answer", "reject": "Decline"},
    "question": {"respond": "Respond", "reject": "Decline"},
    "doubt": {"respond": "It ran", "approve": "Run again", "reject": "Give up"},
}
HIGH_RISK = "*High risk*: it is never approved together with others."


def labels(approval: Approval, index: int) -> dict[str, str]:
    """What can be decided, and what its button says."""
    rule = approval.ask.actions[index].rule
    kind: str = approval.ask.kind
    if approval.ask.shape == "value":
        kind = "answer"
    elif kind == "review" and rule.asks == "requester":
        kind = "confirmation" if {"approve", "edit"} & {*rule.decisions} else "question"
    return {decision: label for decision, label in _LABELS[kind].items() if decision in rule.decisions}


def value(approval: Approval, index: int) -> str:
    """What its buttons and views carry."""
    return f"{approval.ask.id}:{index}:{approval.course(index).version}"


def drawn_from(approval: Approval) -> str:
    """Part of the ids of rows of buttons: other ones with every vote and change, as Slack asks for."""
    standing = sum(len(course.votes) for course in approval.courses.values())
    return f"{len(approval.votes)}.{approval.version}.{standing}"


def buttons(approval: Approval, index: int, *, whole: bool) -> list[dict[str, Any]]:
    """Under an open action; `whole`: whether all of its arguments can be read on the message."""
    target, offered = value(approval, index), labels(approval, index)
    rule = approval.ask.actions[index].rule
    if conceals(approval.action(index)):
        elements = [button("Review", "show", target, style="primary")]
        # Who may change and not approve would not get in by that door.
        elements += [button("Edit", "edit", target)] if rule.editors and "edit" in offered else []
    elif not whole:
        # What cannot be read on the card is approved where it can be: in the view that shows all of it.
        elements = [button("Show all", "show", target)]
        elements += [button(offered[name], name, target) for name in ("reject", "respond") if name in offered]
    else:
        elements = [button(label, name, target) for name, label in offered.items()]
        elements[0]["style"] = "primary"
        for element in elements:
            if element["action_id"] == "approve" and rule.risk == "high":
                element["confirm"] = _confirmation(approval, index)
        elements.append(button("Show all", "show", target))
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


def inside(approval: Approval, index: int) -> list[Block]:
    """In the view that shows what the card does not: the decisions beside the approval, which submitting is."""
    offered = labels(approval, index)
    elements = [button(offered[name], name, value(approval, index)) for name in offered if name != "approve"]
    return [actions("decisions", *elements)] if elements else []
