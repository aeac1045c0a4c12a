"""Records for tests: each has everything it needs, and a test names only what matters to it."""

from collections.abc import Mapping
from typing import Any

from bot.approvals import Action, Approval, Ask, Drawing, State, Vote
from bot.canonical import canonical
from bot.policy import People, Rule, Stage
from bot.presentations import Part, Presentation

TEAM, REQUESTER, REVIEWER = "T1", "U1", "U2"
CHANNEL, REVIEW_CHANNEL = "C1", "C0APPROVALS"
THREAD = f"{TEAM}:{CHANNEL}:1.000001"
ASKED_AT, DEADLINE = 1_700_000_000.0, 1_700_086_400.0
MAIL = {"to": "alice@example.com", "subject": "Review", "body": "See you at ten."}
MAIL_SCHEMA = {"properties": {name: {"type": "string"} for name in MAIL}, "required": [*MAIL]}


def a_rule(tool: str = "send_email", **changes: Any) -> Rule:
    """A rule under which the review channel decides."""
    stage = Stage(approvers=People(channels=(REVIEW_CHANNEL,)))
    return Rule(**{"tool": tool, "stages": (stage,), "timeout": 60.0} | changes)


def an_action(
    arguments: Mapping[str, Any] = MAIL, *, tool: str = "send_email", rule: Rule | None = None, **changes: Any
) -> Action:
    fields = {"call": "c1", "tool": tool, "rule": rule or a_rule(tool), "arguments_schema": MAIL_SCHEMA}
    return Action(**fields | {"arguments": canonical(arguments)} | changes)


def a_question(text: str = "Which Alice?", **changes: Any) -> Action:
    rule = a_rule("ask_user", decisions=("respond",), asks="requester")
    return an_action({"question": text}, tool="ask_user", rule=rule, arguments_schema={}, **changes)


def an_ask(*actions: Action, **changes: Any) -> Ask:
    fields = {
        "id": "a1",
        "thread": THREAD,
        "turn": f"{THREAD}:1.000001",
        "interrupt": "i1",
        "team": TEAM,
        "requester": REQUESTER,
        "channel": CHANNEL,
        "thread_ts": "1.000001",
        "link": "https://example.com/archives/C1/p1000001",
        "reason": "I will mail Alice.",
        "actions": actions or (an_action(),),
        "asked_at": ASKED_AT,
        "deadline": DEADLINE,
    }
    return Ask(**fields | changes)


def a_vote(type: str = "approve", person: str = REVIEWER, **changes: Any) -> Vote:
    return Vote(**{"type": type, "person": person, "at": ASKED_AT + 30} | changes)


def an_edit(arguments: Mapping[str, Any], **changes: Any) -> Vote:
    return a_vote("edit", arguments=canonical(arguments), **changes)


def an_approval(
    *actions: Action,
    votes: Mapping[int, Vote] | None = None,
    executions: Mapping[int, str] | None = None,
    drawings: Mapping[str, Drawing] | None = None,
    **changes: Any,
) -> Approval:
    ask, votes = an_ask(*actions, **changes), votes or {}
    state = State.PENDING if len(votes) < len(ask.actions) else State.DECIDED
    return Approval(ask=ask, state=state, votes=votes, executions=executions or {}, drawings=drawings or {})


def presented(action: Action, *parts: Part) -> Action:
    """The action as its tool presents these arguments."""
    return action.changed(action.arguments, [Presentation(digest=action.digest, parts=parts)])
