"""The desk on the real Redis and against the local Slack: who may decide, and what becomes of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from langchain_core.tools import tool
from redis.asyncio import Redis

from bot.approvals import CLOCK, POLICY, Approval, Question, State, Vote, canonical
from bot.desk import Desk, Refused
from bot.policy import Policy
from bot.queue import Queue
from bot.slack import Slack
from bot.store import Store
from bot.store.due import DRAW, LOOK
from bot.store.threads import Message, Place, Turn
from bot.views import notes
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.conftest import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, TOOLS, Request, pass_deadline
from tests.bot.records import MAIL, a_question, a_rule, a_vote, an_action

OUTSIDER = "Guests and people of other workspaces cannot decide. Full members of the review channel can."
ABSENT = "Only members of the review channel can decide."
INACTIVE = "Only active people can decide."
ONESELF = "You asked for this yourself, so somebody else in the review channel has to decide."
UNSURE = "Slack did not confirm who you are just now, so nothing was changed. Please try again."


def question(*calls: tuple[str, str, Mapping[str, Any]], name: str = "i1", **changes: Any) -> Question:
    fields: dict[str, Any] = {"kind": "review", "interrupt": "i1", "reason": "I will mail Alice."}
    return Question(**fields | changes, name=name, calls=calls or (("c1", "send_email", MAIL),))


@pytest.fixture
def turn(request_: Request) -> Turn:
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=request_.ts)
    message = Message(ts=request_.ts, user=RILEY, text="mail Alice")
    return Turn(place, message, started=True, open=[], answering_since=None, attempts=1, due="")


@pytest.fixture
def get(store: Store) -> Callable[..., Awaitable[Approval]]:
    async def get(id: str = "a1") -> Approval:
        approval = await store.approvals.get(id)
        assert approval
        return approval

    return get


Get = Callable[..., Awaitable[Approval]]


async def refusal(work: Awaitable[object]) -> str:
    """Why this was refused; "" when it was not."""
    try:
        await work
    except Refused as refused:
        return str(refused)
    return ""


def approve(desk: Desk, person: str = AVERY, *indexes: int, team: str = TEAM_ID) -> Awaitable[None]:
    return desk.vote("a1", {index: a_vote("approve", person) for index in indexes or (0,)}, team=team)


async def test_a_question_becomes_an_approval_that_knows_all_about_it(desk: Desk, turn: Turn, get: Get) -> None:
    found = await get(await desk.ask(turn, question()))
    ask, action = found.ask, found.ask.actions[0]

    assert (ask.team, ask.requester, ask.channel, ask.thread_ts) == (TEAM_ID, RILEY, "C0GENERAL", turn.message.ts)
    assert (ask.interrupt, ask.turn, ask.reason) == ("i1", turn.id, "I will mail Alice.")
    assert ask.link
    assert ask.link.endswith(f"/archives/C0GENERAL/p{turn.message.ts.replace('.', '')}")
    assert (action.call, action.tool, action.arguments) == ("c1", "send_email", canonical(MAIL))
    assert (action.rule.decisions, list(action.arguments_schema["properties"])) == (
        ("approve", "edit", "reject", "respond"),
        ["to", "subject", "body"],
    )
    assert ask.deadline - ask.asked_at == pytest.approx(3600, abs=0.001)


async def test_asking_again_finds_the_first(desk: Desk, turn: Turn, get: Get) -> None:
    id = await desk.ask(turn, question())
    before = await get(id)

    assert await desk.ask(turn, question(reason="once more")) == id
    assert await get(id) == before
    assert await desk.ask(turn, question(name="i2")) != id


async def test_a_question_is_due_to_be_drawn(desk: Desk, turn: Turn, store: Store) -> None:
    id = await desk.ask(turn, question())

    assert await store.due.mark(DRAW, id) != ""
    assert await store.due.mark(LOOK, turn.place.thread) == ""


async def test_what_the_policy_lets_pass_waits_for_nobody(desk: Desk, turn: Turn, get: Get, store: Store) -> None:
    found = await get(await desk.ask(turn, question(("c1", "pay", {"amount": 5}))))

    assert (found.state, found.votes[0].person, found.votes[0].message) == (State.DECIDED, POLICY, "it is small")
    assert await store.due.mark(LOOK, turn.place.thread) != ""


async def test_only_the_calls_that_pass_pass(desk: Desk, turn: Turn, get: Get) -> None:
    calls = [("c1", "pay", {"amount": 5}), ("c2", "pay", {"amount": 50}), ("c3", "send_email", MAIL)]
    found = await get(await desk.ask(turn, question(*calls)))

    assert (found.state, found.open_actions) == (State.PENDING, [1, 2])


async def test_nothing_in_doubt_passes_by_itself(desk: Desk, turn: Turn, get: Get) -> None:
    found = await get(await desk.ask(turn, question(("c1", "pay", {"amount": 5}), kind="doubt")))

    assert (found.votes, found.ask.actions[0].rule.decisions) == ({}, ("respond", "approve", "reject"))


async def test_an_open_request_keeps_the_rule_it_was_asked_under(
    *, store: Store, queue: Queue, slack: Slack, desk: Desk, turn: Turn, get: Get
) -> None:
    id = await desk.ask(turn, question())
    rules = {"send_email": a_rule(decisions=("reject",), asks="requester", timeout=1.0)}
    policy = Policy(rules=rules, passes={"send_email": lambda _: "anything goes"})
    later = Desk(store=store, queue=queue, slack=slack, policy=policy, tools=TOOLS, review_channel=REVIEW_CHANNEL)
    await later.ask(turn, question())
    await later.vote(id, {0: a_vote("approve", AVERY)}, team=TEAM_ID)

    assert (await get(id)).votes[0].person == AVERY


async def test_a_vote_is_stored_and_hurries_the_run_and_the_card(
    desk: Desk, request_: Request, get: Get, store: Store
) -> None:
    ask = await request_.asks()
    await approve(desk)

    assert ((await get()).votes[0].person, (await get()).state) == (AVERY, State.DECIDED)
    assert await store.due.mark(LOOK, ask.thread) != ""


def deactivate(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].deleted = True


def make_guest(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_restricted = True


def make_single_channel_guest(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_ultra_restricted = True


def make_stranger(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_stranger = True


def move_to_another_workspace(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].team_id = "T0OTHER"


def make_bot(sandbox: Sandbox) -> None:
    sandbox.workspace.users[AVERY].is_bot = True


def leave_the_channel(sandbox: Sandbox) -> None:
    sandbox.workspace.channels[REVIEW_CHANNEL].members.remove(AVERY)


def lose_the_answer(sandbox: Sandbox) -> None:
    sandbox.faults.fail("users.info", times=3, drop=True)


def fail_to_say_who(sandbox: Sandbox) -> None:
    sandbox.faults.fail("users.info", error="internal_error")


def fail_to_say_where(sandbox: Sandbox) -> None:
    sandbox.faults.fail("conversations.members", status=500)


def be_busy(sandbox: Sandbox) -> None:
    sandbox.faults.fail("conversations.members", retry_after=30)


def forget_everybody(sandbox: Sandbox) -> None:
    del sandbox.workspace.users[AVERY]


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (deactivate, INACTIVE),
        (make_bot, INACTIVE),
        (make_guest, OUTSIDER),
        (make_single_channel_guest, OUTSIDER),
        (make_stranger, OUTSIDER),
        (move_to_another_workspace, OUTSIDER),
        (leave_the_channel, ABSENT),
        (lose_the_answer, UNSURE),
        (fail_to_say_who, UNSURE),
        (fail_to_say_where, UNSURE),
        (be_busy, UNSURE),
        (forget_everybody, UNSURE),
    ],
)
async def test_who_may_not_decide_any_more_is_refused_and_changes_nothing(
    desk: Desk, request_: Request, sandbox: Sandbox, get: Get, *, happens: Callable[[Sandbox], None], why: str
) -> None:
    await request_.asks()
    before = await get()
    happens(sandbox)

    assert await refusal(approve(desk)) == why
    assert await get() == before


async def test_people_of_another_workspace_are_refused_before_slack_is_asked(desk: Desk, request_: Request) -> None:
    await request_.asks()

    assert await refusal(approve(desk, team="T0OTHER")) == "Only people of this workspace can decide."


async def test_the_requester_is_refused_until_the_rule_says_otherwise(desk: Desk, request_: Request) -> None:
    await request_.asks()
    alone = an_action(rule=a_rule(requester_may_decide=True))
    await request_.asks(alone, id="a2")

    assert await refusal(approve(desk, RILEY)) == ONESELF
    assert await refusal(desk.vote("a2", {0: a_vote("approve", RILEY)}, team=TEAM_ID)) == ""


async def test_only_the_requester_answers_a_question(desk: Desk, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks(a_question())
    sandbox.workspace.channels[REVIEW_CHANNEL].members.remove(RILEY)

    assert await refusal(desk.vote("a1", {0: a_vote("respond", AVERY)}, team=TEAM_ID)) == (
        f"Only <@{RILEY}> can answer this question."
    )
    assert await refusal(desk.vote("a1", {0: a_vote("respond", RILEY)}, team=TEAM_ID)) == ""


async def test_votes_need_the_right_for_every_action_they_name(desk: Desk, request_: Request, get: Get) -> None:
    everything = an_action(rule=a_rule(decisions=("approve", "respond")))
    await request_.asks(everything, a_question(call="c2"))
    votes = {0: a_vote("respond", AVERY), 1: a_vote("respond", AVERY)}

    assert await refusal(desk.vote("a1", votes, team=TEAM_ID)) != ""
    assert (await get()).votes == {}


@pytest.mark.parametrize(
    ("id", "votes", "why"),
    [
        ("gone", {0: a_vote("approve", AVERY)}, notes.UNKNOWN),
        ("", {0: a_vote("approve", AVERY)}, notes.UNKNOWN),
        ("a1", {1: a_vote("approve", AVERY)}, notes.UNKNOWN),
        ("a1", {-1: a_vote("approve", AVERY)}, notes.UNKNOWN),
        ("a1", {0: a_vote("edit", AVERY, arguments="{}")}, notes.NOT_OFFERED),
    ],
)
async def test_a_vote_on_what_is_not_there_is_refused(
    desk: Desk, request_: Request, id: str, votes: Mapping[int, Vote], why: str
) -> None:
    await request_.asks(an_action(rule=a_rule(decisions=("approve", "reject"))))

    assert await refusal(desk.vote(id, votes, team=TEAM_ID)) == why


async def test_the_second_click_is_told_who_was_first(desk: Desk, request_: Request, get: Get) -> None:
    await request_.asks()
    await approve(desk)
    before = await get()

    assert (await refusal(approve(desk, MORGAN))).startswith(f"Already decided by <@{AVERY}>")
    assert (await refusal(desk.may_open("a1", 0, person=MORGAN, team=TEAM_ID))).startswith("Already decided by")
    assert await get() == before


async def test_of_many_clicks_at_once_one_counts_and_all_others_are_told(
    desk: Desk, request_: Request, get: Get
) -> None:
    await request_.asks()
    people = [AVERY, MORGAN] * 10
    refusals = await asyncio.gather(*[refusal(approve(desk, person)) for person in people])

    winner = people[refusals.index("")]
    assert (await get()).votes[0].person == winner
    assert [text.startswith(f"Already decided by <@{winner}>") for text in refusals if text] == [True] * 19


async def test_a_vote_that_is_sent_twice_is_accepted_once_and_refused_never(desk: Desk, request_: Request) -> None:
    """Its first answer may have been lost on the way from Redis."""
    ask = await request_.asks()
    vote = a_vote("approve", AVERY)
    await desk._store.approvals.vote(ask, {0: vote})

    assert await desk._stands(ask.id, {0: vote})
    assert not await desk._stands(ask.id, {0: a_vote("approve", AVERY)})


async def test_all_that_reviewers_may_approve_is_approved_at_once(desk: Desk, request_: Request, get: Get) -> None:
    decided_elsewhere = an_action(call="c3", rule=a_rule(decisions=("reject",)))
    await request_.asks(an_action(), a_question(call="c2"), decided_elsewhere, an_action(call="c4"))
    await desk.approve_all("a1", person=AVERY, team=TEAM_ID)

    assert {i: v.type for i, v in (await get()).votes.items()} == {0: "approve", 3: "approve"}


async def test_approving_all_leaves_the_votes_that_stand(desk: Desk, request_: Request, get: Get) -> None:
    await request_.asks(an_action(), an_action(call="c2"))
    await desk.vote("a1", {0: a_vote("reject", MORGAN)}, team=TEAM_ID)
    await desk.approve_all("a1", person=AVERY, team=TEAM_ID)

    assert {i: (v.type, v.person) for i, v in (await get()).votes.items()} == {
        0: ("reject", MORGAN),
        1: ("approve", AVERY),
    }


@pytest.mark.parametrize("person", [RILEY, AVERY])
async def test_approving_all_of_nothing_is_refused(desk: Desk, request_: Request, person: str) -> None:
    await request_.asks(a_question())

    assert await refusal(desk.approve_all("a1", person=person, team=TEAM_ID)) == notes.NOT_OFFERED


async def test_approving_all_is_checked_like_every_vote(desk: Desk, request_: Request, get: Get) -> None:
    await request_.asks(an_action(), an_action(call="c2"))

    assert await refusal(desk.approve_all("a1", person=RILEY, team=TEAM_ID)) == ONESELF
    assert await refusal(desk.approve_all("gone", person=AVERY, team=TEAM_ID)) == notes.UNKNOWN
    assert (await get()).votes == {}
    await desk.approve_all("a1", person=AVERY, team=TEAM_ID)
    assert (await refusal(desk.approve_all("a1", person=MORGAN, team=TEAM_ID))).startswith("Already decided by")


@pytest.mark.parametrize(
    ("id", "index", "person", "why"),
    [
        ("a1", 0, RILEY, ONESELF),
        ("a1", 1, AVERY, notes.UNKNOWN),
        ("a1", -1, AVERY, notes.UNKNOWN),
        ("gone", 0, AVERY, notes.UNKNOWN),
        ("a1", 0, AVERY, ""),
    ],
)
async def test_a_view_opens_only_for_who_may_decide(
    desk: Desk, request_: Request, *, id: str, index: int, person: str, why: str
) -> None:
    await request_.asks()

    assert await refusal(desk.may_open(id, index, person=person, team=TEAM_ID)) == why


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        (MAIL | {"to": "nobody"}, "to", "This is not an address."),
        ({"to": "bob@example.com", "body": "x"}, "subject", "Field required"),
        (MAIL | {"subject": 5}, "subject", "Input should be a valid string"),
        (MAIL | {"subject": {"lc": 1}}, "subject", "This cannot be run as it stands"),
        (MAIL | {"subject": "\ud800"}, "subject", "This cannot be run as it stands"),
        (MAIL | {"subject": float("nan")}, "subject", "This cannot be run as it stands"),
    ],
)
def test_an_edit_that_the_tool_would_refuse_is_refused_beside_its_field(
    desk: Desk, values: dict[str, Any], field: str, said: str
) -> None:
    edited, errors = desk.edited(an_action(), values)

    assert (edited, [*errors]) == ("", [f"argument:{field}"])
    assert errors[f"argument:{field}"].startswith(said)


def test_an_edit_that_the_tool_takes_is_canonical(desk: Desk) -> None:
    assert desk.edited(an_action(), MAIL | {"to": "bob@example.com"}) == (
        canonical(MAIL | {"to": "bob@example.com"}),
        {},
    )


async def test_the_clock_answers_what_is_past_its_deadline_and_nothing_else(
    desk: Desk, request_: Request, redis: Redis, get: Get, store: Store
) -> None:
    ask = await request_.asks()
    await request_.asks(id="a2")
    await pass_deadline(redis, "a1", after=3600)
    await desk.expire()

    vote = (await get()).votes[0]
    assert (vote.type, vote.person) == ("reject", CLOCK)
    assert (vote.message or "").startswith("Expired: nobody decided within 1h. This is not a refusal by a person.")
    assert (await get("a2")).votes == {}
    assert await store.due.mark(LOOK, ask.thread) != ""


@pytest.mark.parametrize(
    ("seconds", "said"), [(20, "20s"), (90, "90s"), (900, "15m"), (3600, "1h"), (86_400, "1d"), (172_800, "2d")]
)
async def test_the_clock_says_how_long_it_waited_as_people_say_it(
    desk: Desk, request_: Request, redis: Redis, get: Get, *, seconds: int, said: str
) -> None:
    await request_.asks()
    for error in (-1e-6, 1e-6):
        await redis.delete("countersign:approval:a1")
        await request_.asks()
        await pass_deadline(redis, "a1", after=seconds + error)
        await desk.expire()

        assert f"within {said}." in ((await get()).votes[0].message or "")


async def test_the_clock_comes_once_however_many_replicas_tick(
    desk: Desk, request_: Request, redis: Redis, store: Store
) -> None:
    await request_.asks()
    await pass_deadline(redis, "a1")
    await asyncio.gather(*[desk.expire() for _ in range(5)])

    assert len([e async for e in store.audit.entries() if e["kind"] == "decision"]) == 1
    assert await store.approvals.past_deadline() == []


async def test_a_deadline_without_its_approval_is_forgotten(desk: Desk, redis: Redis, store: Store) -> None:
    await redis.zadd("countersign:deadlines", {"gone": 1})
    await desk.expire()

    assert await store.approvals.past_deadline() == []


async def test_a_click_after_the_deadline_is_told_so_before_and_after_the_clock_came(
    desk: Desk, request_: Request, redis: Redis, get: Get
) -> None:
    await request_.asks()
    await pass_deadline(redis, "a1")

    assert await refusal(approve(desk)) == notes.EXPIRED
    assert (await get()).executions == {}
    await desk.expire()
    assert (await refusal(approve(desk))).startswith("Too late: this request expired")


async def test_an_answer_about_a_tool_that_changed_since_does_not_count(
    *, store: Store, queue: Queue, slack: Slack, policy: Policy, desk: Desk, turn: Turn, get: Get
) -> None:
    @tool
    async def send_email(to: str, subject: str, body: str) -> str:
        """Send a mail, and a copy to the press."""
        return ""

    found = await get(await desk.ask(turn, question()))
    common: dict[str, Any] = {"store": store, "queue": queue, "slack": slack, "policy": policy}
    later = [Desk(**common, tools=tools, review_channel=REVIEW_CHANNEL) for tools in ([send_email], [])]

    assert desk.outdated(found) is None
    assert [each.outdated(found) for each in later] == [
        "send_email changed after it was decided on, so nothing was run"
    ] * 2
