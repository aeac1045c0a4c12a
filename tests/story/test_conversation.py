"""What is said around an approval: reminders, escalation, questions, nudges, and words that decide."""

from pathlib import Path

import pytest

from sandbox.person import Person
from tests.story.conftest import Office
from tests.story.test_decisions import mails_alice

IMPATIENT = """
version: 1
defaults:
  approvers: U0APPROVER
  timeout: 5m
  remind: [1s]
  escalate: {after: 3s, to: "@finance", channel: "#payments"}
"""


@pytest.fixture
def impatient(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "policy.yaml"
    path.write_text(IMPATIENT)
    return {"COUNTERSIGN_POLICY": str(path)}


async def test_who_does_not_decide_is_reminded_and_then_somebody_else_is_asked_and_decides_in_words(
    office: Office, impatient: dict[str, str]
) -> None:
    office.script.answer = mails_alice
    async with office.bot(**impatient), Person(office.sandbox.url, "U0FINANCE") as fran:
        await office.riley.say("@countersign mail Alice")
        card = await fran.see("Approval needed", "approvals")
        reminder = await office.avery.see("A reminder: `send_email`", office.avery.direct)
        await fran.see("*Escalated*, as nobody has decided", "payments")
        await fran.reply(card, "approve")
        await office.riley.see("Result: Sent to alice@example.com", "general")
        await fran.see("*Approved* by <@U0FINANCE>", "approvals")

    assert len(office.riley.mails) == 1
    assert reminder["channel"] == office.avery.direct


async def test_a_question_is_answered_by_a_plain_reply_before_the_decision(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        ts = await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Ask", card)
        await office.avery.submit(await office.avery.view("Ask back"), {"Question": "Which Alice?"})
        await office.riley.see("<@U0APPROVER> asks about `send_email` before deciding", "general")
        await office.riley.say("Alice Jones", "general", ts)
        answer = await office.avery.see("<@U0APPROVER>: <@U0REQUESTER> answers:", "approvals")
        await office.riley.see("Reviewers have your answer:", "general")
        await office.avery.reply(card, "reject: wrong Alice")
        await office.riley.see("with the reason: wrong Alice", "general")

    assert "Alice Jones" in str(answer["blocks"])
    assert office.riley.mails == []


async def test_the_asker_nudges_adds_what_was_kept_and_cancels_in_words(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        ts = await office.riley.say("@countersign mail Alice")
        await office.avery.see("Approval needed", "approvals")
        await office.riley.click("Nudge", await office.riley.see("Waiting for approval", "general"))
        await office.avery.see("A nudge: `send_email` for <@U0REQUESTER>", office.avery.direct)
        await office.riley.say("She leaves at noon.", "general", ts)
        await office.riley.click("Add to the request", await office.riley.see("I am still waiting", "general"))
        await office.avery.see("<@U0REQUESTER> adds:", "approvals")
        await office.riley.say("cancel", "general", ts)
        await office.avery.see("*Withdrawn* by <@U0REQUESTER>", "approvals")
        await office.riley.see("This was withdrawn, so I stopped.", "general")

    assert office.riley.mails == []
