"""Changes of a stored approval: compared with what was read, in time, and with everything that follows in one step."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.approvals import Approval, Course, State
from bot.ballots import settle
from bot.policy import Escalation, People
from bot.store import Store, keys
from bot.store.approvals import Change, Unchanged
from bot.store.due import DRAW, LOOK
from bot.store.server import RedisServer, connect
from tests.bot.records import THREAD, a_rule, a_vote, an_action, an_ask
from tests.bot.settling import settles, withdraws
from tests.bot.workspace import pass_deadline

TWO = (an_action(), an_action(call="c2"))


async def asked(store: Store, *actions: Any, **changes: Any) -> Approval:
    await store.approvals.add(an_ask(*actions, **changes), timeout=60, votes={})
    return await get(store)


async def get(store: Store) -> Approval:
    approval = await store.approvals.get("a1")
    assert approval
    return approval


def reminds(approval: Approval, _: float) -> Change:
    return Change(approval.model_copy(update={"reminded": approval.reminded + 1}), [{"kind": "reminder"}])


async def grants(redis: Redis) -> list[bytes]:
    return sorted([key async for key in redis.scan_iter(match=f"{keys.grant(THREAD, '')}*")])


async def test_of_changes_at_once_none_is_lost(store: Store, server: RedisServer) -> None:
    """Fifty that all count one further, through connections of their own."""
    await asked(store)
    async with connect(server.url) as other:
        replicas = [store, Store(other)]
        await asyncio.gather(*[replicas[number % 2].approvals.change("a1", reminds) for number in range(50)])

    assert ((await get(store)).reminded, (await get(store)).writes) == (50, 50)
    assert len([entry async for entry in store.audit.entries() if entry["kind"] == "reminder"]) == 50


async def test_who_read_before_somebody_else_wrote_reads_again(store: Store) -> None:
    await asked(store)
    seen = []

    def step(approval: Approval, now: float) -> Change:
        seen.append(approval.reminded)
        return reminds(approval, now)

    write = store.approvals._write

    async def slowly(*arguments: Any, **named: Any) -> object:
        store.approvals._write = write  # type: ignore[method-assign]
        await store.approvals.change("a1", reminds)
        return await write(*arguments, **named)

    store.approvals._write = slowly  # type: ignore[method-assign]
    await store.approvals.change("a1", step)

    assert (seen, (await get(store)).reminded) == ([0, 1], 2)


async def test_a_step_that_changes_nothing_writes_nothing(store: Store, redis: Redis) -> None:
    before = await asked(store)
    raw = await redis.hgetall(keys.approval("a1"))

    assert await store.approvals.change("a1", lambda approval, _: Change(approval, [{"kind": "never"}])) == before
    assert await redis.hgetall(keys.approval("a1")) == raw
    assert [entry["kind"] async for entry in store.audit.entries()] == ["request"]


async def test_a_step_that_refuses_changes_nothing(store: Store) -> None:
    before = await asked(store)

    def refuses(_: Approval, __: float) -> Change:
        raise LookupError

    with pytest.raises(LookupError):
        await store.approvals.change("a1", refuses)
    assert await get(store) == before


@pytest.mark.parametrize(
    ("late", "clock", "why"),
    [(False, False, None), (True, False, "expired"), (True, True, None), (False, True, "early")],
)
async def test_before_the_deadline_people_change_it_and_then_the_clock(
    store: Store, redis: Redis, *, late: bool, clock: bool, why: str | None
) -> None:
    await asked(store)
    if late:
        await pass_deadline(redis)
    if why is None:
        assert (await store.approvals.change("a1", reminds, clock=clock)).reminded == 1
    else:
        with pytest.raises(Unchanged, match=why):
            await store.approvals.change("a1", reminds, clock=clock)
        assert (await get(store)).reminded == 0


async def test_two_processes_that_ask_under_different_policies_make_one_of_the_two_requests(
    store: Store, server: RedisServer
) -> None:
    """What one of them lets pass is not granted on the other one's request."""
    strict, lenient = an_action(rule=a_rule(risk="high")), an_action(rule=a_rule(risk="low"))
    ids = [f"a{number}" for number in range(100)]
    async with connect(server.url) as redis:
        passes = [Store(redis).approvals.add(an_ask(lenient, id=id), timeout=60, votes={0: a_vote()}) for id in ids]
        waits = [store.approvals.add(an_ask(strict, id=id), timeout=60, votes={}) for id in ids]
        await asyncio.gather(*(adding for both in zip(passes, waits, strict=True) for adding in both))
    found = [approval for id in ids if (approval := await store.approvals.get(id))]

    made = {(approval.ask.actions[0].rule.risk, approval.state) for approval in found}
    assert (len(found), made - {("low", State.DECIDED), ("high", State.PENDING)}) == (len(ids), set())


