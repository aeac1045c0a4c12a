"""The audit trail: what an entry says, and what a day's entries add up to."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bot.approvals import CLOCK, POLICY, Action, Approval, Ask, Vote
from bot.canonical import digest


def requested(ask: Ask, action: Action, *, timeout: float) -> dict[str, Any]:
    """The entry for one action that a run asked for; people have so many seconds from then on."""
    return _entry("request", ask, action, digest=action.digest) | {
        "requester": ask.requester,
        "channel": ask.channel,
        "arguments": action.values,
        "timeout": timeout,
        "rule": action.rule.source,
        "rule_fingerprint": action.rule.fingerprint[:12],
    }


def decided(approval: Approval, index: int) -> dict[str, Any]:
    """The entry for a settled action. An edit carries the arguments before and after; its digest is of those after."""
    ask, action, vote = approval.ask, approval.ask.actions[index], approval.votes[index]
    runs = vote.arguments if vote.arguments is not None else action.arguments
    entry = _entry("decision", ask, action, digest=digest(action.tool, runs)) | {
        "decision": vote.type,
        "person": vote.person,
        "requester": ask.requester,
        "message": vote.message,
        "asked_at": ask.asked_at,
    }
    agreed = [other for other in approval.course(index).votes if other.type in {"approve", "respond"}]
    if (vote.type in {"approve", "edit"} or vote.value is not None) and len(agreed) > 1:
        entry["approvers"] = [_voter(other) for other in agreed]
    if vote.behalf:
        entry["behalf"] = vote.behalf
    if vote.value is not None:
        entry |= {"answer": json.loads(vote.value), "answer_digest": digest(action.tool, vote.value)}
    if vote.arguments is not None:
        entry |= {"before": action.values, "after": json.loads(vote.arguments)}
        entry["editor"] = approval.course(index).editor or vote.person
    return entry


def voted(approval: Approval, index: int, vote: Vote) -> dict[str, Any]:
    """The entry for a vote that stands and has not settled its action."""
    return _about("vote", approval, index) | {"vote": vote.type, "message": vote.message} | _voter(vote)


def changed(before: Approval, after: Approval, index: int, vote: Vote) -> dict[str, Any]:
    """The entry for a change of arguments that others still have to approve; its digest is of those after."""
    fallen = [other.person for other in before.course(index).votes]
    values = {"before": before.action(index).values, "after": after.action(index).values}
    said = {"fallen_votes": fallen, "message": vote.message}
    return _about("change", after, index) | said | values | _voter(vote)


def taken_back(approval: Approval, index: int, person: str) -> dict[str, Any]:
    """The entry for a vote that its voter took back."""
    return _about("vote taken back", approval, index) | {"person": person}


def refused(approval: Approval, index: int, *, person: str, act: str, why: str) -> dict[str, Any]:
    """The entry for somebody who tried what they may not."""
    return _about("refusal", approval, index) | {"person": person, "tried": act, "why": why}


def noted(kind: str, approval: Approval, **facts: Any) -> dict[str, Any]:
    """The entry for what happened to an approval as a whole: a reminder, a question, a withdrawal."""
    return {"kind": kind, "thread": approval.ask.thread, "approval": approval.ask.id} | facts


def _about(kind: str, approval: Approval, index: int) -> dict[str, Any]:
    action = approval.action(index)
    return _entry(kind, approval.ask, action, digest=action.digest)


def _voter(vote: Vote) -> dict[str, Any]:
    return {"person": vote.person, "stage": vote.stage} | ({"behalf": vote.behalf} if vote.behalf else {})


def _entry(kind: str, ask: Ask, action: Action, *, digest: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "thread": ask.thread,
        "interrupt": ask.interrupt,
        "approval": ask.id,
        "call": action.call,
        "tool": action.tool,
        "digest": digest,
    }


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What happened between two moments."""

    requests: int = 0
    decisions: Mapping[str, int] = field(default_factory=dict)
    tools: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Per tool, how often each decision was made."""
    approvers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Per person (`policy` and `clock` too), how often they took part in each decision."""
    expired: int = 0
    median_wait: float | None = None
    """Seconds a person's decision took; what the policy let pass and what expired is left out."""
    slowest_wait: float | None = None


def summarise(entries: Iterable[Mapping[str, Any]]) -> Summary:
    """Add up audit entries. Each needs `kind` and, for decisions, `at` (epoch seconds)."""
    requests, expired, waits = 0, 0, []
    decisions: Counter[str] = Counter()
    tools: defaultdict[str, Counter[str]] = defaultdict(Counter)
    approvers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        requests += entry["kind"] == "request"
        if entry["kind"] != "decision":
            continue
        decisions[entry["decision"]] += 1
        tools[entry["tool"]][entry["decision"]] += 1
        for person in _deciders(entry):
            approvers[person][entry["decision"]] += 1
        expired += entry["person"] == CLOCK
        if entry["person"] not in {CLOCK, POLICY}:
            waits.append(entry["at"] - entry["asked_at"])
    return Summary(
        requests=requests,
        decisions=dict(decisions),
        tools={tool: dict(counts) for tool, counts in tools.items()},
        approvers={person: dict(counts) for person, counts in approvers.items()},
        expired=expired,
        median_wait=median(waits) if waits else None,
        slowest_wait=max(waits, default=None),
    )


def _deciders(entry: Mapping[str, Any]) -> set[str]:
    """Everybody whose approval a decision took; whoever settled it, where it took no other."""
    return {voter["person"] for voter in entry.get("approvers", ())} or {entry["person"]}
