"""The decisions about an action: what each is called, and their buttons."""

from functools import partial
from typing import Any, Literal

from bot.approvals import Approval
from bot.language import say
from bot.views import Block
from bot.views.blocks import actions, button
from bot.views.confirmation import dialog
from bot.views.redaction import conceals
from bot.views.remarks import remarks_buttons
from bot.views.values.arguments import Shown

Kind = Literal["review", "confirmation", "answer", "question", "doubt"]

HIGH_RISK = partial(say, "*High risk*: approving asks once more.")


def labels(approval: Approval, index: int) -> dict[str, str]:
    """What can be decided, and what its button says."""
    decisions = approval.rule(index).decisions
    return {decision: label for decision, label in _labels(_kind(approval, index)).items() if decision in decisions}


def _kind(approval: Approval, index: int) -> Kind:
    rule = approval.rule(index)
    if approval.ask.shape == "value":
        return "answer"
    if approval.ask.kind == "review" and rule.asks == "requester":
        return "confirmation" if {"approve", "edit"} & {*rule.decisions} else "question"
    return approval.ask.kind


def _labels(kind: Kind) -> dict[str, str]:
    match kind:
        case "review":
            more = {"reject": say("Reject"), "respond": say("Respond")}
            return {"approve": say("Approve"), "edit": say("Edit")} | more
        case "confirmation":
            return {"approve": say("Approve"), "edit": say("Edit"), "reject": say("Cancel")}
        case "answer" | "question":
            return {"respond": say("Answer"), "reject": say("Decline")}
        case "doubt":
            return {"respond": say("It ran"), "approve": say("Run again"), "reject": say("Give up")}


def value(approval: Approval, index: int) -> str:
    """What its buttons and views carry."""
    return f"{approval.ask.id}:{index}:{approval.course(index).version}"


def drawn_from(approval: Approval) -> str:
    """Part of the ids of rows of buttons: other ones with every vote and change, as Slack asks for."""
    standing = sum(len(course.votes) for course in approval.courses.values())
    return f"{len(approval.votes)}.{approval.version}.{standing}"


def buttons(approval: Approval, index: int, shown: Shown) -> list[dict[str, Any]]:
    """Under an open action; `shown`: how its arguments stand on the message."""
    target, offered = value(approval, index), labels(approval, index)
    rule = approval.rule(index)
    further: list[dict[str, Any]] = []
    if conceals(approval.action(index)):
        elements = [button(say("Review"), "show", target, style="primary")]
        # Who may change and not approve would not get in by that door.
        elements += [button(say("Edit"), "edit", target)] if rule.editors and "edit" in offered else []
    elif not shown.whole:
        # What cannot be read on the card is approved where it can be: in the view that shows all of it.
        elements = [button(say("Show all"), "show", target)]
        elements += [button(offered[name], name, target) for name in ("reject", "respond") if name in offered]
    else:
        elements = [button(label, name, target) for name, label in offered.items()]
        elements[0]["style"] = "primary"
        for element in elements:
            if element["action_id"] == "approve" and rule.risk == "high":
                element["confirm"] = dialog(approval, index, label=offered["approve"])
        further += [] if shown.raw else [button(say("Raw arguments"), "show", target)]
    if approval.course(index).votes:
        elements.append(button(say("Take back my vote"), "take_back", target))
    return [*elements, *remarks_buttons(approval, index), *further]


def inside(approval: Approval, index: int) -> list[Block]:
    """In the view that shows what the card does not: the decisions beside the approval, which submitting is."""
    offered = labels(approval, index)
    elements = [button(offered[name], name, value(approval, index)) for name in offered if name != "approve"]
    return [actions("decisions", *elements)] if elements else []
