"""The audit summary: what was asked, how it was decided, and how long people took."""

from collections.abc import Mapping

from bot.audit import Summary
from bot.views import Block, Drawn
from bot.views.blocks import context, cut, escape, header, section

_PEOPLE = {"clock": "the clock (expired)", "policy": "the policy"}


def summary(found: Summary, *, period: str) -> Drawn:
    title = f"Approvals, {period}"
    decided = sum(found.decisions.values())
    counts = f"*{found.requests}* requested, *{decided}* decided, *{found.expired}* expired."
    blocks: list[Block] = [header(title), section(counts)]
    if found.decisions:
        blocks.append(section(f"*By decision*\n{_counts(found.decisions)}"))
        blocks.append(section("*By tool*\n" + _table(found.tools)))
        blocks.append(section("*By approver*\n" + _table(found.approvers, people=True)))
    if found.median_wait is not None and found.slowest_wait is not None:
        waits = f"People took {duration(found.median_wait)} (median), {duration(found.slowest_wait)} at most."
        blocks.append(context(waits))
    return Drawn(f"{title}: {found.requests} requested, {decided} decided, {found.expired} expired.", blocks)


def _table(rows: Mapping[str, Mapping[str, int]], *, people: bool = False) -> str:
    lines = [f"{_label(name, people=people)}: {_counts(counts)}" for name, counts in sorted(rows.items())]
    return cut("\n".join(lines), 2900)


def _label(name: str, *, people: bool) -> str:
    if not people:
        return f"`{escape(name)}`"
    return _PEOPLE.get(name, f"<@{name}>")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {decision}" for decision, count in sorted(counts.items()))


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`, `2.0 d`."""
    if seconds < 90:  # noqa: PLR2004
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} d"
