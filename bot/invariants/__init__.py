"""The promises of this product, checked against everything it keeps: each broken one is a sentence naming the record.

Pure functions over values; `bot.store.census` reads them and `python -m bot check --invariants` prints what is found.
"""

from bot.invariants.decisions import DECISIONS
from bot.invariants.executions import EXECUTIONS
from bot.invariants.records import GrantRecord, Records, Trail
from bot.invariants.waiting import WAITING

__all__ = ["GrantRecord", "Records", "violations"]


def violations(records: Records) -> list[str]:
    """Every broken promise, as a sentence."""
    trail = Trail(records.entries)
    return [sentence for check in (*DECISIONS, *EXECUTIONS, *WAITING) for sentence in check(records, trail)]
