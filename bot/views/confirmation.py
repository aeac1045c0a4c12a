"""What is of high risk asks once more: a dialog over the card, or a box to tick in a view that approves."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.approvals import Approval
from bot.language import bracketed, lead, say
from bot.views import Block
from bot.views.blocks import cut, plain
from bot.views.naming import named
from bot.views.progress import takes_others
from bot.views.values.pieces import Piece, pieces
from bot.views.values.visible import seen

CONFIRMED = "confirmed"
_TITLE, _TEXT, _LINE, _TOOL = 100, 300, 90, 70


def dialog(approval: Approval, index: int, *, label: str) -> dict[str, Any]:
    """Before the button with this label counts: what would run, as far as Slack's dialog has room for it."""
    tool = cut(named(approval.action(index).tool), _TOOL)
    again = approval.ask.kind == "doubt"
    title = say("Run {tool} again?", tool=tool) if again else say("Approve {tool}?", tool=tool)
    return {
        "title": plain(cut(title, _TITLE)),
        "text": plain(_told(approval, index)),
        "confirm": plain(label),
        "deny": plain(say("Not yet")),
    }


def _told(approval: Approval, index: int) -> str:
    now = approval.action(index)
    others = takes_others(approval, index)
    when = say("It runs when others have approved it too.") if others else say("Your approval is the last it needs.")
    end = f"{when}\n{say('Digest {digest}.', digest=now.digest[:12])}"
    lines = [*map(_line, pieces(now, laid_out=False))]
    return "\n".join([*_fitting(lines, _TEXT - len(end) - 1), end])


def _line(piece: Piece) -> str:
    """An argument as the card has it, as far as one line goes."""
    value = piece.said or cut(" ".join(seen(piece.text[:_TEXT]).split()), _LINE)
    label = cut(seen(piece.label), _LINE // 3)
    return lead(label) + (bracketed(value, cut(seen(piece.note), _LINE // 2)) if piece.note else value)


def _fitting(lines: list[str], room: int) -> Iterator[str]:
    """The first of these lines; in place of those for which there is no room, how many the card has besides."""
    for number, line in enumerate(lines):
        left = len(lines) - number
        more = say("… and {count} more on the card", count=left)
        after = room - len(line) - 1
        if after < (len(more) + 1 if left > 1 else 0):
            yield more
            return
        yield line
        room = after


def box(approval: Approval, index: int) -> list[Block]:
    """In a view that approves: Slack submits it only with this ticked; nothing where the risk is not high."""
    action = approval.action(index)
    if action.rule.risk != "high":
        return []
    option = {"text": plain(say("I have checked this. Let it run.")), "value": CONFIRMED}
    return [
        {
            "type": "input",
            "block_id": CONFIRMED,
            "label": plain(say("{tool} is of high risk", tool=cut(named(action.tool), _TOOL))),
            "element": {"type": "checkboxes", "action_id": CONFIRMED, "options": [option]},
        }
    ]


def unconfirmed(approval: Approval, index: int, state: Mapping[str, Any]) -> bool:
    """Whether the box is missing from what was submitted, or was not ticked. `state` is the view's `state.values`."""
    if approval.rule(index).risk != "high":
        return False
    match state.get(CONFIRMED):
        case {"confirmed": {"selected_options": [_, *_]}}:
            return False
        case _:
            return True
