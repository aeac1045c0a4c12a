"""Many answers at the same moment, on the real Redis: one counts."""

import asyncio
import random
from collections import Counter

from redis.asyncio import Redis

from bot.answers import clock_votes
from bot.approvals import CLOCK, Approval, Ask, Vote
from bot.invariants import violations
from bot.store import Store
from bot.store.census import census
from tests.bot.records import a_vote, an_action, an_ask, an_edit
from tests.bot.settling import settles

ROUNDS = 200
CLICKERS = 100
SWEEPERS = 8
LATEST = 0.06
"""Seconds until the deadline at most: about what a hundred clicks take to arrive."""


def clicks() -> list[Vote]:
    votes = (a_vote("approve"), a_vote("reject", message="no"), an_edit({"to": "bob@example.com"}))
    return [random.choice(votes).model_copy(update={"person": f"UREVIEWER{number}"}) for number in range(CLICKERS)]


async def click(store: Store, ask: Ask, vote: Vote) -> str:
    return await settles(store, ask, {0: vote})


async def sweep(store: Store, ask: Ask) -> str:
    (vote,) = clock_votes(ask, timeout="1s")
    while (result := await settles(store, ask, {0: vote}, clock=True)) == "early":
        pass
    return result


async def race(store: Store, round: int) -> tuple[Approval, Counter[str]]:
    asked = an_ask(an_action(), id=f"a{round}", thread=f"T1:C1:{round}.000001")
    await store.approvals.add(asked, timeout=random.uniform(0, LATEST), votes={})
    stored = await store.approvals.get(asked.id)
    assert stored
    votes = clicks()
    starts = [click(store, stored.ask, vote) for vote in votes] + [sweep(store, stored.ask) for _ in range(SWEEPERS)]
    random.shuffle(starts)
    results = Counter(await asyncio.gather(*starts))
    settled = await store.approvals.get(asked.id)
    assert settled
    return settled, results


async def test_of_a_hundred_clicks_and_eight_sweeps_at_the_deadline_one_counts(store: Store, redis: Redis) -> None:
    authors: Counter[bool] = Counter()
    for round in range(ROUNDS):
        approval, results = await race(store, round)
        vote = approval.votes[0]
        authors[vote.person == CLOCK] += 1

        assert results["accepted"] == 1, f"round {round}: {results}"
        assert (vote.at >= approval.ask.deadline) == (vote.person == CLOCK), f"round {round}: {vote}"
        assert vote.person != CLOCK or vote.type == "reject"

    records = await census(redis)
    assert Counter(entry["kind"] for entry in records.entries) == {"request": ROUNDS, "decision": ROUNDS}
    assert violations(records) == []
    assert min(authors[True], authors[False]) > ROUNDS // 20, f"no race: the clock won {authors[True]} of {ROUNDS}"
