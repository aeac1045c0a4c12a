"""`python -m bot policy`: is the policy file well, and what would it say of a call?"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.policy import Call, Judgement, People, Policy, Rule
from bot.policy.file import PolicyFile, load
from bot.policy.merging import spoken
from bot.policy.translation import Defaults

Say = Callable[[str], None]

REVIEW_CHANNEL = "the review channel"
# What the settings say without COUNTERSIGN_APPROVAL_TIMEOUT.
_TIMEOUT = 86400.0


def check_policy(path: Path, *, say: Say) -> None:
    """Say what is in the file, and what may not be meant.

    Raises:
        Unreadable: it cannot be used.
    """
    file = load(path)
    policy = _policy(file)
    for warning in file.warnings:
        say(f"Perhaps not meant: {warning}")
    entries, names = len(policy.entries), len(file.names)
    say(f"{path} is valid. Entries: {entries}. Names that Slack has to know: {names}.")


def explain(path: Path, call: Call, *, say: Say) -> None:
    """Say what would become of a call, and what only Slack and the tool know.

    Raises:
        Unreadable: the file cannot be used.
    """
    for line in _explained(_policy(load(path)), call):
        say(line)


def a_call(tool: str, arguments: str, *, requester: str, channel: str, at: str) -> Call:
    """A call as the command line describes it.

    Raises:
        ValueError: one of these cannot be read.
    """
    return Call(tool, _object(arguments), requester, channel, _moment(at))


def _object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if isinstance(given, dict):
        return given
    raise ValueError(f"The arguments are {text!r}. Expected: a JSON object such as '{{\"amount\": 20}}'.")


def _moment(at: str) -> float:
    if not at:
        return time.time()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise ValueError(f"--at is {at!r}. Expected: a time such as 2026-07-01T18:30+02:00.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _policy(file: PolicyFile) -> Policy:
    """The policy with names in place of ids: nobody asks Slack here."""
    names = {name: name for name in file.names}
    return file.policy(names, defaults=Defaults(review_channel=REVIEW_CHANNEL, timeout=_TIMEOUT))


def _explained(policy: Policy, call: Call) -> Iterator[str]:
    if not policy.gates(call.tool):
        yield f"'{call.tool}' is in 'read_only': it runs, and nobody is asked."
        return
    judgement = policy.judge(call)
    yield from _told(judgement)
    for supposed, other in _unknown(policy, call):
        differs = policy.judge(other)
        if (differs.rule, differs.passes) != (judgement.rule, judgement.passes):
            yield f"{supposed}:"
            yield from (f"  {line}" for line in _told(differs))
    yield "Who is in which group or channel, only Slack knows: it is asked when somebody decides."


def _unknown(policy: Policy, call: Call) -> Iterator[tuple[str, Call]]:
    """What is not known here, each with the call as it then would be."""
    for group in sorted(policy.groups):
        yield f"If {call.requester or 'the asker'} is in {group}", call._replace(requester_groups=frozenset({group}))
    yield "If the tool says that this call only reads", call._replace(only_reads="it only reads")


def _told(judgement: Judgement) -> Iterator[str]:
    yield from judgement.steps
    if judgement.passes is not None:
        yield f"It runs at once, decided by the policy: {judgement.passes}"
        return
    rule = judgement.rule
    yield f"It waits for people, by the rule of {rule.source}:"
    yield from (f"  {key + ':':<24}{value}" for key, value in _facts(rule).items() if value)


def _facts(rule: Rule) -> Mapping[str, str]:
    return _asked(rule) | {
        "decisions": ", ".join(rule.decisions),
        "editors": _people(rule.editors) if rule.editors else "",
        "at the end": f"{spoken(rule.timeout)} after the ask the clock {rule.on_timeout}s",
        "reminders": ", ".join(spoken(after) for after in rule.remind),
        "escalation": _escalation(rule),
        "card": f"in {rule.channel}" if rule.channel else "",
        "risk": rule.risk if rule.risk != "normal" else "",
        "arguments": "private" if rule.private else f"without {', '.join(rule.redact)}" if rule.redact else "",
        "reasons for": ", ".join(rule.reason_required),
    }


def _asked(rule: Rule) -> dict[str, str]:
    if rule.asks == "requester":
        return {"asked": "the asker, in their own thread"}
    stages = {
        _stage(number, stage.name, len(rule.stages)): f"{stage.quorum} of {_people(stage.approvers)}"
        for number, stage in enumerate(rule.stages, 1)
    }
    return stages | {"the asker": f"may {'' if rule.requester_may_approve else 'not '}approve their own request"}


def _stage(number: int, name: str, stages: int) -> str:
    numbered = f"stage {number}" if stages > 1 else "approvers"
    return f"{numbered}, {name}" if name else numbered


def _people(people: People) -> str:
    if people.anyone:
        return "any full member of the workspace"
    members = [f"the members of {name}" for name in (*people.groups, *people.channels)]
    return " or ".join([*people.users, *members])


def _escalation(rule: Rule) -> str:
    escalate = rule.escalate
    if escalate is None:
        return ""
    after = "at the deadline" if escalate.after is None else f"after {spoken(escalate.after)}"
    return f"{after} to {_people(escalate.to) or escalate.channel}"
