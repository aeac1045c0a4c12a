"""What became of an action: the verdict, what people said, and what a change made of it."""

import json
from typing import Any

from bot.answers import changes
from bot.approvals import CLOCK, Action, Approval, Vote
from bot.canonical import digest
from bot.language import lead, say, sentences
from bot.views import Block
from bot.views.blocks import context, cut, line, quote, rich, section, words
from bot.views.redaction import conceals, hidden, public
from bot.views.values.difference import difference
from bot.views.values.passages import LONGEST_NAME
from bot.views.values.told import labels
from bot.views.values.visible import seen
from bot.views.verdict import answers, execution, verdict

WORDS = 1600
"""Characters of people's words and changes on one message; the audit trail has all of them."""
_LEAST = 30
_CHANGES = 15


def outcome(approval: Approval, index: int) -> list[Block]:
    """The verdict, and the words that came with it."""
    action, vote = approval.ask.actions[index], approval.votes[index]
    ran = execution(approval.executions.get(index)) if vote.type in {"approve", "edit"} else ""
    room = WORDS // len(approval.ask.actions)
    blocks = [section(sentences(verdict(approval, index), ran))]
    if vote.value is not None and not action.rule.private:
        blocks.append(spoken(say("Answer:"), shown(json.loads(vote.value)), room=room))
    if vote.value is not None and not conceals(action):
        digested = digest(action.tool, vote.value)[:12]
        blocks.append(context(say("Digest of the answer `{digest}`", digest=digested)))
    if vote.message and vote.person != CLOCK:
        blocks.append(spoken(_called(vote, answers=answers(approval, index)), vote.message, room=room))
    return blocks


def _called(vote: Vote, *, answers: bool) -> str:
    """What the words of a vote are."""
    match vote.type:
        case "reject" | "edit":
            return say("Reason:")
        case "respond":
            return say("Answer:") if answers else say("Response:")
        case "approve":
            return say("Because:")


def revision(action: Action, arguments: str, *, room: int) -> list[Block]:
    """What a change makes of the arguments, as far as the channel may know."""
    changed = changes(action, Vote(type="edit", person="", arguments=arguments))
    if action.rule.private or not changed:
        return []
    told = changed[:_CHANGES]
    each = max(room // (3 * len(told)), _LEAST)
    unseen = hidden(action) | hidden(action.changed(arguments))
    names = labels(public(action))
    lines = [
        _unseen(names.get(name, name)) if name in unseen else difference(names.get(name, name), *values, room=each)
        for name, *values in told
    ]
    if left := len(changed) - len(told):
        lines.append(line(words(say("… and {count} more", count=left), italic=True)))
    return [rich(*lines)]


def _unseen(name: str) -> dict[str, Any]:
    told = words(say("changed (hidden)"), italic=True)
    return line(words(lead(seen(cut(name, LONGEST_NAME))), bold=True), told, words("\n"))


def spoken(what: str, text: str, *, room: int) -> Block:
    """Words of people, which nothing reads as markup."""
    return rich(line(words(what, bold=True)), quote(text, most=room))


def shown(value: Any) -> str:
    """A value as text; strings as they are, everything else as JSON."""
    if value is None:
        return say("(none)")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
