"""Every key in Redis, in one place."""

_PREFIX = "countersign:"

DEADLINES = _PREFIX + "deadlines"
"""Sorted set: pending approval -> epoch second from which on only the clock decides."""
ALARMS = _PREFIX + "alarms"
"""Sorted set: pending approval -> epoch second of its next reminder or escalation."""
STAND_INS = _PREFIX + "stand-ins"
"""Hash: person who is away -> who decides in their place, and until when."""
STANDING = _PREFIX + "standing"
"""Hash: rule that somebody made of an approval -> what it lets pass, and until when."""
DUE_LOOK = _PREFIX + "due:look"
"""Sorted set: thread with work -> epoch second since when."""
DUE_DRAW = _PREFIX + "due:draw"
"""Sorted set: approval whose Slack messages are behind -> epoch second since when."""
QUIET = _PREFIX + "quiet"
"""Sorted set: conversation without open work -> epoch second since when."""
AUDIT = _PREFIX + "audit"
"""Stream: one entry a request, decision and execution."""


def approval(id: str) -> str:
    """Hash: `ask`, `asked_at`, `deadline`, `state`, `changed`, `course` (what became of it), and `drawing:review`."""
    return f"{_PREFIX}approval:{id}"


def card(channel: str, ts: str) -> str:
    """String: the approval that this message shows to reviewers."""
    return f"{_PREFIX}card:{channel}:{ts}"


def grant(thread: str, call: str) -> str:
    """Hash: the right to run one tool call once, and how it went."""
    return f"{_PREFIX}grant:{thread}:{call}"


def granted(thread: str) -> str:
    """Set: keys of the grants that were given to the run under way."""
    return f"{_PREFIX}granted:{thread}"


def thread(id: str) -> str:
    """Hash: `place`; of the turn under way `turn`, `started`, `open`, `attempts`, `attempt`, `answering`, `posting`."""
    return f"{_PREFIX}thread:{id}"


def inbox(thread: str) -> str:
    """List: messages that wait for the current turn to end."""
    return f"{_PREFIX}inbox:{thread}"


def seen(message: str) -> str:
    """String: this message was accepted; kept longer than Slack repeats deliveries."""
    return f"{_PREFIX}seen:{message}"


def summary(date: str) -> str:
    """String: the summary of this day is being posted, or was."""
    return f"{_PREFIX}summary:{date}"
