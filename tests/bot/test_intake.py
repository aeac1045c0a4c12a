"""The intake asks: what an approval knows, what passes by itself, which edits a tool takes."""

from collections.abc import Mapping
from typing import Any

import pytest
from langchain_core.tools import tool

from bot.approvals import POLICY, State
from bot.canonical import approval_id, canonical
from bot.desk import Desk
from bot.intake import Intake
from bot.interrupts import Question, Wanted
from bot.policy import Entry, Policy
from bot.store import Store
from bot.store.due import DRAW, LOOK
from bot.store.threads import Message, Place, Turn
from bot.tools import Tools
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get, refusal
from tests.bot.records import MAIL, a_rule, a_vote
from tests.bot.workspace import AVERY, RILEY, TOOLS, Request


def question(*calls: tuple[str, str, Mapping[str, Any]], name: str = "i1", **changes: Any) -> Question:
    fields: dict[str, Any] = {"kind": "review", "interrupt": "i1", "reason": "I will mail Alice."}
    wanted = [Wanted(*call) for call in calls or (("c1", "send_email", MAIL),)]
    return Question(**fields | changes, name=name, calls=wanted)


@pytest.fixture
def turn(request_: Request) -> Turn:
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=request_.ts)
    message = Message(ts=request_.ts, user=RILEY, text="mail Alice")
    return Turn(
        place, message, started=True, open=[], answering_since=None, attempts=1, answered=None, attempt="", taken_at=0
    )


async def opened(intake: Intake, turn: Turn, question: Question) -> str:
    """Asks, and gives the id of the approval."""
    await intake.ask(turn, [question])
    return approval_id(turn.place.thread, question.name)


async def test_a_question_becomes_an_approval_that_knows_all_about_it(intake: Intake, turn: Turn, get: Get) -> None:
    found = await get(await opened(intake, turn, question()))
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


async def test_asking_again_finds_the_first(intake: Intake, turn: Turn, get: Get) -> None:
    id = await opened(intake, turn, question())
    before = await get(id)

    assert await opened(intake, turn, question(reason="once more")) == id
    assert await get(id) == before
    assert await opened(intake, turn, question(name="i2")) != id


async def test_a_question_is_due_to_be_drawn(intake: Intake, turn: Turn, store: Store) -> None:
    id = await opened(intake, turn, question())

    assert await store.due.mark(DRAW, id) != ""
    assert await store.due.mark(LOOK, turn.place.thread) == ""


async def test_what_the_policy_lets_pass_waits_for_nobody(intake: Intake, turn: Turn, get: Get, store: Store) -> None:
    found = await get(await opened(intake, turn, question(("c1", "pay", {"amount": 5}))))

    assert (found.state, found.votes[0].person, found.votes[0].message) == (State.DECIDED, POLICY, "it is small")
    assert await store.due.mark(LOOK, turn.place.thread) != ""


async def test_only_the_calls_that_pass_pass(intake: Intake, turn: Turn, get: Get) -> None:
    calls = [("c1", "pay", {"amount": 5}), ("c2", "pay", {"amount": 50}), ("c3", "send_email", MAIL)]
    found = await get(await opened(intake, turn, question(*calls)))

    assert (found.state, found.open_actions) == (State.PENDING, [1, 2])


async def test_nothing_in_doubt_passes_by_itself(intake: Intake, turn: Turn, get: Get) -> None:
    found = await get(await opened(intake, turn, question(("c1", "pay", {"amount": 5}), kind="doubt")))

    assert (found.votes, found.ask.actions[0].rule.decisions) == ({}, ("respond", "approve", "reject"))


async def test_an_open_request_keeps_the_rule_it_was_asked_under(
    intake: Intake, desk: Desk, turn: Turn, get: Get
) -> None:
    """The next one has the new."""
    id = await opened(intake, turn, question())
    before = (await get(id)).ask.actions[0].rule
    later = a_rule("send_email", decisions=("reject",), asks="requester", timeout=1.0)
    intake.policy = Policy(entries=[Entry(tool="send_email", rule=later)], otherwise=later)
    await opened(intake, turn, question())

    assert (await get(id)).ask.actions[0].rule == before
    assert (await get(await opened(intake, turn, question(name="i2")))).ask.actions[0].rule == later
    assert await refusal(desk.vote(id, 0, a_vote("approve", AVERY), team=TEAM_ID)) == ""


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        (MAIL | {"to": "nobody"}, "to", "This is not an address."),
        ({"to": "bob@example.com", "body": "x"}, "subject", "This is required."),
        (MAIL | {"subject": 5}, "subject", "This has to be text."),
        (MAIL | {"subject": {"lc": 1}}, "subject", "This cannot be run as it stands"),
        (MAIL | {"subject": "\ud800"}, "subject", "This cannot be run as it stands"),
        (MAIL | {"subject": float("nan")}, "subject", "This cannot be run as it stands"),
    ],
)
def test_an_edit_that_the_tool_would_refuse_is_refused_beside_its_field(
    values: dict[str, Any], field: str, said: str
) -> None:
    problems = Tools(TOOLS).problems("send_email", values)

    assert [*problems] == [(field,)]
    assert problems[(field,)].startswith(said)


def test_an_edit_that_the_tool_takes_has_no_problems() -> None:
    assert Tools(TOOLS).problems("send_email", MAIL | {"to": "bob@example.com"}) == {}


@pytest.mark.parametrize("there", [True, False])
async def test_an_answer_about_a_tool_that_changed_since_does_not_count(
    intake: Intake, turn: Turn, get: Get, *, there: bool
) -> None:
    @tool
    async def send_email(to: str, subject: str, body: str) -> str:
        """Send a mail, and a copy to the press."""
        return ""

    found = await get(await opened(intake, turn, question()))
    assert intake.outdated(found) is None
    intake._tools = Tools([send_email] if there else [])

    outdated = intake.outdated(found)
    assert outdated
    assert outdated() == "send_email changed after it was decided on, so nothing was run"
