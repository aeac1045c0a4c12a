"""One request in any order of votes, sweeps, workers and deaths, on the real Redis, beside a model of it."""

import asyncio
import dataclasses
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.answers import clock_votes
from bot.approvals import Ask, State, Vote
from bot.invariants import violations
from bot.store import Store, keys
from bot.store.census import census
from bot.store.server import connect, redis_server
from bot.store.threads import Message, Place, Turn
from tests.bot.records import MAIL, THREAD, a_rule, a_vote, an_action, an_ask, an_edit
from tests.bot.settling import settles, withdraws

Seen = TypeVar("Seen")

LEASE = 1000.0
PLACE = Place(team="T1", channel="C1", thread_ts="1.000001")
CALLS = ("c1", "c2")
EDITED = MAIL | {"subject": "Edited"}
VOTES = {
    "approve": a_vote(),
    "reject": a_vote("reject"),
    "respond": a_vote("respond", message="no"),
    "edit": an_edit(EDITED),
}
ABOUT_DOUBT = {"approve": a_vote(), "reject": a_vote("reject"), "respond": a_vote("respond", message="it ran")}

calls = st.sampled_from(range(len(CALLS)))
workers = st.sampled_from(["one", "two"])


@dataclasses.dataclass
class Call:
    """What the model expects of one call."""

    vote: str = ""
    status: str = ""
    """Of its grant; empty: there is none."""
    worker: str = ""
    """Who ran it last."""
    said: str = ""
    """What a worker recorded of it."""
    times: int = 0
    """How often a worker was told to run it."""
    allowed: int = 0
    live: bool = False
    """The run has not ended since it was given its grant."""
    doubt: Ask | None = None
    """The open question what became of it."""

    @property
    def arguments(self) -> dict[str, Any]:
        return EDITED if self.vote == "edit" else MAIL


