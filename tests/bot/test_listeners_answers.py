"""A graph's own question in the workspace: its card, its form, and the answer that is counted."""

from typing import Any

import pytest

from bot.approvals import Ask
from bot.desk import Desk, Refused
from bot.drawings import Drawings
from bot.store import Store
from bot.views import modals
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get
from tests.bot.door import Door
from tests.bot.drawn import buttons, card, the_card, the_notice
from tests.bot.records import a_rule, a_vote, an_action, an_approval
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, Request

RULE = a_rule("interrupt:legal", decisions=("respond", "reject"), timeout=3600.0)
QUESTION = an_action(
    {"question": "May this be sent?"}, tool="interrupt:legal", rule=RULE, takes=("respond",), arguments_schema={}
)
YES_OR_NO = {"enum": ["yes", "no"]}


async def asks(request_: Request, schema: dict[str, Any] | None = None) -> Ask:
    return await request_.asks(QUESTION, shape="value", response_schema=schema)


def test_the_card_asks_for_an_answer() -> None:
    approval = an_approval(QUESTION, shape="value", response_schema=YES_OR_NO)
    drawn = the_card(approval)

    assert buttons(drawn)[:2] == ["Answer", "Decline"]
    assert "Answer needed: May this be sent?" in drawn.text
    assert "Waiting for an answer" in the_notice(approval).text


def test_the_card_keeps_the_answer_and_its_digest() -> None:
    vote = a_vote("respond", value='{"wording":"Soon."}')
    said = card(an_approval(QUESTION, votes={0: vote}, shape="value"))

    assert "Soon." in said
    assert "Digest of the answer" in said


async def test_a_submitted_answer_is_a_vote_with_its_value(door: Door, request_: Request, get: Get) -> None:
    ask = await asks(request_)
    view = modals.respond(an_approval(QUESTION, shape="value"), 0)

    assert await door.submits(view, **{"argument:Answer": '{"b": 1, "a": "yes"}'}) == {}
    vote = (await get(ask.id)).votes[0]
    assert (vote.type, vote.person, vote.value) == ("respond", AVERY, '{"a":"yes","b":1}')


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('{"b": ', "This is not JSON yet"),
        ('{"lc": 1}', "the answer.lc is a reserved name"),
        ("1e400", "A number in this is too large."),
    ],
)
async def test_an_answer_that_would_not_arrive_as_it_is_stays_in_the_form(
    door: Door, request_: Request, votes: Any, typed: str, said: str
) -> None:
    await asks(request_)
    answer = await door.submits(modals.respond(an_approval(QUESTION, shape="value"), 0), **{"argument:Answer": typed})

    assert said in answer["errors"]["argument:Answer"]
    assert await votes() == []


async def test_an_answer_that_the_graph_would_not_take_stays_in_the_form(
    door: Door, request_: Request, votes: Any
) -> None:
    await asks(request_, {"type": "string", "minLength": 3})
    approval = an_approval(QUESTION, shape="value", response_schema={"type": "string", "minLength": 3})
    answer = await door.submits(modals.respond(approval, 0), **{"argument:Answer": "no"})

    assert [*answer["errors"]] == ["argument:Answer"]
    assert await votes() == []


async def test_a_word_without_a_value_is_no_answer(desk: Desk, request_: Request) -> None:
    ask = await asks(request_)
    with pytest.raises(Refused):
        await desk.vote(ask.id, 0, a_vote("respond", AVERY, message="yes"), team=TEAM_ID)


async def test_the_workspace_takes_the_card_of_any_question(
    drawings: Drawings, sandbox: Sandbox, store: Store, request_: Request
) -> None:
    ask = await asks(request_, YES_OR_NO)
    await drawings.draw(ask.id)

    assert len(sandbox.workspace.messages.top_level(REVIEW_CHANNEL)) == 1
