"""How a tool presents a call reaches the record when it is asked and when it is changed, for whoever may read it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from agent.presentation import Note, Part, declare_presenter
from bot.canonical import approval_id
from bot.intake import Intake
from bot.interrupts import Question, Wanted
from bot.policy import Policy
from bot.presentations import Note as Said
from bot.presentations import Part as Told
from bot.store import Store
from bot.store.threads import Message, Place, Turn
from sandbox.directory import TEAM_ID
from tests.bot.door import Door
from tests.bot.drawn import edit_view
from tests.bot.records import MAIL, a_rule, an_approval
from tests.bot.workspace import RILEY, Request, send_email


@pytest.fixture(autouse=True)
def presented(monkeypatch: pytest.MonkeyPatch) -> None:
    def present(values: Mapping[str, Any]) -> Sequence[Part]:
        return [Part(argument="body", notes=[Note(f"about {values['subject']}")])]

    monkeypatch.setattr(send_email, "metadata", None)
    declare_presenter(send_email, present)


async def test_a_submitted_edit_is_presented_as_what_it_makes_of_the_call(
    door: Door, request_: Request, store: Store
) -> None:
    await request_.asks()
    await door.submits(edit_view(an_approval(), 0), **{"argument:subject": "Lunch"})
    approval = await store.approvals.get("a1")

    assert approval
    assert [note.text for part in approval.action(0).parts() for note in part.notes] == ["about Lunch"]


async def test_a_tool_is_asked_without_what_the_channel_does_not_read(
    intake: Intake, request_: Request, store: Store
) -> None:
    intake.policy = Policy(entries=[], otherwise=a_rule("*", redact=("subject",)))
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=request_.ts)
    message = Message(ts=request_.ts, user=RILEY, text="hello")
    turn = Turn(
        place, message, started=True, open=[], answering_since=None, attempts=1, answered=None, attempt="", taken_at=0
    )
    calls = [Wanted("c1", "send_email", MAIL)]
    await intake.ask(turn, [Question("review", "i1", "i1", calls, "")])
    approval = await store.approvals.get(approval_id(place.thread, "i1"))

    assert approval
    assert [(said.without, said.parts) for said in approval.ask.actions[0].presentations] == [
        ((), (Told(argument="body", notes=(Said(text="about Review"),)),))
    ]
