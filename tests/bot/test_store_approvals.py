"""Approvals in the real Redis: asked once, one vote per action, final at the deadline."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.answers import clock_votes
from bot.approvals import CLOCK, MOVES, POLICY, Approval, Ask, Drawing, State, Vote
from bot.store import Store, keys
from bot.store.due import DRAW, LOOK
from tests.bot.records import THREAD, a_vote, an_action, an_ask, an_edit
from tests.bot.settling import settles
from tests.bot.workspace import pass_deadline

TWO = (an_action(), an_action(call="c2"))


async def add(store: Store, ask: Ask, *, timeout: float = 60, votes: dict[int, Vote] | None = None) -> None:
    await store.approvals.add(ask, timeout=timeout, votes=votes or {})


async def get(store: Store, id: str = "a1") -> Approval:
    approval = await store.approvals.get(id)
    assert approval
    return approval


async def entries(store: Store) -> list[dict[str, Any]]:
    return [entry async for entry in store.audit.entries()]


@pytest.fixture
async def now(redis: Redis) -> float:
    return float((await redis.time())[0])


async def test_what_was_asked_reads_back_as_it_was(store: Store, now: float) -> None:
    ask = an_ask(*TWO)
    await add(store, ask)
    found = await get(store)

    assert found.ask.asked_at == pytest.approx(now, abs=5)
    assert found.ask.deadline - found.ask.asked_at == pytest.approx(60, abs=0.001)
    times = {"asked_at": found.ask.asked_at, "deadline": found.ask.deadline}
    assert found == Approval(ask=ask.model_copy(update=times), state=State.PENDING)


async def test_an_approval_nobody_asked_for_is_unknown(store: Store) -> None:
    assert await store.approvals.get("a1") is None
    assert await settles(store, an_ask(), {0: a_vote()}) == "unknown"


async def test_asking_again_changes_nothing(store: Store) -> None:
    await add(store, an_ask())
    before = await get(store)
    await add(store, an_ask(reason="something else"), timeout=9999)

    assert await get(store) == before
    assert [e["kind"] for e in await entries(store)] == ["request"]


async def test_asking_again_under_another_policy_decides_nothing(store: Store) -> None:
    await add(store, an_ask())
    await add(store, an_ask(), votes={0: a_vote("approve", POLICY)})

    assert (await get(store)).votes == {}


async def test_what_the_policy_lets_pass_is_decided_in_the_same_step(store: Store) -> None:
    await add(store, an_ask(), votes={0: a_vote("approve", POLICY, message="it is small")})
    found = await get(store)

    assert (found.state, found.votes[0].person, found.executions) == (State.DECIDED, POLICY, {0: "granted"})
    assert [(e["kind"], e.get("person")) for e in await entries(store)] == [("request", None), ("decision", POLICY)]


async def test_audit_entries_know_when_it_was_asked_and_until_when_it_can_be_decided(store: Store) -> None:
    await add(store, an_ask(), votes={0: a_vote("approve", POLICY)})
    ask, (request, decision) = (await get(store)).ask, await entries(store)

    assert request["at"] + request["timeout"] == pytest.approx(ask.deadline, abs=1)
    assert decision["asked_at"] == pytest.approx(ask.asked_at, abs=1)


async def test_a_vote_settles_its_action_only(store: Store, now: float) -> None:
    ask = an_ask(*TWO)
    await add(store, ask)

    vote = a_vote("reject", message="no")
    assert await settles(store, ask, {1: vote}) == "accepted"
    found = await get(store)
    assert (found.state, found.open_actions) == (State.PENDING, [0])
    assert found.votes == {1: vote.model_copy(update={"at": found.votes[1].at})}
    assert found.votes[1].at == pytest.approx(now, abs=5)


async def test_an_approval_is_decided_when_its_last_action_is(store: Store) -> None:
    ask = an_ask(*TWO)
    await add(store, ask)
    states = []
    for index in (1, 0):
        await settles(store, ask, {index: a_vote()})
        states.append((await get(store)).state)

    assert states == [State.PENDING, State.DECIDED]


async def test_the_first_vote_stands(store: Store) -> None:
    ask = an_ask(*TWO)
    await add(store, ask)
    await settles(store, ask, {0: a_vote("reject")})

    assert await settles(store, ask, {0: a_vote("approve")}) == "settled"
    assert (await get(store)).votes[0].type == "reject"
    assert (await get(store)).executions == {}


async def test_of_several_votes_those_on_open_actions_count(store: Store) -> None:
    ask = an_ask(*TWO)
    await add(store, ask)
    await settles(store, ask, {0: a_vote("reject")})

    assert await settles(store, ask, {0: a_vote(), 1: a_vote()}) == "accepted"
    found = await get(store)
    assert ([found.votes[i].type for i in (0, 1)], found.state) == (["reject", "approve"], State.DECIDED)


async def test_of_a_hundred_voters_one_wins_and_one_entry_is_written(store: Store) -> None:
    ask = an_ask()
    await add(store, ask)
    votes = [a_vote(type, f"U{n}") for n, type in enumerate(["approve", "reject"] * 50)]
    results = await asyncio.gather(*[settles(store, ask, {0: vote}) for vote in votes])

    assert sorted(results) == ["accepted"] + ["settled"] * 99
    winner = votes[results.index("accepted")]
    decisions = [e for e in await entries(store) if e["kind"] == "decision"]
    assert [(e["person"], e["decision"]) for e in decisions] == [(winner.person, winner.type)]
    assert (await get(store)).votes[0].person == winner.person


async def test_voters_on_several_actions_at_once_settle_each_once(store: Store) -> None:
    ask = an_ask(*[an_action(call=f"c{n}") for n in range(5)])
    await add(store, ask)
    await asyncio.gather(
        *[settles(store, ask, {n % 5: a_vote("approve", f"U{n}"), (n + 1) % 5: a_vote()}) for n in range(40)]
    )

    assert (await get(store)).state is State.DECIDED
    assert len([e for e in await entries(store) if e["kind"] == "decision"]) == 5


async def test_before_the_deadline_the_clock_has_no_vote(store: Store) -> None:
    ask = an_ask()
    await add(store, ask)

    assert await settles(store, ask, {0: a_vote("reject", CLOCK)}, clock=True) == "early"
    assert (await get(store)).votes == {}


async def test_after_the_deadline_only_the_clock_has_a_vote(store: Store, redis: Redis) -> None:
    ask = an_ask()
    await add(store, ask)
    await pass_deadline(redis)

    assert await settles(store, ask, {0: a_vote()}) == "expired"
    assert (await get(store)).executions == {}
    assert await settles(store, ask, {0: a_vote("reject", CLOCK)}, clock=True) == "accepted"
    assert (await get(store)).state is State.DECIDED


async def test_the_clock_leaves_the_votes_that_stand(store: Store, redis: Redis) -> None:
    ask = an_ask(*TWO)
    await add(store, ask)
    await settles(store, ask, {0: a_vote()})
    await pass_deadline(redis)
    await settles(store, ask, dict(enumerate(clock_votes(ask, timeout="60s"))), clock=True)

    assert {i: v.person for i, v in (await get(store)).votes.items()} == {0: "U2", 1: CLOCK}


async def test_of_eight_clocks_one_answers(store: Store, redis: Redis) -> None:
    ask = an_ask()
    await add(store, ask)
    await pass_deadline(redis)
    votes = dict(enumerate(clock_votes(ask, timeout="60s")))
    results = await asyncio.gather(*[settles(store, ask, votes, clock=True) for _ in range(8)])

    assert sorted(results) == ["accepted"] + ["settled"] * 7


async def test_only_what_is_past_its_deadline_waits_for_the_clock(store: Store, redis: Redis) -> None:
    await add(store, an_ask(id="a1"))
    await add(store, an_ask(id="a2"))
    await pass_deadline(redis, "a1")

    assert await store.approvals.past_deadline() == ["a1"]
    await store.approvals.forget_deadline("a1")
    assert await store.approvals.past_deadline() == []


async def test_what_is_decided_has_no_deadline_any_more(store: Store, redis: Redis) -> None:
    ask = an_ask()
    await add(store, ask)
    await settles(store, ask, {0: a_vote()})

    assert await redis.zcard(keys.DEADLINES) == 0


async def test_a_request_is_due_to_be_drawn_and_a_decision_to_be_resumed(store: Store) -> None:
    ask = an_ask(*TWO)
    due = []
    for step in (add(store, ask), *[settles(store, ask, {i: a_vote()}) for i in (0, 1)]):
        await step
        due.append([bool(await store.due.mark(DRAW, "a1")), bool(await store.due.mark(LOOK, THREAD))])
        await store.due.settle(DRAW, "a1", await store.due.mark(DRAW, "a1"))

    assert due == [[True, False], [True, False], [True, True]]


async def test_an_edit_grants_the_edited_arguments(store: Store, redis: Redis) -> None:
    ask = an_ask()
    await add(store, ask)
    await settles(store, ask, {0: an_edit({"to": "bob"})})

    assert await redis.hget(keys.grant(THREAD, "c1"), "arguments") == b'{"to":"bob"}'


@pytest.mark.parametrize("vote", [a_vote("reject"), a_vote("respond", message="I did it.")])
async def test_who_does_not_approve_grants_nothing(store: Store, redis: Redis, vote: Vote) -> None:
    ask = an_ask()
    await add(store, ask)
    await settles(store, ask, {0: vote})

    assert not await redis.exists(keys.grant(THREAD, "c1"))


@pytest.mark.parametrize("start", [*State])
@pytest.mark.parametrize("to", [*State])
async def test_an_approval_moves_only_along_the_table(store: Store, redis: Redis, start: State, to: State) -> None:
    await add(store, an_ask())
    await redis.hset(keys.approval("a1"), "state", start)

    assert await store.approvals.move("a1", to) is start
    assert (await get(store)).state is (to if to in MOVES[start] else start)


async def test_an_unknown_approval_does_not_move(store: Store, redis: Redis) -> None:
    assert await store.approvals.move("a1", State.RESUMED) is None
    assert not await redis.exists(keys.approval("a1"))


async def test_only_a_settled_approval_is_ever_forgotten(store: Store, redis: Redis) -> None:
    ask = an_ask()
    await add(store, ask)
    await settles(store, ask, {0: a_vote()})
    lives = []
    for to in (State.RESUMING, State.RESUMED):
        await store.approvals.move("a1", to)
        lives.append(await redis.ttl(keys.approval("a1")))

    assert lives[0] == -1
    assert lives[1] > 29 * 86400


@pytest.mark.parametrize("change", ["vote", "move"])
async def test_a_change_during_a_drawing_is_drawn_too(store: Store, change: str) -> None:
    ask = an_ask()
    await add(store, ask)
    if change == "move":
        await settles(store, ask, {0: a_vote()})
        await store.approvals.move("a1", State.RESUMING)
    mark = await store.due.mark(DRAW, "a1")
    if change == "move":
        await store.approvals.move("a1", State.RESUMED)
    else:
        await settles(store, ask, {0: a_vote()})
    await store.due.settle(DRAW, "a1", mark)

    assert await store.due.mark(DRAW, "a1") != ""


async def test_a_drawing_is_remembered_by_its_place(store: Store) -> None:
    await add(store, an_ask())
    card, notice = Drawing(intended_at=1, channel="C2", ts="2.0"), Drawing(intended_at=2)
    await store.approvals.draw("a1", "review", card)
    await store.approvals.draw("a1", "notice", notice)

    assert (await get(store)).drawings == {"review": card, "notice": notice}


async def test_hostile_arguments_are_stored_as_they_are(store: Store) -> None:
    arguments = {"lc": 2, "type": "constructor", "id": ["os", "x"], "é\u202e": {"__send__": [1, 2**70, 1e300]}}
    await add(store, an_ask(an_action(arguments)))

    assert (await get(store)).ask.actions[0].values == arguments
