"""The audit summary: what was asked, how it was decided, and how long people took."""

from collections.abc import Mapping

from bot.approvals import CLOCK, POLICY
from bot.audit import Summary
from bot.language import listed, say
from bot.views import Block, Drawn
from bot.views.blocks import context, cut, escape, header, section
from bot.views.naming import named


def summary(found: Summary) -> Drawn:
    """Of the last day."""
    title = say("Approvals, last 24 hours")
    decided = sum(found.decisions.values())
    counts = {"requested": found.requests, "decided": decided, "expired": found.expired}
    told = say("*{requested}* requested, *{decided}* decided, *{expired}* expired.", **counts)
    blocks: list[Block] = [header(title), section(told)]
    if found.decisions:
        blocks.append(section(say("*By decision*") + "\n" + _counts(found.decisions)))
        blocks.append(section(say("*By tool*") + "\n" + _table(found.tools)))
        blocks.append(section(say("*By approver*") + "\n" + _table(found.approvers, people=True)))
    if found.median_wait is not None and found.slowest_wait is not None:
        median, most = duration(found.median_wait), duration(found.slowest_wait)
        blocks.append(context(say("People took {median} (median), {most} at most.", median=median, most=most)))
    text = say("{title}: {requested} requested, {decided} decided, {expired} expired.", title=title, **counts)
    return Drawn(text, blocks)


def _table(rows: Mapping[str, Mapping[str, int]], *, people: bool = False) -> str:
    lines = [f"{_label(name, people=people)}: {_counts(counts)}" for name, counts in sorted(rows.items())]
    return cut("\n".join(lines), 2900)


def _label(name: str, *, people: bool) -> str:
    if not people:
        return f"`{escape(named(name))}`"
    return {CLOCK: say("the clock (expired)"), POLICY: say("the policy")}.get(name, f"<@{name}>")


def _counts(counts: Mapping[str, int]) -> str:
    return listed([_count(count, decision) for decision, count in sorted(counts.items())])


def _count(count: int, decision: str) -> str:
    match decision:
        case "approve":
            return say("{count} approved", count=count)
        case "edit":
            return say("{count} edited", count=count)
        case "reject":
            return say("{count} rejected", count=count)
        case _:
            return say("{count} responded", count=count)


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`, `2.0 d`."""
    if seconds < 90:  # noqa: PLR2004
        return say("{seconds:.0f} s", seconds=seconds)
    if seconds < 90 * 60:
        return say("{minutes:.0f} min", minutes=seconds / 60)
    if seconds < 48 * 3600:
        return say("{hours:.1f} h", hours=seconds / 3600)
    return say("{days:.1f} d", days=seconds / 86400)
