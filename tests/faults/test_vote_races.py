"""Votes, changes and second thoughts under quorum and stages, at several replicas, beside the clock: one outcome."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack

from redis.asyncio import Redis

from bot.answers import clock_votes
from bot.approvals import CLOCK, Approval, State, Vote, Withdrawal
from bot.audit import noted, taken_back
from bot.ballots import Void, settle, take_back
from bot.canonical import canonical
from bot.counting import counted, require_open
from bot.electorate import Voter
from bot.invariants import violations
from bot.policy import Forbidden, People, Person, Stage
from bot.store import Store
from bot.store.approvals import Change, Step, Unchanged
from bot.store.census import census
from bot.store.server import RedisServer, connect
from tests.bot.records import REQUESTER, a_rule, an_action, an_ask

ROUNDS = 200
REPLICAS = 4
SWEEPERS = 4
DEADLINES = (0.005, 0.01, 0.02, 0.05, 0.1, 5.0)
"""Seconds: amid the votes of a round, however fast the machine is, and far behind them."""
LEADS = [f"U{number}" for number in range(10, 30)]
FINANCE = [f"U{number}" for number in range(30, 50)]
RULE = a_rule(
    stages=(
        Stage(approvers=People(users=tuple(LEADS)), quorum=2),
        Stage(approvers=People(users=tuple(FINANCE)), quorum=2),
    ),
    rejection="majority",
)


def votes(person: str, type: str) -> Step:
    arguments = canonical({"to": person}) if type == "edit" else None
    vote = Vote(type=type, person=person, arguments=arguments)  # type: ignore[arg-type]
    voter = Voter(person=Person(id=person))

    def step(approval: Approval, now: float) -> Change:
        # Everybody has just looked at the card.
        seen = vote.model_copy(update={"version": approval.course(0).version})
        return counted(approval, {0: seen}, voter, now)

    return step


def takes_back(person: str) -> Step:
    def step(approval: Approval, _: float) -> Change:
        require_open(approval, [0])
        return Change(take_back(approval, 0, person), [taken_back(approval, 0, person)])

    return step


def withdraws(approval: Approval, now: float) -> Change:
    require_open(approval, [0])
    after = {"state": State.WITHDRAWN, "withdrawal": Withdrawal(person=REQUESTER, why="", at=now)}
    return Change(approval.model_copy(update=after), [noted("withdrawal", approval, person=REQUESTER, why="")])


def everything() -> list[Step]:
    """What people do in one round, in any order."""
    steps: list[Step] = [votes(person, "approve") for person in [*LEADS, *FINANCE, *FINANCE]]
    for person in random.sample([*LEADS, *FINANCE], 8):
        steps += [takes_back(person), votes(person, random.choice(["reject", "approve"]))]
    steps += [votes(person, "edit") for person in random.sample(LEADS, 2)]
    steps += [withdraws] if random.random() < 0.1 else []
    return random.sample(steps, len(steps))


async def does(store: Store, id: str, step: Step) -> str:
    try:
        await store.approvals.change(id, step)
    except Unchanged as refusal:
        return refusal.why
    except (Void, Forbidden):
        return "refused"
    return "accepted"


async def sweeps(store: Store, id: str) -> str:
    def step(approval: Approval, now: float) -> Change:
        (vote,) = clock_votes(approval.ask, timeout="1s")
        return Change(settle(approval, {0: vote.model_copy(update={"at": now})}))

    while True:
        try:
            await store.approvals.change(id, step, clock=True)
        except Unchanged as refusal:
            if refusal.why != "early":
                return refusal.why
        else:
            return "by the clock"


async def race(stores: list[Store], round: int) -> Approval:
    ask = an_ask(an_action({"to": "alice"}, rule=RULE), id=f"a{round}", thread=f"T1:C1:{round}.000001")
    await stores[0].approvals.add(ask, timeout=random.choice(DEADLINES), votes={})
    clocks = [asyncio.create_task(sweeps(random.choice(stores), ask.id)) for _ in range(SWEEPERS)]
    # Whose votes fell, or who came before it was their turn, comes once more.
    for steps in (everything(), [votes(lead, "approve") for lead in LEADS], [votes(one, "approve") for one in FINANCE]):
        await asyncio.gather(*[does(random.choice(stores), ask.id, step) for step in steps])
    results = Counter(await asyncio.gather(*clocks))
    settled = await stores[0].approvals.get(ask.id)
    assert settled
    assert results["by the clock"] == (settled.votes != {} and settled.votes[0].person == CLOCK)
    return settled


def outcome(approval: Approval) -> str:
    if approval.state is State.WITHDRAWN:
        return "withdrawn"
    vote = approval.votes[0]
    return "by the clock" if vote.person == CLOCK else vote.type


async def test_every_race_of_votes_changes_and_the_clock_has_one_outcome_that_enough_agreed_to(
    server: RedisServer, redis: Redis
) -> None:
    outcomes: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(connect(server.url)) for _ in range(REPLICAS)]
        stores = [Store(connection) for connection in connections]
        for round in range(ROUNDS):
            outcomes[outcome(await race(stores, round))] += 1

    records = await census(redis)
    # Nobody follows these runs.
    assert [sentence for sentence in violations(records) if "nobody will resume" not in sentence] == []
    settled = Counter(entry["kind"] for entry in records.entries if entry["kind"] in {"decision", "withdrawal"})
    assert settled.total() == ROUNDS
    assert min(outcomes["edit"] + outcomes["approve"], outcomes["by the clock"]) > ROUNDS // 20, f"no race: {outcomes}"
