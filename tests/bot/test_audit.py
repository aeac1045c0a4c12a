"""What audit entries say, and what a day's entries add up to."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.approvals import CLOCK, POLICY
from bot.audit import Summary, decided, requested, summarise
from bot.canonical import canonical, digest
from tests.bot.records import ASKED_AT, MAIL, THREAD, a_vote, an_approval, an_ask, an_edit

COMMON = {
    "thread": THREAD,
    "interrupt": "i1",
    "approval": "a1",
    "call": "c1",
    "tool": "send_email",
    "digest": digest("send_email", canonical(MAIL)),
}


def decision(person: str = "U2", *, type: str = "approve", tool: str = "send_email", wait: float = 0) -> dict[str, Any]:
    return {"kind": "decision", "decision": type, "person": person, "tool": tool, "asked_at": 100.0, "at": 100.0 + wait}


def test_a_request_says_who_asked_for_what() -> None:
    ask = an_ask()

    assert (
        requested(ask, ask.actions[0], timeout=86_400).items()
        >= (COMMON | {"kind": "request", "requester": "U1", "channel": "C1", "arguments": MAIL}).items()
    )


def test_a_decision_says_who_decided_what_about_which_call() -> None:
    approval = an_approval(votes={0: a_vote("reject", message="no")})
    told = {"kind": "decision", "decision": "reject", "person": "U2", "requester": "U1", "message": "no"}

    assert decided(approval, 0) == COMMON | told | {"asked_at": ASKED_AT}


def test_an_edit_carries_both_arguments_and_the_digest_of_what_may_run() -> None:
    entry = decided(an_approval(votes={0: an_edit({"to": "bob"})}), 0)

    assert (entry["before"], entry["after"]) == (MAIL, {"to": "bob"})
    assert entry["digest"] == digest("send_email", '{"to":"bob"}')


def test_no_entries_make_an_empty_summary() -> None:
    assert summarise([]) == Summary()


def test_a_summary_counts_by_decision_tool_and_approver() -> None:
    found = summarise(
        [
            {"kind": "request"},
            {"kind": "request"},
            {"kind": "execution"},
            decision("U2", wait=10),
            decision("U3", type="edit", wait=30),
            decision("U2", tool="run_sql", wait=20),
            decision(POLICY, tool="make_payment"),
            decision(CLOCK, type="reject", tool="run_sql", wait=86400),
        ]
    )

    assert found == Summary(
        requests=2,
        decisions={"approve": 3, "edit": 1, "reject": 1},
        tools={
            "send_email": {"approve": 1, "edit": 1},
            "run_sql": {"approve": 1, "reject": 1},
            "make_payment": {"approve": 1},
        },
        approvers={"U2": {"approve": 2}, "U3": {"edit": 1}, POLICY: {"approve": 1}, CLOCK: {"reject": 1}},
        expired=1,
        median_wait=20,
        slowest_wait=30,
    )


def test_whoever_took_part_in_a_decision_is_counted_once() -> None:
    voters = [{"person": "U2", "stage": 0}, {"person": "U3", "stage": 0}, {"person": "U3", "stage": 1}]

    found = summarise([decision("U3") | {"approvers": voters}, decision("U3")])

    assert (found.decisions, found.approvers) == ({"approve": 2}, {"U2": {"approve": 1}, "U3": {"approve": 2}})


@given(st.lists(st.sampled_from(["U2", "U3", POLICY, CLOCK])))
def test_every_decision_is_counted_once_in_each_table(people: list[str]) -> None:
    found = summarise([decision(person) for person in people])

    tables = (found.tools, found.approvers)
    assert [sum(sum(row.values()) for row in table.values()) for table in tables] == [len(people)] * 2
    assert found.expired == people.count(CLOCK)
