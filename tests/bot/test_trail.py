"""The audit trail, a line an entry."""

from typing import Any

import pytest

from bot.audit import decided, noted, refused, requested, taken_back, voted
from bot.trail import line
from tests.bot.records import a_vote, an_approval

APPROVAL = an_approval(votes={0: a_vote("reject", message="She is\naway.")})
ASK, ACTION = APPROVAL.ask, APPROVAL.ask.actions[0]


@pytest.mark.parametrize(
    ("entry", "ends"),
    [
        (requested(ASK, ACTION, timeout=86_400), f"send_email        {ACTION.digest[:12]}  asked by U1"),
        (decided(APPROVAL, 0), f"{ACTION.digest[:12]}  reject by U2: She is away."),
        (voted(APPROVAL, 0, a_vote()), "approve by U2"),
        (taken_back(APPROVAL, 0, "U2"), "by U2"),
        (refused(APPROVAL, 0, person="U9", act="approve", why="Only U2 can."), "U9 tried to approve: Only U2 can."),
        (noted("question", APPROVAL, person="U2", text="Which Alice?"), "by U2: Which Alice?"),
        (noted("withdrawal", APPROVAL, person="U1", why=""), "by U1"),
        (noted("reminder", APPROVAL, actions=[0]), "reminder"),
        (noted("reminded", APPROVAL, actions=[0], people=["U2", "U3"]), "to U2, U3"),
        (noted("reminded", APPROVAL, actions=[0], people=[]), "to nobody"),
        (noted("escalation", APPROVAL, actions=[0], deadline=1.0), "escalation"),
        ({"kind": "execution", "tool": "pay", "digest": "abc", "outcome": "done"}, "abc           done"),
    ],
)
def test_every_kind_of_entry_has_a_line(entry: dict[str, Any], ends: str) -> None:
    said = line(entry | {"time": "2026-01-02T03:04:05.678+00:00"})

    assert said.startswith(f"2026-01-02T03:04:05.678+00:00  {entry['kind']}")
    assert said.endswith(ends)
    assert "\n" not in said
