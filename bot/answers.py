"""What a settled approval answers: the right to run its calls, and what the interrupt gets. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from langchain.agents.middleware.human_in_the_loop import Decision, HITLResponse

from bot.approvals import CLOCK, POLICY, Action, Approval, Ask, Vote
from bot.canonical import canonical
from bot.problems import problems


class Grant(NamedTuple):
    """What a vote makes of the right to run a call."""

    status: Literal["granted", "done", "failed"]
    arguments: str
    result: str = ""
    """What the run gets instead of the tool's result, when the call does not run (again)."""


def grant(ask: Ask, action: Action, vote: Vote) -> Grant | None:
    """The grant that a vote gives; None when the tool does not run and nobody needs to know in its place."""
    if ask.shape == "inbox":
        return None  # What such a request names is a title; no tool claims it.
    if vote.type == "approve":
        return Grant("granted", action.arguments)
    if vote.type == "edit":
        return Grant("granted", vote.arguments or "")
    if ask.kind == "review":
        return None
    if vote.type == "respond":
        return Grant("done", action.arguments, f"A person found that it ran: {vote.message}")
    said = (
        vote.message
        if vote.person == CLOCK
        else f"Given up by a person{': ' if vote.message else ''}{vote.message or ''}"
    )
    return Grant("failed", action.arguments, f"It is not known whether this took effect. {said}. It was not run again.")


def clock_votes(ask: Ask, *, timeout: str) -> list[Vote]:
    """What the clock answers when nobody did. `timeout` is the time allowed, for people (`24h`)."""
    said = f"Expired: nobody decided within {timeout}. This is not a refusal by a person."
    if ask.kind == "review" and ask.shape != "value":
        said += " The tool did not run."
    return [
        Vote(type="reject" if "reject" in action.rule.decisions else "respond", person=CLOCK, message=said)
        for action in ask.actions
    ]


def is_allowed(action: Action, vote: Vote) -> bool:
    """Whether the rule offers this decision at all, whoever makes it."""
    value = vote.type == "respond" or vote.value is None
    return vote.type in action.rule.decisions and value and (vote.arguments is not None) == (vote.type == "edit")


def unheard(approval: Approval) -> int | None:
    """The first action of which the graph cannot be told what was decided: then its run has to end."""
    votes = approval.votes.items()
    return next((index for index, vote in votes if vote.type not in approval.ask.actions[index].takes), None)


def response(approval: Approval) -> Any:
    """What the interrupt gets: an answer of the shape in which it asked.

    Raises:
        ValueError: an action has no vote, or one that its rule does not allow, or the graph's own schema does not
            take the answer. A wrong answer would poison the interrupt for good, so it never leaves this function.
    """
    ask = approval.ask
    for index, action in enumerate(ask.actions):
        vote = approval.votes.get(index)
        if vote is None or not is_allowed(action, vote):
            raise ValueError(f"approval {ask.id}, action {index} ({action.tool}): no valid vote")
    answer = _answer(approval)
    if ask.response_schema and (found := problems(ask.response_schema, answer, formats=False)):
        raise ValueError(f"approval {ask.id}: the graph does not take this answer: {' '.join(found.values())}")
    return answer


def _answer(approval: Approval) -> Any:
    each = [(action, approval.votes[index]) for index, action in enumerate(approval.ask.actions)]
    match approval.ask.shape:
        case "batched":
            return HITLResponse(decisions=[_decision(action, vote) for action, vote in each])
        case "per_call":
            return _decision(*each[0])
        case "inbox":
            return [_inbox_response(action, vote) for action, vote in each]
        case "value":
            return _value(approval)


def _value(approval: Approval) -> Any:
    value = approval.votes[0].value
    if value is None:
        raise ValueError(f"approval {approval.ask.id}: nobody gave an answer")
    return json.loads(value)


def _decision(action: Action, vote: Vote) -> Decision:
    match vote.type:
        case "approve":
            return {"type": "approve"}
        case "edit":
            return {"type": "edit", "edited_action": {"name": action.tool, "args": json.loads(vote.arguments or "{}")}}
        case "reject":
            return {"type": "reject", "message": _rejection(vote)}
        case "respond":
            return {"type": "respond", "message": vote.message or ""}


def _inbox_response(action: Action, vote: Vote) -> dict[str, Any]:
    """As Agent Inbox answers: whoever accepts or edits hands back the whole request."""
    match vote.type:
        case "approve" | "edit":
            arguments = json.loads(vote.arguments or action.arguments)
            kind = "accept" if vote.type == "approve" else "edit"
            return {"type": kind, "args": {"action": action.tool, "args": arguments}}
        case "reject":
            return {"type": "ignore", "args": None}
        case "respond":
            return {"type": "response", "args": vote.message or ""}


def _rejection(vote: Vote) -> str:
    if vote.person in {CLOCK, POLICY}:
        return vote.message or ""
    reason = f", with the reason: {vote.message}" if vote.message else ", without a reason"
    return f"Rejected by a reviewer{reason}. The tool did not run. Do not try this call again unless asked to."


def changes(action: Action, vote: Vote) -> Sequence[tuple[str, Any, Any]]:
    """(argument, before, after) for each argument an edit changed; None stands for absent."""
    before, after = action.values, json.loads(vote.arguments or action.arguments)
    names = [*before, *(name for name in after if name not in before)]
    return [(n, before.get(n), after.get(n)) for n in names if _bytes(before, n) != _bytes(after, n)]


def _bytes(values: Mapping[str, Any], name: str) -> str:
    """What decides whether an argument changed: to Python 1, 1.0 and true are equal, to a tool they are not."""
    return canonical(values[name]) if name in values else ""
