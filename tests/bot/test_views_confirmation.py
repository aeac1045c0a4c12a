"""What is of high risk asks once more, and says what would run, whichever way leads to its approval."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.approvals import Approval, Course
from bot.policy import People, Stage
from bot.presentations import Note, Part
from bot.store import Store
from bot.views import modals
from bot.views.confirmation import CONFIRMED, dialog
from sandbox.block_kit import view_problems
from tests.bot.door import Door
from tests.bot.drawn import edit_view, the_card
from tests.bot.records import MAIL, a_rule, a_vote, an_action, an_approval, presented
from tests.bot.workspace import AVERY, RILEY, Request

HIGH = a_rule(risk="high")
ROUNDS = (Stage(name="Lead", approvers=People(anyone=True)), Stage(name="Finance", approvers=People(anyone=True)))
TICKED = {"type": "checkboxes", "selected_options": [{"value": CONFIRMED}]}
View = Callable[[Approval, int], dict[str, Any]]


def asked(action: Any, **changes: Any) -> str:
    return str(dialog(an_approval(action, **changes), 0, label="Approve")["text"]["text"])


def test_the_dialog_says_what_would_run() -> None:
    drawn = the_card(an_approval(an_action(rule=HIGH)))
    (confirm,) = [
        element["confirm"]
        for block in drawn.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if "confirm" in element
    ]

    assert {name: text["text"].splitlines() for name, text in confirm.items()} == {
        "title": ["Approve send_email?"],
        "text": [
            "to: alice@example.com",
            "subject: Review",
            "body: See you at ten.",
            "Your approval is the last it needs.",
            f"Digest {an_action().digest[:12]}.",
        ],
        "confirm": ["Approve"],
        "deny": ["Not yet"],
    }


def test_it_speaks_as_the_card_does() -> None:
    pay = an_action({"amount": 8000.0, "payee": "Northwind"}, tool="pay", rule=HIGH)
    action = presented(
        pay,
        Part(argument="payee", label="Pay to"),
        Part(argument="amount", label="Amount", notes=(Note(text="€8,000.00"),)),
    )

    assert asked(action).splitlines()[:2] == ["Pay to: Northwind", "Amount: 8000.0 (€8,000.00)"]


@pytest.mark.parametrize(
    ("rule", "votes", "said"),
    [
        (HIGH, (), "Your approval is the last it needs."),
        (a_rule(risk="high", stages=ROUNDS), (), "It runs when others have approved it too."),
        (a_rule(risk="high", stages=(Stage(approvers=People(anyone=True), quorum=2),)), (a_vote(),), "the last"),
    ],
)
def test_it_says_whether_others_have_to_approve_too(rule: Any, votes: Any, said: str) -> None:
    approval = an_approval(an_action(rule=rule)).model_copy(update={"courses": {0: Course(votes=votes)}})

    assert said in dialog(approval, 0, label="Approve")["text"]["text"]


@pytest.mark.parametrize(
    "values", [{"x": "y" * 5000}, {f"name {n}": "long words " * 9 for n in range(50)}, {"\n" * 99: 1}, {}]
)
def test_it_fits_whatever_the_arguments_are(values: dict[str, Any]) -> None:
    shown = asked(an_action(values, tool="t" * 200, rule=HIGH))

    assert len(shown) <= 300
    assert shown.splitlines()[-2] == "Your approval is the last it needs."
    if len(values) > 9:
        assert "more on the card" in shown


def test_hidden_characters_are_written_out_in_it() -> None:
    assert "\\u{202E}" in asked(an_action(MAIL | {"to": "a\u202eb"}, rule=HIGH))


def test_to_run_what_is_in_doubt_is_asked_as_that() -> None:
    approval = an_approval(an_action(rule=HIGH), kind="doubt")

    assert dialog(approval, 0, label="Run again")["title"]["text"] == "Run send_email again?"


def box(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block.get("block_id") == CONFIRMED]


@pytest.mark.parametrize("view", [edit_view, modals.show_all])
def test_a_view_that_approves_has_a_box_to_tick_for_a_high_risk_alone(view: View) -> None:
    high = view(an_approval(an_action(rule=HIGH)), 0)

    assert view_problems(high, "modal") == []
    assert (box(high), box(view(an_approval(), 0))) == (["send_email is of high risk"], [])


def test_who_saves_a_change_for_others_ticks_nothing() -> None:
    assert box(modals.edit(an_approval(an_action(rule=HIGH)), 0, approves=False)) == []


@pytest.mark.parametrize("view", [edit_view, modals.show_all])
@pytest.mark.parametrize("private", [False, True])
async def test_nothing_is_approved_in_a_view_before_the_box_is_ticked(
    door: Door, request_: Request, votes: Any, view: View, *, private: bool
) -> None:
    action = an_action(rule=a_rule(risk="high", private=private))
    await request_.asks(action)
    form = view(an_approval(action), 0)
    answer = await door.submits(form)
    before = await votes()
    body = door.submission(form)
    body["view"]["state"]["values"][CONFIRMED] = {CONFIRMED: TICKED}
    await door.send(body)

    assert answer == {"response_action": "errors", "errors": {CONFIRMED: "Tick this box to approve."}}
    assert (before, await votes()) == ([], [(0, "approve", AVERY, None)])


async def test_changes_of_a_high_risk_need_the_tick_too(door: Door, request_: Request, store: Store) -> None:
    action = an_action(rule=HIGH)
    await request_.asks(action)
    answer = await door.submits(edit_view(an_approval(action), 0), **{"argument:subject": "Moved"})
    approval = await store.approvals.get("a1")

    assert answer["errors"] == {CONFIRMED: "Tick this box to approve."}
    assert approval
    assert (approval.votes, approval.course(0).arguments) == ({}, None)


async def test_a_form_that_did_not_ask_does_not_approve(door: Door, request_: Request, votes: Any) -> None:
    """Whoever could only save changes when the form was opened, and could approve them when it was submitted."""
    action = an_action(rule=HIGH)
    await request_.asks(action)
    form = modals.edit(an_approval(action), 0, approves=False)
    answer = await door.submits(form, **{"argument:subject": "Moved"})

    assert "you have not confirmed it" in json.dumps(answer["view"])
    assert await votes() == []


@pytest.mark.parametrize("person", [AVERY, RILEY])
async def test_what_its_asker_confirms_is_not_approved_together_with_others(
    door: Door, request_: Request, votes: Any, person: str
) -> None:
    await request_.asks(an_action(rule=a_rule(asks="requester", stages=())), an_action(call="c2"))
    await door.clicks("approve_all", person=person, value="a1:0:0,1:0")

    assert [index for index, *_ in await votes()] in ([1], [])