async def test_the_scripts_own_look_at_the_clock_decides(store: Store, redis: Redis) -> None:
    """The deadline may pass between reading and writing."""
    before = await asked(store)
    await pass_deadline(redis)

    assert await store.approvals._write(before, reminds(before, 0)) == b"expired"
    assert await store.approvals._write(before, reminds(before, 0), clock=True) == b"accepted"


@pytest.mark.parametrize("clock", [False, True])
@pytest.mark.parametrize("end", ["decided", "withdrawn"])
async def test_what_has_ended_changes_no_more(store: Store, redis: Redis, end: str, *, clock: bool) -> None:
    before = await asked(store)
    await (settles(store, an_ask(), {0: a_vote()}) if end == "decided" else withdraws(store, an_ask()))
    await pass_deadline(redis)

    with pytest.raises(Unchanged, match="settled"):
        await store.approvals.change("a1", reminds, clock=clock)
    assert await store.approvals._write(before, reminds(before, 0), clock=clock) == b"settled"


async def test_a_change_is_due_to_be_drawn_and_only_an_end_to_be_looked_at(store: Store) -> None:
    await asked(store)
    await store.due.settle(DRAW, "a1", await store.due.mark(DRAW, "a1"))
    await store.approvals.change("a1", reminds)
    due = [bool(await store.due.mark(DRAW, "a1")), bool(await store.due.mark(LOOK, THREAD))]
    await withdraws(store, an_ask())

    assert due == [True, False]
    assert await store.due.mark(LOOK, THREAD)


async def test_a_later_deadline_is_what_the_clock_goes_by(store: Store, redis: Redis) -> None:
    await asked(store)
    await pass_deadline(redis)
    later = (await redis.time())[0] + 600.0

    def escalates(approval: Approval, _: float) -> Change:
        ask = approval.ask.model_copy(update={"deadline": later})
        return Change(approval.model_copy(update={"ask": ask, "courses": {0: Course(escalated=True)}}))

    await store.approvals.change("a1", escalates, clock=True)

    assert await store.approvals.past_deadline() == []
    assert ((await get(store)).ask.deadline, (await get(store)).course(0).escalated) == (later, True)
    assert (await store.approvals.change("a1", reminds)).reminded == 1


async def test_alarms_are_kept_while_it_waits(store: Store, redis: Redis) -> None:
    rule = a_rule(remind=(10, 30), escalate=Escalation(after=20, to=People(anyone=True)))
    ask = (await asked(store, an_action(rule=rule))).ask
    alarms = [await redis.zscore(keys.ALARMS, "a1")]
    for step in (reminds, _escalates, reminds):
        await store.approvals.change("a1", step)
        alarms.append(await redis.zscore(keys.ALARMS, "a1"))

    assert alarms[-1] is None
    assert [alarm - ask.asked_at for alarm in alarms[:-1] if alarm] == pytest.approx([10, 20, 30], abs=5)


def _escalates(approval: Approval, _: float) -> Change:
    return Change(approval.model_copy(update={"courses": {0: Course(escalated=True)}}))


@pytest.mark.parametrize("end", ["decided", "withdrawn"])
async def test_what_has_ended_has_neither_deadline_nor_alarm(store: Store, redis: Redis, end: str) -> None:
    await asked(store, an_action(rule=a_rule(remind=(10,))))
    await (settles(store, an_ask(), {0: a_vote()}) if end == "decided" else withdraws(store, an_ask()))

    assert await redis.zcard(keys.ALARMS) == await redis.zcard(keys.DEADLINES) == 0


