"""What became of an action: the verdict, the change, and what people said."""

import json
from typing import Any

from bot.answers import changes
from bot.approvals import CLOCK, Action, Approval, Vote, digest
from bot.language import say, sentences
from bot.views import Block
from bot.views.blocks import context, line, quote, rich, words
from bot.views.redaction import conceals, public
from bot.views.values.difference import difference
from bot.views.verdict import execution, verdict

WORDS = 1600
"""Characters of people's words and changes on one message; the audit trail has all of them."""
_LEAST = 30
_CHANGES = 15


def outcome(approval: Approval, index: int) -> list[Block]:
    """The verdict, the changes of an edit, and the words that came with it."""
    action, vote = approval.ask.actions[index], approval.votes[index]
    ran = execution(approval.executions.get(index)) if vote.type in {"approve", "edit"} else ""
    said = [sentences(verdict(approval, index), ran)]
    if vote.arguments is not None and not conceals(action.model_copy(update={"arguments": vote.arguments})):
        said.append(say("Digest after the change `{digest}`", digest=digest(action.tool, vote.arguments)[:12]))
    if vote.value is not None:
        said.append(say("Digest of the answer `{digest}`", digest=digest(action.tool, vote.value)[:12]))
    room = WORDS // len(approval.ask.actions)
    blocks = [context(*said)]
    if vote.value is not None and not action.rule.private:
        blocks.append(spoken(say("Answer:"), shown(json.loads(vote.value)), room=room))
    if vote.arguments is not None:
        blocks += revision(action, vote.arguments, room=room)
    if (reason := approval.course(index).reason) and reason != vote.message:
        blocks.append(spoken(say("Reason for the change:"), reason, room=room // 2))
    if vote.message and vote.person != CLOCK:
        blocks.append(spoken(_called(vote), vote.message, room=room))
    return blocks


def _called(vote: Vote) -> str:
    """What the words of a vote are."""
    match vote.type:
        case "reject" | "edit":
            return say("Reason:")
        case "respond":
            return say("Answer:")
        case "approve":
            return say("Because:")


def revision(action: Action, arguments: str, *, room: int) -> list[Block]:
    """What a change makes of the arguments, as far as the channel may know."""
    after = public(action.model_copy(update={"arguments": arguments})).arguments
    changed = changes(public(action), Vote(type="edit", person="", arguments=after))
    if action.rule.private or not changed:
        return []
    told = changed[:_CHANGES]
    each = max(room // (3 * len(told)), _LEAST)
    labels = {part.argument: part.label for part in public(action).parts}
    lines = [difference(labels.get(name) or name, *values, room=each) for name, *values in told]
    if left := len(changed) - len(told):
        lines.append(line(words(say("… and {count} more", count=left), italic=True)))
    return [rich(*lines)]


def spoken(label: str, text: str, *, room: int) -> Block:
    """Words of people, which nothing reads as markup."""
    return rich(line(words(label, bold=True)), quote(text, most=room))


def shown(value: Any) -> str:
    """A value as text; strings as they are, everything else as JSON."""
    if value is None:
        return say("(none)")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
