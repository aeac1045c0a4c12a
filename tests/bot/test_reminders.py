"""Reminders and nudges: who hears them, how often, and what they give away."""

import asyncio
import json
from collections.abc import Callable

import pytest
from redis.asyncio import Redis

from bot.background import Background
from bot.desk import Desk
from bot.drawings import Drawings
from bot.policy import Escalation, People, Stage
from bot.policy.standing import StandIn
from bot.reminders import Reminders
from bot.store import Store, keys
from bot.store.approvals import Change
from sandbox.administration import Administration
from sandbox.app import Sandbox
from sandbox.changes import Message
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get, approve, refusal
from tests.bot.records import a_question, a_rule, an_action
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request, pass_deadline, pass_time

TAYLOR, FRAN = "U0LEAD", "U0FINANCE"
HOUR = 3600.0
MONEY = "C0PAYMENTS"

Heard = Callable[[], dict[str, list[str]]]


@pytest.fixture
def heard(sandbox: Sandbox) -> Heard:
    """What the bot has written to each person alone."""

    def heard() -> dict[str, list[str]]:
        channels = [channel for channel in sandbox.workspace.channels.values() if channel.kind == "im"]
        texts = {str(c.user): [m["text"] for m in sandbox.workspace.messages.top_level(c.id)] for c in channels}
        return {user: said for user, said in texts.items() if said}

    return heard


@pytest.fixture
def administration(sandbox: Sandbox) -> Administration:
    return Administration(sandbox.workspace)


def asked(people: People, *more: Stage, quorum: int = 1, **changes: object) -> object:
    """An action whose approvers are reminded after an hour."""
    stages = (Stage(approvers=people, quorum=quorum), *more)
    return an_action(rule=a_rule(**{"stages": stages, "remind": (HOUR,), "timeout": 9 * HOUR} | changes))


PAIR = People(users=(AVERY, MORGAN))
FINANCE = People(groups=("S0FINANCE",))


def under(sandbox: Sandbox, channel: str = REVIEW_CHANNEL) -> list[Message]:
    """The replies under the newest card of a channel."""
    card = sandbox.workspace.messages.top_level(channel)[-1]
    return sandbox.workspace.messages.thread(channel, card["ts"])[1:]


async def kinds(store: Store) -> list[str]:
    return [entry["kind"] async for entry in store.audit.entries()]


async def test_whoever_has_not_voted_is_reminded_with_a_link_and_without_arguments(
    *, reminders: Reminders, drawings: Drawings, request_: Request, redis: Redis, heard: Heard, sandbox: Sandbox
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await drawings.draw("a1")
    await pass_time(redis, HOUR)
    await reminders.ring("a1")
    card = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]

    assert sorted(heard()) == sorted([AVERY, MORGAN])
    (text,) = heard()[AVERY]
    assert text.startswith(f"A reminder: `send_email` for <@{RILEY}> still waits for a decision (<")
    assert sandbox.workspace.permalink(card) in text
    assert "alice" not in json.dumps(sandbox.workspace.messages.top_level("D0APPROVER"))