async def test_a_withdrawn_approval_leaves_no_right_that_can_be_used(store: Store, redis: Redis) -> None:
    """One of its calls was approved before; none has run, for the other was still open."""
    await asked(store, *TWO)
    await settles(store, an_ask(*TWO), {0: a_vote()})
    before = await grants(redis)
    await withdraws(store, an_ask(*TWO))

    assert (len(before), await grants(redis)) == (1, [])
    assert (await get(store)).state is State.WITHDRAWN
    assert 0 < await redis.ttl(keys.approval("a1")) <= 30 * 86400


@pytest.mark.parametrize("status", ["running", "done", "failed", "in_doubt"])
async def test_a_right_that_was_used_is_not_taken_away(store: Store, redis: Redis, status: str) -> None:
    await asked(store, *TWO)
    await settles(store, an_ask(*TWO), {0: a_vote()})
    await redis.hset(keys.grant(THREAD, "c1"), "status", status)
    await withdraws(store, an_ask(*TWO))

    assert await redis.hget(keys.grant(THREAD, "c1"), "status") == status.encode()


async def test_a_right_of_another_approval_is_not_taken_away(store: Store, redis: Redis) -> None:
    """A model may name two calls the same."""
    await asked(store)
    await settles(store, an_ask(), {0: a_vote()})
    other = an_ask(an_action(), an_action(call="c3"), id="a2", interrupt="i2")
    await store.approvals.add(other, timeout=60, votes={})
    await withdraws(store, other)

    assert await redis.hget(keys.grant(THREAD, "c1"), "approval") == b"a1"


@pytest.mark.parametrize("status", ["running", "in_doubt"])
async def test_a_call_that_may_be_running_is_not_granted_to_another_of_its_name(
    store: Store, redis: Redis, status: str
) -> None:
    await asked(store)
    await settles(store, an_ask(), {0: a_vote()})
    await redis.hset(keys.grant(THREAD, "c1"), "status", status)
    other = an_ask(an_action({"to": "bob"}), id="a2", interrupt="i2")
    await store.approvals.add(other, timeout=60, votes={})
    await settles(store, other, {0: a_vote()})

    assert await redis.hmget(keys.grant(THREAD, "c1"), "status", "approval") == [status.encode(), b"a1"]


async def test_the_same_change_written_twice_grants_once(store: Store, redis: Redis) -> None:
    """As a client does that lost the first answer."""
    before = await asked(store)
    vote = a_vote()
    change = Change(before.model_copy(update={"votes": {0: vote}, "state": State.DECIDED}))
    answers = [await store.approvals._write(before, change) for _ in range(2)]
    await redis.hset(keys.grant(THREAD, "c1"), "status", "done")
    answers.append(await store.approvals._write(before, change))

    assert answers == [b"accepted", b"settled", b"settled"]
    assert await redis.hget(keys.grant(THREAD, "c1"), "status") == b"done"


async def test_a_change_that_was_written_and_whose_answer_was_lost_is_found_done(store: Store) -> None:
    """The client writes again what it had read before; the vote that settled it meanwhile is its own."""
    before = await asked(store)
    vote = a_vote()

    def step(approval: Approval, now: float) -> Change:
        return Change(approval) if vote in approval.votes.values() else Change(settle(approval, {0: vote}))

    await store.approvals.change("a1", step)
    again = await store.approvals.change("a1", step, found=before)

    assert (again.votes[0], again.writes) == (vote, 1)
    assert len([entry async for entry in store.audit.entries() if entry["kind"] == "decision"]) == 1


async def test_what_was_read_before_somebody_else_settled_it_changes_nothing(store: Store) -> None:
    before = await asked(store)
    await settles(store, before.ask, {0: a_vote()})

    with pytest.raises(Unchanged, match="settled"):
        await store.approvals.change("a1", reminds, found=before)

    assert (await get(store)).reminded == 0
