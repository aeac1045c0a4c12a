"""Graphs of others, brought along: each example from the question to the answer, and after a kill in the middle."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.story.conftest import Office
from tests.support.processes import ROOT, Process

POLICY = str(ROOT / "examples" / "policy.yaml")


@asynccontextmanager
async def example(office: Office, name: str) -> AsyncIterator[Process]:
    """The bot with one of the examples, and no language model."""
    graph = {"COUNTERSIGN_AGENT": f"examples.{name}:graph", "COUNTERSIGN_MODEL": "", "COUNTERSIGN_POLICY": POLICY}
    async with office.bot(**graph) as bot:
        yield bot


async def answers(person: object, message: object, **typed: str) -> None:
    await person.click("Answer", message)  # type: ignore[attr-defined]
    await person.submit(await person.view(), typed)  # type: ignore[attr-defined]


async def test_an_agent_with_tools_of_its_own_looks_up_and_waits_with_the_refund(office: Office) -> None:
    async with example(office, "orders"):
        await office.riley.say("@countersign Refund order 1001")
        card = await office.avery.see("Approval needed: refund", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Refunded 49.50 EUR for order 1001", "general")


async def test_the_form_knows_the_tools_of_a_foreign_agent(office: Office) -> None:
    async with example(office, "orders"):
        await office.riley.say("@countersign Refund order 1002")
        card = await office.morgan.see("Approval needed: refund", "approvals")
        await office.morgan.click("Edit", card)
        await office.morgan.submit(await office.morgan.view(), {"amount": "90"})
        await office.riley.see("Refunded 90.00 EUR for order 1002", "general")


async def test_an_announcement_is_worded_by_a_lawyer_and_approved_before_it_is_sent(office: Office) -> None:
    async with example(office, "announcement"):
        await office.riley.say("@countersign we move to Oslo")
        question = await office.morgan.see("Answer needed: May this be announced?", "approvals")
        await office.avery.click("Answer", question)
        await office.avery.see("can decide this", "approvals")
        typed = {"decision": "publish", "wording": "We are moving to Oslo in May."}
        await answers(office.morgan, question, **typed)
        card = await office.avery.see("Approval needed: announce", "approvals")
        await office.morgan.see("Digest of the answer", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Announced to everybody: We are moving to Oslo in May.", "general")


async def test_an_announcement_that_is_rejected_is_not_sent(office: Office) -> None:
    async with example(office, "announcement"):
        await office.riley.say("@countersign we move to Oslo")
        question = await office.morgan.see("Answer needed: May this be announced?", "approvals")
        await answers(office.morgan, question, decision="publish")
        card = await office.avery.see("Approval needed: announce", "approvals")
        await office.avery.click("Reject", card)
        await office.avery.submit(await office.avery.view(), {"Reason": "not yet"})
        await office.riley.see("with the reason: not yet", "general")


async def test_a_question_that_is_declined_ends_the_run_plainly(office: Office) -> None:
    async with example(office, "announcement"):
        await office.riley.say("@countersign we move to Oslo")
        question = await office.morgan.see("Answer needed: May this be announced?", "approvals")
        await office.morgan.click("Decline", question)
        await office.morgan.submit(await office.morgan.view(), {"Reason": "ask again in May"})
        await office.riley.see("it was declined with the reason: ask again in May", "general")


async def test_branches_ask_at_once_and_each_booking_is_decided_by_itself(office: Office) -> None:
    async with example(office, "trip"):
        await office.riley.say("@countersign a trip to Oslo")
        await answer_both(office)
        flight = await office.avery.see("Approval needed: book_flight", "approvals")
        hotel = await office.avery.see("Approval needed: book_hotel", "approvals")
        await office.avery.click("Approve", hotel)
        await office.avery.click("Reject", flight)
        await office.avery.submit(await office.avery.view(), {"Reason": "too early"})
        answer = await office.riley.see("Booked: The Grand.", "general")

    assert "with the reason: too early" in answer["text"]


async def answer_both(office: Office) -> None:
    flight = await office.riley.see("Which flight?", "general")
    hotel = await office.riley.see("Which hotel shall it be?", "general")
    await answers(office.riley, hotel, Answer="The Grand")
    await answers(office.riley, flight, Answer="the 11:45")


@pytest.mark.parametrize("name", ["orders", "announcement", "trip"])
async def test_what_waits_when_the_bot_is_killed_goes_on_when_it_is_back(office: Office, name: str) -> None:
    async with example(office, name) as bot:
        await office.riley.say("@countersign 1001")
        await office.riley.see("Which hotel" if name == "trip" else "Waiting for", "general")
        await bot.kill()
    async with example(office, name):
        await FINISH[name](office)


async def finish_orders(office: Office) -> None:
    await office.avery.click("Approve", await office.avery.see("Approval needed: refund", "approvals"))
    await office.riley.see("Refunded 49.50 EUR", "general")


async def finish_announcement(office: Office) -> None:
    question = await office.morgan.see("Answer needed: May this be announced?", "approvals")
    await answers(office.morgan, question, decision="publish")
    card = await office.avery.see("Approval needed: announce", "approvals")
    await office.avery.click("Approve", card)
    await office.riley.see("Announced to everybody: Dear all, 1001", "general")


async def finish_trip(office: Office) -> None:
    await answer_both(office)
    for tool in ("book_flight", "book_hotel"):
        card = await office.avery.see(f"Approval needed: {tool}", "approvals")
        await office.avery.click("Approve", card)
    await office.riley.see("Booked: the 11:45. Booked: The Grand.", "general")


FINISH = {"orders": finish_orders, "announcement": finish_announcement, "trip": finish_trip}


async def test_a_graph_that_never_meets_the_gate_is_told_at_the_start(office: Office) -> None:
    async with office.bot(COUNTERSIGN_AGENT="tests/agent/graphs.py:plain") as bot:
        assert "Nothing of this graph goes through Countersign's gate" in bot.output
        await office.riley.say("@countersign hello")
        await office.riley.see("You said hello", "general")