def when(holds: Callable[[Call], object], **more: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule about one of the calls of which this holds: most steps would else come too early to do anything."""

    def about(step: Callable[..., None]) -> Any:
        def take(self: "Lives", index: int, **drawn: Any) -> None:
            fitting = [each for each, call in enumerate(self.calls) if holds(call)]
            step(self, fitting[index % len(fitting)], **drawn)

        named = wraps(step)(take)
        return precondition(lambda self: any(map(holds, self.calls)))(rule(index=calls, **more)(named))

    return about


def while_state(*states: State) -> Callable[[Any], Any]:
    return precondition(lambda self: self.state in states)


class Lives(RuleBasedStateMachine):
    """Every example begins with an empty store and one request of two calls, of which the first is allowed."""

    loop: asyncio.Runner
    store: Store
    turn: Turn

    def do(self, work: Coroutine[Any, Any, Seen]) -> Seen:
        return self.loop.run(work)

    @initialize(first=st.sampled_from(["approve", "edit"]))
    def ask(self, first: str) -> None:
        self.calls = [Call(), Call()]
        self.state, self.late, self.doubts = State.PENDING, False, 0
        self.do(self.store.redis.flushdb())
        rule_ = a_rule(decisions=("approve", "edit", "reject", "respond"))
        self.asked = an_ask(*(an_action(call=call, rule=rule_) for call in CALLS))
        self.do(self.store.approvals.add(self.asked, timeout=3600, votes={}))
        self.do(self.store.threads.accept(PLACE, Message(ts="1.000001", user="U1", text="mail Alice")))
        turn = self.do(self.store.threads.open_turn(THREAD))
        assert turn
        self.turn = turn
        self.somebody_votes(0, first)

    @precondition(lambda self: any(call.times for call in self.calls))
    @rule()
    def the_run_ends(self) -> None:
        """What it still asks is withdrawn before."""
        for call in self.calls:
            if call.doubt:
                assert self.do(withdraws(self.store, call.doubt)) == "accepted"
                call.doubt = None
        self.do(self.store.threads.answer(self.turn))
        for call in self.calls:
            call.status = "" if call.status == "granted" else call.status
            call.live = False

    @while_state(State.PENDING)
    @rule(index=calls, type=st.sampled_from([*VOTES]))
    def somebody_votes(self, index: int, type: str) -> None:
        settled = self.state is not State.PENDING or self.calls[index].vote
        expected = "settled" if settled else "expired" if self.late else "accepted"
        assert self.do(settles(self.store, self.asked, {index: VOTES[type]})) == expected
        if expected == "accepted":
            self._settle(index, type)

    def _settle(self, index: int, type: str) -> None:
        call = self.calls[index]
        call.vote = type
        if type in {"approve", "edit"}:
            call.status, call.allowed, call.live = "granted", 1, True
        if all(each.vote for each in self.calls):
            self.state = State.DECIDED

    @while_state(State.PENDING, State.DECIDED)
    @rule()
    def the_clock_sweeps(self) -> None:
        votes = dict(enumerate(clock_votes(self.asked, timeout="1h")))
        expected = "settled" if self.state is not State.PENDING else "accepted" if self.late else "early"
        assert self.do(settles(self.store, self.asked, votes, clock=True)) == expected
        for index in range(len(CALLS)) if expected == "accepted" else ():
            if not self.calls[index].vote:
                self._settle(index, "reject")

    @precondition(lambda self: not any(call.times for call in self.calls))
    @while_state(State.PENDING, State.DECIDED)
    @rule()
    def the_asker_withdraws(self) -> None:
        """The run goes on when all is decided, so no call of a request that still can be withdrawn has run."""
        expected = "settled" if self.state is not State.PENDING else "expired" if self.late else "accepted"
        assert self.do(withdraws(self.store, self.asked)) == expected
        if expected == "accepted":
            self.state = State.WITHDRAWN
            for call in self.calls:
                call.status = "" if call.status == "granted" else call.status

    @precondition(lambda self: self.state is State.PENDING and not self.late)
    @rule()
    def the_deadline_passes(self) -> None:
        self.late = True
        passed = f"{self.do(self.store.redis.time())[0] - 1:.6f}"
        self.do(self.store.redis.hset(keys.approval(self.asked.id), "deadline", passed))
        self.do(self.store.redis.zadd(keys.DEADLINES, {self.asked.id: passed}))

    @while_state(State.DECIDED, State.RESUMING)
    @rule(to=st.sampled_from([State.RESUMING, State.RESUMED]))
    def a_worker_moves_it_on(self, to: State) -> None:
        assert self.do(self.store.approvals.move(self.asked.id, to)) is self.state
        self.state = to

    @when(lambda call: call.allowed, worker=workers, altered=st.sampled_from([False, False, False, True]))
    def a_worker_claims(self, index: int, worker: str, altered: bool) -> None:
        self._claim(index, worker, altered=altered)

    def _claim(self, index: int, worker: str, *, altered: bool) -> None:
        call = self.calls[index]
        what, text = self.do(
            self.store.grants.claim(
                thread=THREAD,
                call=CALLS[index],
                tool="send_email",
                arguments=call.arguments | ({"to": "eve@example.com"} if altered else {}),
                fingerprint="",
                token=worker,
                lease=LEASE,
                repeatable=False,
            )
        )
        assert what == self._expected(call, worker, altered=altered)
        if what == "run":
            assert text == an_action(call.arguments).arguments
            # A worker that asks again lost the answer: it still runs it once.
            call.times += (call.status, call.worker) != ("running", worker)
            call.status, call.worker = "running", worker

    def _expected(self, call: Call, worker: str, *, altered: bool) -> str:
        if not call.status:
            return "missing"
        if altered:
            return "differs"
        if call.status == "granted" or (call.status == "running" and call.worker == worker):
            return "run"
        return call.status

    @when(lambda call: call.status == "running", claims=workers)
    def a_worker_dies_and_its_lease_ends(self, index: int, claims: str) -> None:
        call = self.calls[index]
        key = keys.grant(THREAD, CALLS[index])
        self.do(self.store.redis.hset(key, "until", f"{self.do(self.store.redis.time())[0] - 1:.6f}"))
        call.worker = "dead"
        self.do(self.store.redis.hset(key, "token", "dead"))
        call.status = "in_doubt"
        self._claim(index, claims, altered=False)

    @when(lambda call: call.status == "running", worker=workers)
    def a_worker_hands_back(self, index: int, worker: str) -> None:
        call = self.calls[index]
        runs = call.status == "running" and call.worker == worker
        usable = call.live and self.state is not State.WITHDRAWN
        given = self.do(self.store.grants.hand_back(thread=THREAD, call=CALLS[index], token=worker))
        assert given == (runs and usable)
        if runs:
            call.status, call.worker = "granted" if usable else "", ""
            # Its tool asks people something before it takes effect, and begins anew.
            call.allowed += 1

    @when(lambda call: call.status, worker=workers, failed=st.booleans())
    def a_worker_records(self, index: int, worker: str, failed: bool) -> None:
        call = self.calls[index]
        ours = call.status in {"granted", "running"} and call.worker == worker
        known, repeated = call.status == "in_doubt" or ours, call.said == ("failed" if failed else "done")
        written = self.do(
            self.store.grants.record(thread=THREAD, call=CALLS[index], token=worker, content="sent", failed=failed)
        )
        assert written == (known or repeated)
        if known:
            call.status = call.said = "failed" if failed else "done"

    @when(lambda call: call.status == "in_doubt" and call.live and not call.doubt)
    def people_are_asked_about_a_doubt(self, index: int) -> None:
        call = self.calls[index]
        self.doubts += 1
        about = an_action(call.arguments, call=CALLS[index], rule=a_rule(decisions=tuple(ABOUT_DOUBT)))
        call.doubt = an_ask(about, id=f"d{self.doubts}", interrupt=f"i{self.doubts}", kind="doubt")
        self.do(self.store.approvals.add(call.doubt, timeout=3600, votes={}))

    @when(lambda call: call.doubt, type=st.sampled_from([*ABOUT_DOUBT]))
    def somebody_settles_a_doubt(self, index: int, type: str) -> None:
        call = self.calls[index]
        assert call.doubt
        vote: Vote = ABOUT_DOUBT[type]
        assert self.do(settles(self.store, call.doubt, {0: vote})) == "accepted"
        assert self.do(settles(self.store, call.doubt, {0: vote})) == "settled"
        call.doubt = None
        # If it became known meanwhile how the call went, that stands.
        if call.status == "in_doubt":
            call.status = {"approve": "granted", "reject": "failed", "respond": "done"}[type]
            call.allowed += type == "approve"
            call.live = True

    @invariant()
    def every_promise_holds(self) -> None:
        if not hasattr(self, "asked"):
            return
        records = self.do(census(self.store.redis))
        found = violations(dataclasses.replace(records, due=frozenset([THREAD])))
        # Redis' clock cannot be turned, so the deadline was moved under votes that were in time: the model sees to it.
        assert [sentence for sentence in found if "the deadline about" not in sentence] == []
        assert records.approvals["a1"].state is self.state
        assert {grant.call: grant.status for grant in records.grants} == {
            name: call.status for name, call in zip(CALLS, self.calls, strict=True) if call.status
        }
        assert all(call.times <= call.allowed for call in self.calls)


@pytest.mark.timeout(600)  # many examples, and other tests beside them
def test_no_order_of_events_breaks_a_promise() -> None:
    async def open_store(stack: AsyncExitStack, folder: Path) -> Store:
        server = await stack.enter_async_context(redis_server(None, folder))
        return Store(await stack.enter_async_context(connect(server.url)))

    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as loop:
        stack = AsyncExitStack()
        Lives.loop, Lives.store = loop, loop.run(open_store(stack, Path(folder)))
        try:
            case = Lives.TestCase
            case.settings = settings(
                max_examples=70, stateful_step_count=30, deadline=None, derandomize=True, database=None
            )
            case().runTest()
        finally:
            loop.run(stack.aclose())
