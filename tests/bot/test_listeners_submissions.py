"""Submitted views, through Bolt's own dispatch, on the real desk."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.canonical import canonical
from bot.store import Store
from bot.views import modals
from sandbox.block_kit import view_problems
from tests.bot.door import Door
from tests.bot.drawn import edit_view
from tests.bot.records import MAIL, a_question, a_rule, an_action, an_approval
from tests.bot.workspace import AVERY, MORGAN, RILEY, Request


async def test_a_submitted_edit_is_a_vote_with_its_arguments(
    door: Door, request_: Request, store: Store, votes: Any
) -> None:
    await request_.asks()
    view = edit_view(an_approval(), 0)

    assert await door.submits(view, **{"argument:subject": "Moved"}) == {}
    approval = await store.approvals.get("a1")
    assert approval
    assert await votes() == [(0, "edit", AVERY, None)]
    assert json.loads(approval.votes[0].arguments or "") == MAIL | {"subject": "Moved"}


async def test_an_edit_that_changes_nothing_is_an_approval(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()

    assert await door.submits(edit_view(an_approval(), 0)) == {}
    assert await votes() == [(0, "approve", AVERY, None)]


async def test_an_edit_that_the_tool_would_refuse_stays_open_with_errors(
    door: Door, request_: Request, votes: Any
) -> None:
    await request_.asks()
    answer = await door.submits(edit_view(an_approval(), 0), **{"argument:to": "nobody"})

    assert answer == {"response_action": "errors", "errors": {"argument:to": "This is not an address."}}
    assert await votes() == []


async def test_an_edit_of_json_that_is_none_is_told_its_place(door: Door, request_: Request, votes: Any) -> None:
    action = an_action(MAIL | {"more": [1]})
    await request_.asks(action)
    answer = await door.submits(edit_view(an_approval(action), 0), **{"argument:more": "[1,\n2"})

    told = "This is not JSON yet. Line 2, column 2: it ends too early, a bracket or a value is missing."
    assert answer == {"response_action": "errors", "errors": {"argument:more": told}}
    assert await votes() == []


async def test_a_problem_without_a_field_is_told_in_place_of_the_form(
    door: Door, request_: Request, votes: Any
) -> None:
    action = an_action(arguments_schema={"properties": {name: {"readOnly": True} for name in MAIL}})
    await request_.asks(action.model_copy(update={"arguments": canonical(MAIL | {"to": "nobody"})}))
    answer = await door.submits(edit_view(an_approval(action), 0))

    assert answer["response_action"] == "update"
    assert "This is not an address." in json.dumps(answer["view"])
    assert await votes() == []


async def test_what_no_form_can_hold_is_not_edited(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks(an_action(MAIL | {"body": "x" * 300_000}))
    answer = await door.submits(edit_view(an_approval(), 0), **{"argument:subject": "Moved"})

    assert (answer["response_action"], modals.TOO_LONG() in json.dumps(answer["view"])) == ("update", True)
    assert await votes() == []


async def test_what_somebody_else_decides_on_stays_what_was_stored(door: Door, request_: Request, store: Store) -> None:
    """The form comes back from a browser: fields it lacks, and fields it made up, are not taken from it."""
    await request_.asks()
    view = edit_view(an_approval(), 0)
    body = door.submission(view)
    body["view"]["state"]["values"] = {"argument:bcc": {"value": {"value": "eve@example.com"}}}
    await door.send(body)

    approval = await store.approvals.get("a1")
    assert approval
    assert (approval.votes[0].type, approval.votes[0].arguments) == ("approve", None)


@pytest.mark.parametrize(("typed", "reason"), [(" She is away. ", "She is away."), ("", None)])
async def test_a_submitted_rejection_carries_its_reason_if_there_is_one(
    door: Door, request_: Request, votes: Any, typed: str, reason: str | None
) -> None:
    await request_.asks()

    assert await door.submits(modals.reject(an_approval(), 0), reason=typed) == {}
    assert await votes() == [(0, "reject", AVERY, reason)]


async def test_a_submitted_answer_is_the_tools_result(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks(a_question())
    view = modals.respond(an_approval(a_question()), 0)

    assert await door.submits(view, person=RILEY, answer="Alice Moore") == {}
    assert await votes() == [(0, "respond", RILEY, "Alice Moore")]


async def test_an_empty_answer_is_asked_for_again(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()
    answer = await door.submits(modals.respond(an_approval(), 0), answer="  ")

    assert answer == {"response_action": "errors", "errors": {"answer": "Write an answer."}}
    assert await votes() == []


async def test_who_has_seen_all_of_it_may_approve_it_there(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()

    assert await door.submits(modals.show_all(an_approval(), 0)) == {}
    assert await votes() == [(0, "approve", AVERY, None)]


@pytest.mark.parametrize("view", [edit_view, modals.reject, modals.respond, modals.show_all])
async def test_a_view_that_is_submitted_too_late_says_so_in_its_place(
    door: Door, request_: Request, votes: Any, view: Callable[..., dict[str, Any]]
) -> None:
    await request_.asks()
    await door.clicks("approve", person=MORGAN)
    typed = {"answer": "Yes."} if view is modals.respond else {}
    answer = await door.submits(view(an_approval(), 0), **typed)

    assert (answer["response_action"], view_problems(answer["view"], "modal")) == ("update", [])
    assert f"Already decided by <@{MORGAN}>" in json.dumps(answer["view"])
    assert await votes() == [(0, "approve", MORGAN, None)]


@pytest.mark.parametrize("view", [edit_view, modals.reject, modals.respond, modals.show_all])
async def test_a_view_in_the_wrong_hands_decides_nothing(
    door: Door, request_: Request, votes: Any, view: Callable[..., dict[str, Any]]
) -> None:
    await request_.asks()
    typed = {"answer": "Yes."} if view is modals.respond else {}
    answer = await door.submits(view(an_approval(), 0), person=RILEY, **typed)

    assert (answer["response_action"], await votes()) == ("update", [])


async def test_a_decision_that_the_rule_does_not_offer_is_refused_however_it_is_sent(
    door: Door, request_: Request, votes: Any
) -> None:
    await request_.asks(an_action(rule=a_rule(decisions=("reject",))))
    await door.clicks("approve")
    await door.clicks("approve_all", value="a1:0:0,1:0")
    await door.submits(edit_view(an_approval(), 0), **{"argument:subject": "Moved"})
    await door.submits(modals.show_all(an_approval(), 0))

    assert await votes() == []