async def test_nobody_is_reminded_before_it_is_time_or_after_the_deadline(
    *, reminders: Reminders, request_: Request, redis: Redis, heard: Heard, get: Get
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    before = await get()
    await pass_time(redis, HOUR - 60)
    await reminders.ring("a1")
    await pass_deadline(redis)
    await reminders.ring("a1")

    assert (heard(), (await get()).reminded, (await get()).writes) == ({}, 0, before.writes)


async def test_however_many_replicas_ring_everybody_hears_it_once(
    *, reminders: Reminders, request_: Request, redis: Redis, heard: Heard, store: Store
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await asyncio.gather(*[reminders.ring("a1") for _ in range(8)])

    assert {user: len(texts) for user, texts in heard().items()} == {AVERY: 1, MORGAN: 1}
    assert (await kinds(store)).count("reminder") == 1


async def test_the_trail_says_who_was_reached(
    *, reminders: Reminders, request_: Request, redis: Redis, store: Store, administration: Administration
) -> None:
    administration.deactivate(MORGAN)
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")
    entries = [entry async for entry in store.audit.entries()]

    assert [(e["kind"], e["actions"]) for e in entries[1:]] == [("reminder", [0]), ("reminded", [0])]
    assert entries[2]["people"] == [AVERY]


async def test_reminders_that_came_due_in_the_meantime_come_as_one(
    *, reminders: Reminders, request_: Request, redis: Redis, heard: Heard, get: Get
) -> None:
    await request_.asks(asked(PAIR, remind=(HOUR, 2 * HOUR, 5 * HOUR)), timeout=9 * HOUR)
    await pass_time(redis, 3 * HOUR)
    for _ in range(2):
        await reminders.ring("a1")

    assert (len(heard()[AVERY]), (await get()).reminded) == (1, 2)
    assert (await redis.zscore(keys.ALARMS, "a1")) == pytest.approx((await get()).ask.asked_at + 5 * HOUR)


async def test_who_has_voted_already_hears_nothing(
    *, reminders: Reminders, desk: Desk, request_: Request, redis: Redis, heard: Heard
) -> None:
    await request_.asks(asked(PAIR, quorum=2), timeout=9 * HOUR)
    await approve(desk, AVERY)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert list(heard()) == [MORGAN]


async def test_only_the_stage_that_waits_is_reminded(
    *, reminders: Reminders, desk: Desk, request_: Request, redis: Redis, heard: Heard
) -> None:
    finance = Stage(name="Finance", approvers=FINANCE)
    await request_.asks(asked(People(users=(TAYLOR, AVERY)), finance), timeout=9 * HOUR)
    await approve(desk, TAYLOR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert sorted(heard()) == sorted([FRAN, MORGAN])


async def test_members_of_a_channel_are_reminded_but_not_the_asker_guests_and_strangers(
    *,
    reminders: Reminders,
    request_: Request,
    redis: Redis,
    heard: Heard,
    administration: Administration,
) -> None:
    administration.make_guest(MORGAN)
    administration.make_external(TAYLOR)
    await request_.asks(asked(People(channels=(REVIEW_CHANNEL,))), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert sorted(heard()) == sorted([AVERY, FRAN])


async def test_a_stand_in_is_reminded_in_the_place_of_who_is_away(
    *, reminders: Reminders, request_: Request, redis: Redis, heard: Heard, store: Store
) -> None:
    until = (await redis.time())[0] + 9 * HOUR
    await store.stand_ins.name(StandIn(person=AVERY, by=FRAN, until=until))
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert sorted(heard()) == sorted([FRAN, MORGAN])


async def test_the_asker_who_has_to_answer_is_reminded(
    *, reminders: Reminders, request_: Request, redis: Redis, heard: Heard
) -> None:
    question = a_question()
    rule = question.rule.model_copy(update={"remind": (HOUR,)})
    await request_.asks(question.model_copy(update={"rule": rule}), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert list(heard()) == [RILEY]


def crowd(sandbox: Sandbox) -> People:
    newcomers = [Administration(sandbox.workspace).add_person(f"p{n}", f"Person {n}") for n in range(21)]
    return People(users=tuple(user.id for user in newcomers))


def anyone(_: Sandbox) -> People:
    return People(anyone=True)


def a_group_that_slack_does_not_show(sandbox: Sandbox) -> People:
    sandbox.faults.fail("usergroups.users.list", times=3, error="internal_error")
    return FINANCE


@pytest.mark.parametrize(
    ("people", "named"),
    [
        (crowd, "<@U0P0>"),
        (anyone, "any full member of this workspace"),
        (a_group_that_slack_does_not_show, "members of <!subteam^S0FINANCE>"),
    ],
)
async def test_who_cannot_be_written_to_one_by_one_is_mentioned_once_under_the_card(
    *,
    reminders: Reminders,
    drawings: Drawings,
    request_: Request,
    redis: Redis,
    heard: Heard,
    sandbox: Sandbox,
    people: Callable[[Sandbox], People],
    named: str,
) -> None:
    await request_.asks(asked(people(sandbox)), timeout=9 * HOUR)
    await drawings.draw("a1")
    await pass_time(redis, HOUR)
    await reminders.ring("a1")
    (mention,) = under(sandbox)

    assert heard() == {}
    assert mention["text"].startswith(named)
    assert "A reminder: `send_email`" in mention["text"]


async def test_who_cannot_be_reached_does_not_keep_others_from_being_reminded(
    *, reminders: Reminders, request_: Request, redis: Redis, heard: Heard, sandbox: Sandbox
) -> None:
    sandbox.faults.fail("conversations.open", error="user_not_visible")
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert list(heard()) == [MORGAN]


async def test_without_a_card_a_mention_has_no_place_and_nothing_breaks(
    *, reminders: Reminders, request_: Request, redis: Redis, store: Store
) -> None:
    await request_.asks(asked(People(anyone=True)), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")
    entries = [entry async for entry in store.audit.entries()]

    assert entries[-1]["people"] == []


async def test_an_alarm_of_an_approval_that_is_gone_or_settled_is_forgotten(
    *, reminders: Reminders, request_: Request, redis: Redis, desk: Desk
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await approve(desk, AVERY)
    await redis.zadd(keys.ALARMS, {"gone": 1, "a1": 1})
    for id in ("gone", "a1"):
        await reminders.ring(id)

    assert await redis.zcard(keys.ALARMS) == 0


async def test_the_asker_may_nudge_the_others_but_not_all_the_time(
    *, reminders: Reminders, request_: Request, background: Background, heard: Heard, store: Store
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    nudges = [await refusal(reminders.nudge("a1", person=RILEY, team=TEAM_ID)) for _ in range(2)]
    await background.drain()

    assert nudges[0] == ""
    assert nudges[1].startswith("You nudged them ")
    assert [text.split(":")[0] for text in heard()[AVERY]] == ["A nudge"]
    assert await kinds(store) == ["request", "nudge", "refusal", "reminded"]


async def test_four_hours_later_the_asker_may_nudge_them_again(
    *, reminders: Reminders, request_: Request, background: Background, heard: Heard, store: Store
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await reminders.nudge("a1", person=RILEY, team=TEAM_ID)
    earlier = lambda found, now: Change(found.model_copy(update={"nudged_at": now - 4 * HOUR}))  # noqa: E731
    await store.approvals.change("a1", earlier)
    await reminders.nudge("a1", person=RILEY, team=TEAM_ID)
    await background.drain()

    assert len(heard()[AVERY]) == 2


@pytest.mark.parametrize(("person", "team"), [(AVERY, TEAM_ID), (RILEY, "T0PARTNER")])
async def test_nobody_else_nudges(
    reminders: Reminders, request_: Request, heard: Heard, *, person: str, team: str
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)

    assert await refusal(reminders.nudge("a1", person=person, team=team)) == (
        f"Only <@{RILEY}>, who asked for this, can nudge the others."
    )
    assert heard() == {}


async def test_what_is_settled_or_expired_is_not_nudged(
    reminders: Reminders, desk: Desk, request_: Request, redis: Redis
) -> None:
    await request_.asks(asked(PAIR), timeout=9 * HOUR)
    await request_.asks(asked(PAIR), timeout=9 * HOUR, id="a2")
    await approve(desk, AVERY)
    await pass_deadline(redis, "a2")

    assert "Already decided by" in await refusal(reminders.nudge("a1", person=RILEY, team=TEAM_ID))
    assert "expired" in await refusal(reminders.nudge("a2", person=RILEY, team=TEAM_ID))


def escalating(channel: str | None = None, **changes: object) -> object:
    escalate = Escalation(after=2 * HOUR, to=People(users=(FRAN,)), channel=channel)
    return asked(People(users=(AVERY,)), **{"remind": (), "escalate": escalate} | changes)


async def test_an_escalation_lets_more_people_decide_and_tells_them_once_where_they_are(
    *, reminders: Reminders, drawings: Drawings, desk: Desk, request_: Request, redis: Redis, sandbox: Sandbox, get: Get
) -> None:
    await request_.asks(escalating(MONEY), timeout=9 * HOUR)
    await drawings.draw("a1")
    assert sandbox.workspace.messages.top_level(MONEY) == []
    assert await refusal(approve(desk, FRAN)) != ""
    await pass_time(redis, 2 * HOUR)
    await asyncio.gather(*[reminders.ring("a1") for _ in range(5)])
    for _ in range(3):
        await drawings.draw("a1")
    (told,) = sandbox.workspace.messages.top_level(MONEY)
    card = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]

    assert f"*Escalated*, as nobody has decided: `send_email` for <@{RILEY}>" in told["text"]
    assert f"<@{FRAN}> can decide too" in told["text"]
    assert sandbox.workspace.permalink(card) in told["text"]
    assert await refusal(approve(desk, FRAN)) == ""
    assert (await get()).votes[0].person == FRAN


async def test_without_a_channel_of_its_own_an_escalation_is_told_under_the_card_and_later_that_it_is_over(
    *, reminders: Reminders, drawings: Drawings, desk: Desk, request_: Request, redis: Redis, sandbox: Sandbox
) -> None:
    await request_.asks(escalating(), timeout=9 * HOUR)
    await drawings.draw("a1")
    await pass_time(redis, 2 * HOUR)
    await reminders.ring("a1")
    await drawings.draw("a1")
    first = under(sandbox)
    await approve(desk, AVERY)
    await drawings.draw("a1")

    assert [message["text"].split(",")[0] for message in first] == ["*Escalated*"]
    assert [message["text"].split(":")[0] for message in under(sandbox)] == ["*Escalated, and settled since*"]


async def test_an_escalation_whose_channel_refuses_it_is_told_under_the_card(
    *, reminders: Reminders, drawings: Drawings, request_: Request, redis: Redis, sandbox: Sandbox
) -> None:
    sandbox.workspace.channels[MONEY].is_archived = True
    await request_.asks(escalating(MONEY), timeout=9 * HOUR)
    await drawings.draw("a1")
    await pass_time(redis, 2 * HOUR)
    await reminders.ring("a1")
    await drawings.draw("a1")

    assert [message["text"].split(",")[0] for message in under(sandbox)] == ["*Escalated*"]


async def test_an_escalation_is_audited_once_and_rings_no_more(
    *, reminders: Reminders, request_: Request, redis: Redis, store: Store
) -> None:
    await request_.asks(escalating(), timeout=9 * HOUR)
    await pass_time(redis, 2 * HOUR)
    for _ in range(2):
        await reminders.ring("a1")

    assert (await kinds(store)).count("escalation") == 1
    assert await redis.zcard(keys.ALARMS) == 0


async def test_an_escalation_at_the_deadline_is_told_too(
    *, drawings: Drawings, desk: Desk, request_: Request, redis: Redis, sandbox: Sandbox
) -> None:
    escalate = Escalation(to=People(users=(FRAN,)), channel=MONEY)
    await request_.asks(escalating(escalate=escalate, on_timeout="escalate"), timeout=9 * HOUR)
    await pass_deadline(redis, after=9 * HOUR)
    await desk.expire()
    await drawings.draw("a1")

    assert f"<@{FRAN}> can decide too" in sandbox.workspace.messages.top_level(MONEY)[0]["text"]
