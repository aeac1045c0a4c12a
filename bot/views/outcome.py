"""What became of an action, in words."""

import json
from typing import Any

from bot.approvals import CLOCK, POLICY, Approval, Vote, changes, digest
from bot.views import Block
from bot.views.blocks import context, cut, line, moment, person, quote, rich, words

WORDS = 1600
"""Characters of people's words and changes on one message; the audit trail has all of them."""
_LEAST = 20
_VERBS = {
    "review": {"approve": "Approved", "edit": "Edited and approved", "reject": "Rejected", "respond": "Answered"},
    "doubt": {"approve": "Run again, as decided", "reject": "Given up", "respond": "Found to have run"},
}
_EXECUTIONS = {
    "running": "Running now.",
    "done": "It ran.",
    "failed": "It ran and failed.",
    "in_doubt": "In doubt: the process stopped while it ran.",
}


def verdict(vote: Vote, kind: str) -> str:
    """One line of mrkdwn: what was decided, by whom, when."""
    when = moment(vote.at)
    if vote.person == CLOCK:
        return f"*Expired* {when}: nobody decided before it expired, so the clock rejected it."
    if vote.person == POLICY:
        return f"*Allowed by the policy* {when}."
    return f"*{_VERBS[kind][vote.type]}* by {person(vote.person)} {when}."


def execution(status: str | None) -> str:
    return _EXECUTIONS.get(status or "", "")


def outcome(approval: Approval, index: int) -> list[Block]:
    """The verdict, the changes of an edit, and the words that came with it."""
    action, vote = approval.ask.actions[index], approval.votes[index]
    ran = execution(approval.executions.get(index)) if vote.type in {"approve", "edit"} else ""
    said = [f"{verdict(vote, approval.ask.kind)} {ran}".strip()]
    if vote.arguments is not None:
        said.append(f"Digest after the change `{digest(action.tool, vote.arguments)[:12]}`")
    blocks = [context(*said)]
    room = WORDS // len(approval.ask.actions)
    if changed := changes(action, vote):
        each = max(room // (2 * len(changed)), _LEAST)
        blocks.append(rich(*[_change(*change, limit=each) for change in changed]))
    if vote.message and vote.person != CLOCK:
        label = {"reject": "Reason:", "respond": "Answer:"}.get(vote.type, "Because:")
        blocks.append(rich(line(words(label, bold=True)), quote(cut(vote.message, room))))
    return blocks


def _change(name: str, before: Any, after: Any, *, limit: int) -> dict[str, Any]:
    return line(
        words(f"{cut(name, limit)}: ", bold=True),
        words(cut(shown(before), limit), strike=True),
        words("  changed to  "),
        words(cut(shown(after), limit), bold=True),
        words("\n"),
    )


def shown(value: Any) -> str:
    """A value as text; strings as they are, everything else as JSON."""
    if value is None:
        return "(none)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
