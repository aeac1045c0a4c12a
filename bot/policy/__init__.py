"""Who may decide what."""

from bot.policy.judging import Call, Condition, Entry, Judgement, Policy
from bot.policy.people import Act, Forbidden, Person, Seat, Standpoint, approvers, may_take_part, seat
from bot.policy.rules import EVERY_DECISION, Escalation, People, Rule, Stage, Standing
from bot.policy.servers import McpServer

__all__ = [
    "EVERY_DECISION",
    "Act",
    "Call",
    "Condition",
    "Entry",
    "Escalation",
    "Forbidden",
    "Judgement",
    "McpServer",
    "People",
    "Person",
    "Policy",
    "Rule",
    "Seat",
    "Stage",
    "Standing",
    "Standpoint",
    "approvers",
    "may_take_part",
    "seat",
]
