"""What a request is called: a call by its tool, a question of a graph's own by what it asks, or by who asks it."""

from collections.abc import Iterable

from bot.approvals import Action, Approval
from bot.language import say
from bot.views.blocks import cut, escape
from bot.views.redaction import public
from bot.views.values.visible import seen

_QUESTIONS = ("question", "prompt", "query", "instruction", "task", "message")
"""Under which of its arguments a graph says what it asks, as is usual."""
_LONGEST = 80
_NODE = "interrupt:"


def is_question(approval: Approval) -> bool:
    """Whether a graph asks something of its own, and no call of a tool waits."""
    return approval.ask.shape == "value"


def named(tool: str) -> str:
    """A tool's name as people can check it: a graph may have it from a model."""
    return seen(" ".join(tool.split())).replace("`", "\\u{60}")


def called(approval: Approval, index: int) -> str:
    """The name within a sentence, as mrkdwn."""
    tool = escape(named(approval.ask.actions[index].tool))
    if is_question(approval):
        return say("the question from `{node}`", node=tool.removeprefix(_NODE))
    return f"`{tool}`"


def in_a_row(names: Iterable[str]) -> str:
    """Names as they stand within a sentence: Slack sees code only between spaces, so the comma is that of English."""
    return ", ".join(names)


def title(approval: Approval, index: int) -> str:
    """The name on its own, as plain text: of a question as much as a title holds and the channel may read."""
    tool = named(approval.ask.actions[index].tool)
    if not is_question(approval):
        return tool
    found = "" if approval.rule(index).private else question(public(approval.action(index)))
    return headline(found) or say("Question from {node}", node=tool.removeprefix(_NODE))


def headline(text: str) -> str:
    """The beginning of a text, on one line."""
    return cut(seen(" ".join(text[: 2 * _LONGEST].split())), _LONGEST)


def question(action: Action) -> str:
    """What a graph asks in words; empty where it has none, or they are hidden in this copy."""
    return asking(action)[1]


def asking(action: Action) -> tuple[str, str]:
    """The argument in which a graph says what it asks, and what it says there."""
    hidden = {part.argument for part in action.parts() if part.hidden}
    values = action.values
    found = ((name, values.get(name)) for name in _QUESTIONS if name not in hidden)
    return next(((name, text) for name, text in found if isinstance(text, str) and text.strip()), ("", ""))
