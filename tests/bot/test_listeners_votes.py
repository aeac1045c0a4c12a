"""Votes that are not the last word, through Bolt's own dispatch: what their voters are told, how they are undone."""

import json
from typing import Any

import pytest

from bot.drawings import Drawings
from bot.policy import People, Stage
from bot.store import Store
from bot.views import modals
from sandbox.app import Sandbox
from tests.bot.desks import Get
from tests.bot.door import Door
from tests.bot.drawn import edit_view
from tests.bot.records import a_rule, an_action, an_approval
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request

PAIR = a_rule(stages=(Stage(approvers=People(users=(AVERY, MORGAN)), quorum=2),))


@pytest.fixture
async def pair(request_: Request) -> None:
    """A mail that both have to approve."""
    await request_.asks(an_action(rule=PAIR))


def whispers(sandbox: Sandbox, person: str) -> list[str]:
    """The private notes to this person."""
    seen = sandbox.workspace.messages.visible_to(REVIEW_CHANNEL, person)
    return [message["text"] for message in seen if message.get("ephemeral_to") == person]


async def standing(get: Get) -> list[tuple[str, str]]:
    """The votes that stand on the first action."""
    return [(vote.type, vote.person) for vote in (await get()).course(0).votes]


@pytest.mark.usefixtures("pair")
async def test_a_vote_that_does_not_settle_is_told_what_it_counts_for(door: Door, sandbox: Sandbox, votes: Any) -> None:
    await door.clicks("approve")

    assert whispers(sandbox, AVERY) == ["Your approval counts: 1 of 2. Until the others decide you can take it back."]
    await door.clicks("approve", person=MORGAN)
    assert (whispers(sandbox, MORGAN), await votes()) == ([], [(0, "approve", MORGAN, None)])


@pytest.mark.usefixtures("pair")
async def test_a_vote_can_be_taken_back(door: Door, sandbox: Sandbox, get: Get) -> None:
    await door.clicks("approve")
    await door.clicks("take_back")

    assert (whispers(sandbox, AVERY)[-1], await standing(get)) == (
        "Your vote is taken back. The card shows what is left.",
        [],
    )


@pytest.mark.usefixtures("pair")
async def test_who_has_no_vote_has_none_to_take_back(door: Door, sandbox: Sandbox, get: Get) -> None:
    await door.clicks("approve")
    await door.clicks("take_back", person=MORGAN)

    assert whispers(sandbox, MORGAN) == ["There is no vote of yours to take back."]
    assert await standing(get) == [("approve", AVERY)]


@pytest.mark.usefixtures("pair")
async def test_an_edit_that_others_have_to_approve_says_so_and_clears_the_votes(
    door: Door, sandbox: Sandbox, get: Get, drawings: Drawings
) -> None:
    await drawings.draw("a1")
    await door.clicks("approve")
    answer = await door.submits(edit_view(an_approval(), 0), person=MORGAN, **{"argument:subject": "Moved"})

    assert (answer["response_action"], answer["view"]["clear_on_close"]) == ("update", True)
    assert "Your changes are saved. They run only if others approve them" in json.dumps(answer["view"])
    assert (await standing(get), (await get()).course(0).fallen) == ([], (AVERY,))


@pytest.mark.usefixtures("pair")
async def test_those_whose_votes_fell_are_told_once_under_the_card(
    door: Door, sandbox: Sandbox, drawings: Drawings
) -> None:
    await drawings.draw("a1")
    await door.clicks("approve")
    await door.submits(edit_view(an_approval(), 0), person=MORGAN, **{"argument:subject": "Moved"})
    for _ in range(2):
        await drawings.draw("a1")
    (card,) = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)
    replies = [m["text"] for m in sandbox.workspace.messages.thread(REVIEW_CHANNEL, card["ts"])[1:]]

    assert [text.partition(":")[0] for text in replies] == [f"<@{AVERY}>"]


@pytest.mark.usefixtures("pair")
async def test_a_button_of_the_version_before_a_change_approves_nothing(door: Door, sandbox: Sandbox, get: Get) -> None:
    await door.submits(edit_view(an_approval(), 0), person=MORGAN, **{"argument:subject": "Moved"})
    await door.clicks("approve")

    assert "The arguments have changed since you saw them" in whispers(sandbox, AVERY)[0]
    assert await standing(get) == []


