"""A store in which one thing is wrong: the check names it."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot import audit
from bot.approvals import Approval, State, Vote, Withdrawal
from bot.canonical import digest
from bot.invariants import GrantRecord, Records, violations
from bot.policy import People, Stage
from tests.bot.records import ASKED_AT, DEADLINE, THREAD, a_rule, a_vote, an_action, an_approval, an_ask

ACTION, ASK, VOTE = an_action(), an_ask(), a_vote()
SETTLED = an_approval(votes={0: VOTE}).model_copy(update={"state": State.RESUMED})
PENDING = an_approval(id="a2", interrupt="i2")
EXECUTION = {
    "kind": "execution",
    "thread": THREAD,
    "approval": "a1",
    "call": "c1",
    "tool": "send_email",
    "digest": ACTION.digest,
    "outcome": "done",
    "at": ASKED_AT + 31,
}
REQUEST = audit.requested(ASK, ACTION, timeout=86_400) | {"at": ASKED_AT}
DECISION = audit.decided(SETTLED, 0) | {"at": ASKED_AT + 30}
WAITING = audit.requested(PENDING.ask, ACTION, timeout=86_400) | {"at": ASKED_AT}
GRANT = GrantRecord(
    thread=THREAD,
    call="c1",
    status="done",
    approval="a1",
    tool="send_email",
    arguments=ACTION.arguments,
    digest=ACTION.digest,
    until=ASKED_AT + 60,
    live=True,
)
SOUND = Records(
    now=ASKED_AT + 100,
    entries=[REQUEST, WAITING, DECISION, EXECUTION],
    approvals={"a1": SETTLED, "a2": PENDING},
    grants=[GRANT],
    deadlines={"a2": DEADLINE},
    alarms={},
    due=frozenset(),
)

TWO_STAGES = a_rule(
    stages=(Stage(approvers=People(users=("U2", "U3")), quorum=2), Stage(approvers=People(users=("U4",))))
)
APPROVERS = [{"person": "U2", "stage": 0}, {"person": "U3", "stage": 0}, {"person": "U4", "stage": 1}]
GONE = an_approval().model_copy(
    update={"state": State.WITHDRAWN, "withdrawal": Withdrawal(person="U1", why="", at=ASKED_AT + 10)}
)
WITHDRAWAL = audit.noted("withdrawal", GONE, person="U1", why="") | {"at": ASKED_AT + 10}
REMINDED = an_approval(an_action(rule=a_rule(remind=(50,))), id="a2", interrupt="i2")

Change = Callable[[Records], Records]


def entries(*changed: Mapping[str, Any]) -> Change:
    return lambda records: dataclasses.replace(records, entries=changed)


def approvals(**changed: Approval) -> Change:
    return lambda records: dataclasses.replace(records, approvals=changed)


def granted(**changed: Any) -> Change:
    return lambda records: dataclasses.replace(records, grants=[dataclasses.replace(GRANT, **changed)])


def changed(**fields: Any) -> Change:
    return lambda records: dataclasses.replace(records, **fields)


def settled(state: State = State.RESUMED, vote: Vote = VOTE) -> Approval:
    return an_approval(votes={0: vote}).model_copy(update={"state": state})


def approved_by(*approvers: Mapping[str, Any], **rule: Any) -> Change:
    """As if a rule of two stages had been satisfied by these people."""
    two_stages = an_action(rule=TWO_STAGES.model_copy(update=rule))
    approval = an_approval(two_stages, votes={0: VOTE}).model_copy(update={"state": State.RESUMED})
    decision = DECISION | {"approvers": approvers}
    return lambda records: approvals(a1=approval, a2=PENDING)(entries(REQUEST, WAITING, decision, EXECUTION)(records))


BROKEN: dict[str, tuple[Change, str]] = {
    "asked twice": (entries(REQUEST, REQUEST, WAITING, DECISION, EXECUTION), "a1: the audit trail has 2 requests"),
    "asked unseen": (entries(REQUEST, DECISION, EXECUTION), "a2: the audit trail has no request for call c1"),
    "asked for something else": (
        entries(REQUEST | {"digest": "0"}, WAITING, DECISION, EXECUTION),
        "a1: call c1 is not what the audit trail says was asked",
    ),
    "decided twice": (entries(REQUEST, WAITING, DECISION, DECISION, EXECUTION), "a1: the audit trail has 2 decisions"),
    "decided unasked": (
        entries(REQUEST, WAITING, DECISION, DECISION | {"approval": "a9"}, EXECUTION),
        "a9: the audit trail has a decision about call c1 and no request",
    ),
    "a vote without an entry": (
        entries(REQUEST, WAITING),
        "a1: the vote on call c1 is approve by U2, but the audit trail says missing",
    ),
    "an entry without a vote": (
        entries(REQUEST, WAITING, DECISION, EXECUTION, DECISION | {"approval": "a2"}),
        "a2: the vote on call c1 is missing, but the audit trail says approve by U2",
    ),
    "an entry about another person": (
        approvals(a1=settled(vote=a_vote(person="U9")), a2=PENDING),
        "a1: the vote on call c1 is approve by U9, but the audit trail says approve by U2",
    ),
    "decided late": (
        entries(REQUEST, WAITING, DECISION | {"at": DEADLINE + 1}, EXECUTION),
        "a1: U2 decided after the deadline about call c1",
    ),
    "expired early": (
        entries(REQUEST, WAITING, DECISION | {"person": "clock", "decision": "reject"}),
        "a1: clock decided before the deadline about call c1",
    ),
    "approved by the clock": (
        entries(REQUEST, WAITING, DECISION | {"person": "clock", "at": DEADLINE + 1}, EXECUTION),
        "a1: clock approved call c1",
    ),
    "approved without the second stage": (
        approved_by(*APPROVERS[:2]),
        "a1: call c1 was approved by 0 in stage 1, where its rule asks for 1",
    ),
    "approved by too few in a stage": (
        approved_by(*APPROVERS[1:]),
        "a1: call c1 was approved by 1 in stage 0, where its rule asks for 2",
    ),
    "approved by one person where two stages ask": (
        lambda records: entries(REQUEST, WAITING, DECISION, EXECUTION)(approved_by()(records)),
        "a1: call c1 was approved by 1 in stage 0, where its rule asks for 2",
    ),
    "approved twice by one person": (
        approved_by(APPROVERS[0], *APPROVERS[::2]),
        "a1: call c1 was approved more than once with the right of U2",
    ),
    "approved by somebody and in their place": (
        approved_by(*APPROVERS[:2], {"person": "U5", "stage": 1, "behalf": "U3"}),
        "a1: call c1 was approved more than once with the right of U3",
    ),
    "approved by who had asked for it": (
        approved_by(*APPROVERS[:2], {"person": "U1", "stage": 1}),
        "a1: call c1 was approved with the right of U1, who had asked for it",
    ),
    "approved in the place of who had asked for it": (
        approved_by(*APPROVERS[:2], {"person": "U5", "stage": 1, "behalf": "U1"}),
        "a1: call c1 was approved with the right of U1, who had asked for it",
    ),
    "decided after it was withdrawn": (
        entries(REQUEST, WAITING, WITHDRAWAL, DECISION, EXECUTION),
        "a1: call c1 was decided after it had been withdrawn",
    ),
    "withdrawn without an entry": (
        approvals(a1=GONE, a2=PENDING),
        "a1 is withdrawn, and the audit trail has no withdrawal",
    ),
    "an entry of a withdrawal too many": (
        entries(REQUEST, WAITING, DECISION, EXECUTION, WITHDRAWAL),
        "a1 is resumed, and the audit trail has a withdrawal",
    ),
    "a withdrawn call that can run": (
        lambda records: approvals(a1=GONE, a2=PENDING)(granted(status="granted")(records)),
        "can be used, and its approval a1 was withdrawn",
    ),
    "an alarm for what is decided": (
        changed(alarms={"a1": ASKED_AT + 50}),
        "a1 is resumed with nothing to remind of, and the clock has an alarm for it",
    ),
    "an alarm for what has no reminders": (
        changed(alarms={"a2": ASKED_AT + 50}),
        "a2 is pending with nothing to remind of, and the clock has an alarm for it",
    ),
    "no alarm": (approvals(a1=SETTLED, a2=REMINDED), "a2 is pending, and its next alarm is not in the list"),
    "another alarm": (
        lambda records: changed(alarms={"a2": ASKED_AT + 111})(approvals(a1=SETTLED, a2=REMINDED)(records)),
        "a2 is pending, and its next alarm is not in the list",
    ),
    "run twice": (
        entries(REQUEST, WAITING, DECISION, EXECUTION, EXECUTION),
        f"Call c1 of thread {THREAD} was executed 2 times",
    ),
    "run before it was decided": (
        entries(REQUEST, WAITING, EXECUTION, DECISION),
        f"Call c1 of thread {THREAD} was executed, and nobody had approved it",
    ),
    "run though it was rejected": (
        entries(REQUEST, WAITING, DECISION | {"decision": "reject"}, EXECUTION),
        f"Call c1 of thread {THREAD} was executed, and nobody had approved it",
    ),
    "run with other arguments": (
        entries(REQUEST, WAITING, DECISION, EXECUTION | {"digest": "0"}),
        f"Call c1 of thread {THREAD} was executed with other arguments than were approved",
    ),
    "a grant of an unknown kind": (granted(status="lost"), "has the unknown status 'lost'"),
    "a grant that was changed": (granted(arguments="{}"), "holds other arguments than its digest says"),
    "a grant for something else": (
        granted(arguments="{}", digest=digest("send_email", "{}")),
        "is for other arguments than were approved",
    ),
    "a grant nobody gave": (granted(approval="a2"), "was given, and nobody had approved the call"),
    "a result without an entry": (
        entries(REQUEST, WAITING, DECISION),
        "is done, and the audit trail has no execution",
    ),
    "decided without a vote": (
        approvals(a1=SETTLED, a2=PENDING.model_copy(update={"state": State.DECIDED})),
        "a2 is decided with 1 undecided actions",
    ),
    "pending with every vote": (approvals(a1=settled(State.PENDING), a2=PENDING), "a1 is pending with 0 undecided"),
    "no deadline": (changed(deadlines={}), "a2 is pending, and its deadline is not in the list"),
    "another deadline": (changed(deadlines={"a2": DEADLINE + 1}), "a2 is pending, and its deadline is not in the list"),
    "a deadline too many": (
        changed(deadlines={"a1": DEADLINE, "a2": DEADLINE}),
        "a1 is resumed, and its deadline is still in the list",
    ),
    "pending for ever": (changed(now=DEADLINE + 61), "a2 is pending 61 s after its deadline"),
    "decided and forgotten": (
        approvals(a1=settled(State.DECIDED), a2=PENDING),
        "a1 is decided, and nobody will resume",
    ),
    "resuming and forgotten": (
        approvals(a1=settled(State.RESUMING), a2=PENDING),
        "a1 is resuming, and nobody will resume",
    ),
    "running and forgotten": (
        lambda records: approvals(a1=SETTLED)(granted(status="running")(records)),
        "is running, and nobody is asked about it",
    ),
    "in doubt and forgotten": (
        lambda records: approvals(a1=SETTLED)(granted(status="in_doubt")(records)),
        "is in_doubt, and nobody is asked about it",
    ),
}


def test_a_sound_store_has_no_violations() -> None:
    assert violations(SOUND) == []


@pytest.mark.parametrize(("break_it", "named"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_named(break_it: Change, named: str) -> None:
    assert any(named in sentence for sentence in violations(break_it(SOUND)))


SOUND_TOO: dict[str, Change] = {
    "enough different people": approved_by(*APPROVERS),
    "a stand-in of somebody else": approved_by(*APPROVERS[:2], {"person": "U5", "stage": 1, "behalf": "U4"}),
    "the asker, where the rule lets them": approved_by(
        *APPROVERS[:2], {"person": "U1", "stage": 1}, requester_may_approve=True
    ),
    "decided after the deadline was put off": lambda records: entries(
        REQUEST, WAITING, audit.noted("escalation", SETTLED, deadline=DEADLINE + 60), DECISION | {"at": DEADLINE + 1}
    )(changed(grants=[])(records)),
    "withdrawn": lambda records: entries(REQUEST, WAITING, WITHDRAWAL)(
        approvals(a1=GONE, a2=PENDING)(changed(grants=[])(records))
    ),
    "an alarm": lambda records: changed(alarms={"a2": ASKED_AT + 50})(approvals(a1=SETTLED, a2=REMINDED)(records)),
}


@pytest.mark.parametrize("change", SOUND_TOO.values(), ids=SOUND_TOO.keys())
def test_what_is_right_is_not_named(change: Change) -> None:
    assert violations(change(SOUND)) == []


def test_what_will_be_looked_at_is_not_forgotten() -> None:
    waits = changed(due=frozenset({THREAD}))(approvals(a1=settled(State.RESUMING), a2=PENDING)(SOUND))
    runs = changed(due=frozenset({THREAD}))(granted(status="running")(SOUND))

    assert violations(waits) == violations(runs) == []


def test_a_doubt_that_somebody_is_asked_about_is_not_forgotten() -> None:
    assert violations(granted(status="in_doubt")(SOUND)) == []


@pytest.mark.parametrize("status", ["running", "in_doubt"])
def test_what_a_run_that_was_given_up_leaves_behind_asks_nobody(status: str) -> None:
    left = granted(status=status, live=False)

    assert violations(left(approvals(a1=SETTLED)(SOUND))) == []
