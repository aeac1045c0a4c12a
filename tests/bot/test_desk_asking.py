"""The desk asks: what an approval knows, what passes by itself, which edits a tool takes."""

from collections.abc import Mapping
from typing import Any

import pytest
from langchain_core.tools import tool

from bot.approvals import POLICY, Question, State, canonical
from bot.background import Background
from bot.desk import Desk
from bot.policy import Policy
from bot.queue import Queue
from bot.slack import Slack
from bot.store import Store
from bot.store.due import DRAW, LOOK
from bot.store.threads import Message, Place, Turn
from bot.tools import Tools
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get
from tests.bot.records import MAIL, a_rule, a_vote
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, RILEY, TOOLS, Request


def question(*calls: tuple[str, str, Mapping[str, Any]], name: str = "i1", **changes: Any) -> Question:
    fields: dict[str, Any] = {"kind": "review", "interrupt": "i1", "reason": "I will mail Alice."}
    return Question(**fields | changes, name=name, calls=calls or (("c1", "send_email", MAIL),))


@pytest.fixture
def turn(request_: Request) -> Turn:
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=request_.ts)
    message = Message(ts=request_.ts, user=RILEY, text="mail Alice")
    return Turn(place, message, started=True, open=[], answering_since=None, attempts=1, due="")


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
    later = Desk(
        store=store,
        queue=queue,
        slack=slack,
        policy=policy,
        tools=Tools(TOOLS),
        background=Background(),
        review_channel=REVIEW_CHANNEL,
    )
    await later.ask(turn, question())
    await later.vote(id, {0: a_vote("approve", AVERY)}, team=TEAM_ID)

    assert (await get(id)).votes[0].person == AVERY


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
    values: dict[str, Any], field: str, said: str
) -> None:
    problems = Tools(TOOLS).problems("send_email", values)

    assert [*problems] == [field]
    assert problems[field].startswith(said)


def test_an_edit_that_the_tool_takes_has_no_problems() -> None:
    assert Tools(TOOLS).problems("send_email", MAIL | {"to": "bob@example.com"}) == {}


async def test_an_answer_about_a_tool_that_changed_since_does_not_count(
    *, store: Store, queue: Queue, slack: Slack, policy: Policy, desk: Desk, turn: Turn, get: Get
) -> None:
    @tool
    async def send_email(to: str, subject: str, body: str) -> str:
        """Send a mail, and a copy to the press."""
        return ""

    found = await get(await desk.ask(turn, question()))
    common: dict[str, Any] = {"store": store, "queue": queue, "slack": slack, "policy": policy}
    later = [
        Desk(**common, tools=Tools(tools), background=Background(), review_channel=REVIEW_CHANNEL)
        for tools in ([send_email], [])
    ]

    assert desk.outdated(found) is None
    assert [each.outdated(found) for each in later] == [
        "send_email changed after it was decided on, so nothing was run"
    ] * 2