async def test_approve_all_approves_what_was_shown_and_nothing_else(
    door: Door, request_: Request, sandbox: Sandbox, get: Get, votes: Any
) -> None:
    await request_.asks(*[an_action(call=f"c{n}", rule=a_rule(editor_may_approve=False)) for n in range(3)])
    assert await door.submits(edit_view(an_approval(), 0), person=MORGAN, **{"argument:subject": "Moved"})
    await door.clicks("approve_all", value="a1:0:0,1:0")

    assert "The arguments have changed" in whispers(sandbox, AVERY)[0]
    await door.clicks("approve_all", value="a1:0:1,1:0")
    assert [index for index, *_ in await votes()] == [0, 1]


async def test_approve_all_never_approves_what_is_of_high_risk(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks(an_action(rule=a_rule(risk="high")), an_action(call="c2"))
    await door.clicks("approve_all", value="a1:0:0,1:0")

    assert [index for index, *_ in await votes()] == [1]


@pytest.mark.parametrize("value", ["a1", "a1:", "a1:x:y", "a1:9:0", "", None])
async def test_approve_all_of_nothing_changes_nothing(door: Door, request_: Request, votes: Any, value: object) -> None:
    await request_.asks()

    assert (await door.clicks("approve_all", value=value)).status == 200
    assert await votes() == []


@pytest.mark.usefixtures("pair")
async def test_the_asker_can_withdraw_and_nobody_else(door: Door, sandbox: Sandbox, get: Get, store: Store) -> None:
    await door.clicks("withdraw", value="a1")
    assert f"Only <@{RILEY}>, who asked for this, can withdraw it." in whispers(sandbox, AVERY)[0]
    await door.clicks("withdraw", value="a1", person=RILEY)
    withdrawal = (await get()).withdrawal
    assert withdrawal
    assert (withdrawal.person, whispers(sandbox, RILEY)) == (RILEY, [])

    await door.clicks("approve")
    assert f"<@{RILEY}> withdrew this" in whispers(sandbox, AVERY)[-1]


async def test_a_form_says_whether_saving_it_approves(door: Door, request_: Request, sandbox: Sandbox) -> None:
    editors = a_rule(editors=People(users=(MORGAN, AVERY)), stages=(Stage(approvers=People(users=(AVERY,))),))
    await request_.asks(an_action(rule=editors))
    await door.clicks("edit")
    await door.clicks("edit", person=MORGAN)
    submit = {who: sandbox.workspace.views.stack(who)[-1]["submit"]["text"] for who in (AVERY, MORGAN)}

    assert submit == {AVERY: "Approve with changes", MORGAN: "Save changes"}
    assert f"waits for approval by others: <@{AVERY}>." in json.dumps(sandbox.workspace.views.stack(MORGAN)[-1])


@pytest.mark.usefixtures("pair")
async def test_saving_a_form_without_a_change_approves_nothing_where_saving_does_not_approve(
    door: Door, get: Get
) -> None:
    answer = await door.submits(edit_view(an_approval(), 0))

    assert "nothing was saved" in json.dumps(answer["view"])
    assert await standing(get) == []


async def test_a_reason_is_asked_for_where_the_policy_says_so(
    door: Door, request_: Request, votes: Any, get: Get
) -> None:
    strict = a_rule(reason_required=("reject", "edit"))
    approval = an_approval(an_action(rule=strict))
    await request_.asks(an_action(rule=strict))
    refused = await door.submits(modals.reject(approval, 0))
    assert "asks for a reason" in json.dumps(refused["view"])
    changes = {"argument:subject": "Moved"}
    assert "asks for a reason" in json.dumps((await door.submits(edit_view(approval, 0), **changes))["view"])

    assert await door.submits(edit_view(approval, 0), **changes, reason="The room is taken.") == {}
    assert (await votes(), (await get()).course(0).reason) == (
        [(0, "edit", AVERY, "The room is taken.")],
        "The room is taken.",
    )
