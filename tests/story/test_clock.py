"""What happens when nobody decides, and what the clock posts by itself."""

import json
from datetime import UTC, datetime, timedelta

from tests.story.conftest import Office
from tests.story.test_decisions import MAIL, mails_alice
from tests.support.openai_stub import Message, call, results, say
from tests.support.processes import start


async def test_what_nobody_decides_expires_on_the_card_in_the_thread_and_for_the_model(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot(COUNTERSIGN_APPROVAL_TIMEOUT="2s"):
        await office.riley.say("@countersign mail Alice")
        await office.avery.see("Approval needed", "approvals")
        card = await office.avery.see("Expired", "approvals")
        await office.riley.see("`send_email`: *Expired*", "general")
        told = await office.riley.see("Result: Expired: nobody decided within 2s", "general")

    assert "This is not a refusal by a person. The tool did not run." in told["text"]
    assert not [block for block in card["blocks"] if block["type"] == "actions"]
    assert office.riley.mails == []


async def test_a_question_nobody_answers_expires_too(office: Office) -> None:
    def asks(messages: list[Message]) -> Message:
        done = results(messages)
        return say(f"You said {done[-1]}") if done else call("", ask_user={"question": "Which Alex?"})

    office.script.answer = asks
    async with office.bot(COUNTERSIGN_APPROVAL_TIMEOUT="2s"):
        await office.riley.say("@countersign mail Alex")
        await office.riley.see("You said Expired: nobody decided within 2s", "general")


async def test_the_summary_comes_by_itself_and_on_demand(office: Office) -> None:
    office.script.answer = mails_alice
    soon = datetime.now(UTC) + timedelta(seconds=15)
    async with office.bot(COUNTERSIGN_SUMMARY_TIME=f"{soon:%H:%M:%S}"):
        await office.riley.say("@countersign mail Alice")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        await office.riley.see("Result: Sent to", "general")
        posted = await office.riley.see("Approvals, last 24 hours", "audit")
        await office.morgan.say("/audit", "general")
        note = await office.morgan.see("Approvals, last 24 hours", "general")

    assert "`send_email`: 1 approved" in str(posted["blocks"])
    assert "`send_email`: 1 approved" in str(note["blocks"])


async def test_the_audit_trail_tells_the_story_beside_a_running_bot(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.morgan.see("Approval needed", "approvals")
        await office.morgan.click("Edit", card)
        await office.morgan.submit(await office.morgan.view(), {"Subject": "Moved"})
        await office.riley.see("Result:", "general")
        audit = await start("audit", "--json", settings=office.settings)
        await audit.ended()

    entries = [json.loads(line) for line in audit.output.splitlines()]
    assert [(e["kind"], e["tool"]) for e in entries] == [
        ("request", "send_email"),
        ("decision", "send_email"),
        ("execution", "send_email"),
    ]
    decision = entries[1]
    assert (decision["decision"], decision["person"]) == ("edit", "U0MANAGER")
    assert (decision["before"]["subject"], decision["after"]["subject"]) == (MAIL["subject"], "Moved")
    assert entries[2]["digest"] == decision["digest"] != entries[0]["digest"]
