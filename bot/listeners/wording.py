"""What people type in threads, where it is an order and not conversation. Pure."""

import re
from typing import Literal, NamedTuple

# Possessive (`*+`): a message of nothing but spaces between two words must not be tried again at each of them.
_DECISION = re.compile(
    r"(?P<word>approve|批准|reject|拒绝)\s*+(?P<number>\d{1,2})?\s*+(?:(?P<reason>[:：].*\S.*)|[.!。！]*)",  # noqa: RUF001
    re.IGNORECASE | re.DOTALL,
)
_INFORMATION = re.compile(r"(?:info|information|补充|信息)\s*[:：](.*\S.*)", re.IGNORECASE | re.DOTALL)  # noqa: RUF001
_WITHDRAWALS = {"cancel", "withdraw", "取消", "撤回"}


class Spoken(NamedTuple):
    """A decision in words."""

    decision: Literal["approve", "reject"]
    number: int | None
    """Which of the calls on the card; None when none was named."""
    reason: str | None


def decision(text: str) -> Spoken | None:
    """`approve`, `approve 2`, `reject: reason`, `reject 1: reason`; None for everything else, which decides nothing."""
    found = _DECISION.fullmatch(text.strip())
    if found is None:
        return None
    word: Literal["approve", "reject"] = "approve" if found["word"].lower() in {"approve", "批准"} else "reject"
    reason = found["reason"][1:].strip() if found["reason"] else None
    if word == "approve" and reason:
        return None  # What follows may be a condition.
    return Spoken(word, int(found["number"]) if found["number"] else None, reason)


def information(text: str) -> str | None:
    """What follows `info:`."""
    found = _INFORMATION.fullmatch(text.strip())
    return found[1].strip() if found else None


def withdraws(text: str) -> bool:
    """Whether these words take a request back: nothing but `cancel` or `withdraw`."""
    return text.strip(" \n.!。！").lower() in _WITHDRAWALS  # noqa: RUF001
