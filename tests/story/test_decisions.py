"""Asking, deciding and answering, from the mention to the mail, over Slack's and the model's real protocols."""

from pathlib import Path

from tests.story.conftest import Office
from tests.support.openai_stub import Message, call, calls, results, say

MAIL = {"to": "alice@example.com", "subject": "Review", "body": "See you at ten."}


def a_policy(folder: Path, *lines: str) -> str:
    path = folder / "policy.yaml"
    path.write_text("\n".join(["version: 1", *lines]), encoding="utf-8")
    return str(path)


def mails_alice(messages: list[Message]) -> Message:
    done = results(messages)
    return say(f"Result: {done[-1]}") if done else call("I will mail Alice.", send_email=MAIL)


async def test_an_approved_mail_goes_out_and_the_requester_is_answered(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.riley.see("Waiting for approval", "general")
        await office.avery.click("Approve", card)
        await office.riley.see("Result: Sent to alice@example.com", "general")
        await office.riley.until(lambda: office.riley.mails, what="the mail")

    assert [(mail["to"], mail["subject"]) for mail in office.riley.mails] == [(["alice@example.com"], "Review")]


async def test_the_manager_edits_the_subject_and_that_is_what_goes_out(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.morgan.see("Approval needed", "approvals")
        await office.morgan.click("Edit", card)
        await office.morgan.submit(await office.morgan.view(), {"Subject": "Moved to eleven"})
        await office.riley.see("Result: Note: a human reviewer replaced this tool call", "general")

    assert [mail["subject"] for mail in office.riley.mails] == ["Moved to eleven"]


async def test_an_edit_that_the_tool_would_refuse_is_refused_beside_the_field(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.morgan.see("Approval needed", "approvals")
        await office.morgan.click("Edit", card)
        result = await office.morgan.submit(await office.morgan.view(), {"To": "nobody"})

    assert list(result["errors"]) == ["argument:to"]


async def test_a_rejection_carries_its_reason_to_the_agent(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Reject", card)
        await office.avery.submit(await office.avery.view(), {"Reason": "She is on leave"})
        await office.riley.see("with the reason: She is on leave", "general")

    assert office.riley.mails == []


async def test_a_response_takes_the_place_of_the_tool(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Respond", card)
        await office.avery.submit(await office.avery.view(), {"Response": "I told her myself."})
        await office.riley.see("Result: I told her myself.", "general")

    assert office.riley.mails == []


async def test_the_requester_may_not_decide_and_is_told_who_can(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.riley.see("Approval needed", "approvals")
        await office.riley.click("Approve", card)
        await office.riley.see("somebody else has to decide", "approvals")

    assert office.riley.mails == []


async def test_a_team_of_one_may_lift_that(office: Office, tmp_path: Path) -> None:
    office.script.answer = mails_alice
    async with office.bot(COUNTERSIGN_POLICY=a_policy(tmp_path, "defaults: {requester_may_approve: true}")):
        await office.riley.say("@countersign mail Alice")
        card = await office.riley.see("Approval needed", "approvals")
        await office.riley.click("Approve", card)
        await office.riley.see("Result: Sent to", "general")


async def test_a_late_click_gets_a_private_note_and_has_no_effect(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve", card)
        await office.morgan.click("Approve", card, stale=True)
        note = await office.morgan.see("Already decided by <@U0APPROVER>", "approvals")
        await office.riley.see("Result: Sent to", "general")

    assert (note["ephemeral_to"], len(office.riley.mails)) == ("U0MANAGER", 1)


async def test_two_calls_of_one_turn_are_decided_one_by_one_in_any_order(office: Office) -> None:
    def mails_two(messages: list[Message]) -> Message:
        if done := results(messages):
            return say(" | ".join(done))
        return calls("I will mail both.", ("send_email", MAIL), ("send_email", MAIL | {"to": "bob@example.com"}))

    office.script.answer = mails_two
    async with office.bot():
        await office.riley.say("@countersign mail Alice and Bob")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve", card, nth=1)
        half = await office.morgan.until(
            lambda: next((m for m in office.morgan.messages("approvals") if "Approved" in str(m["blocks"])), None)
        )
        await office.morgan.click("Reject", half)
        await office.morgan.submit(await office.morgan.view(), {"Reason": "not her"})
        answer = await office.riley.see("Sent to bob@example.com", "general")

    assert "not her" in answer["text"].split(" | ")[0]
    assert [mail["to"] for mail in office.riley.mails] == [["bob@example.com"]]


async def test_approve_all_decides_every_action(office: Office) -> None:
    def mails_two(messages: list[Message]) -> Message:
        if done := results(messages):
            return say(" | ".join(done))
        return calls("I will mail both.", ("send_email", MAIL), ("send_email", MAIL | {"to": "bob@example.com"}))

    office.script.answer = mails_two
    async with office.bot():
        await office.riley.say("@countersign mail Alice and Bob")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve all", card)
        await office.riley.see("Sent to alice@example.com", "general")

    assert sorted(mail["to"][0] for mail in office.riley.mails) == ["alice@example.com", "bob@example.com"]


async def test_a_question_to_the_requester_is_answered_in_their_own_thread(office: Office) -> None:
    def asks(messages: list[Message]) -> Message:
        done = results(messages)
        return say(f"You said {done[-1]}") if done else call("", ask_user={"question": "Which Alex?"})

    office.script.answer = asks
    async with office.bot():
        await office.riley.say("@countersign mail Alex")
        question = await office.riley.see("A question for", "general")
        await office.avery.click("Answer", question)
        await office.avery.see("Only <@U0REQUESTER> can answer", "general")
        await office.riley.click("Answer", question)
        await office.riley.submit(await office.riley.view(), {"Answer": "Alex Kim"})
        await office.riley.see("You said Alex Kim", "general")

    assert office.avery.messages("approvals") == []


async def test_a_small_payment_runs_at_once_and_a_large_one_waits(office: Office) -> None:
    def pays(messages: list[Message]) -> Message:
        if done := results(messages):
            return say(f"Result: {done[-1]}")
        amount = float(str(messages[-1]["content"]).split()[-1])
        return call("", make_payment={"payee": "Northwind", "amount": amount, "currency": "EUR", "reason": "venue"})

    office.script.answer = pays
    async with office.bot():
        await office.riley.say("@countersign pay 900")
        await office.riley.see("Result: Paid 900.00 EUR to Northwind", "general")
        assert office.avery.messages("approvals") == []

        await office.riley.say("@countersign pay 1500")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Result: Paid 1500.00 EUR to Northwind", "general")


async def test_a_chained_second_call_gets_a_card_of_its_own(office: Office) -> None:
    def chains(messages: list[Message]) -> Message:
        done = results(messages)
        to = ["alice@example.com", "bob@example.com"]
        if len(done) < 2:
            return call(f"Mail {len(done) + 1}.", send_email=MAIL | {"to": to[len(done)]})
        return say("Both done.")

    office.script.answer = chains
    async with office.bot():
        await office.riley.say("@countersign mail Alice, then Bob")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        second = await office.avery.until(
            lambda: next((m for m in office.avery.messages("approvals") if "bob@" in str(m["blocks"])), None)
        )
        await office.avery.click("Approve", second)
        await office.riley.see("Both done.", "general")

    assert len(office.riley.mails) == 2


async def test_a_message_during_a_decision_is_answered_and_kept_for_after(office: Office) -> None:
    def answers(messages: list[Message]) -> Message:
        done = results(messages)
        if "mail" not in str(messages[-1]["content"]) and not done:
            return say("And hello to you.")
        return say("Mailed.") if done else call("I will mail Alice.", send_email=MAIL)

    office.script.answer = answers
    async with office.bot():
        ts = await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.riley.say("hello?", "general", ts)
        await office.riley.see("I am still waiting for a decision in <#C0APPROVALS>", "general")
        await office.avery.click("Approve", card)
        await office.riley.see("Mailed.", "general")
        await office.riley.see("And hello to you.", "general")


async def test_a_direct_message_and_a_follow_up_without_mention_are_answered(office: Office) -> None:
    office.script.answer = lambda messages: say(f"You said {messages[-1]['content']}")
    async with office.bot():
        await office.riley.say("good morning", office.riley.direct)
        await office.riley.see("You said good morning", office.riley.direct)
        ts = await office.riley.say("@countersign first")
        await office.riley.see("You said first", "general")
        await office.riley.say("second", "general", ts)
        await office.riley.see("You said second", "general")


async def test_a_model_that_fails_ends_in_a_plain_message_and_the_next_one_works(office: Office) -> None:
    def breaks(messages: list[Message]) -> Message:
        if "again" in str(messages[-1]["content"]):
            return say("Back again.")
        return {"role": "assistant", "content": {"not": "text"}}

    office.script.answer = breaks
    async with office.bot():
        ts = await office.riley.say("@countersign hello")
        await office.riley.see("I could not finish this", "general")
        await office.riley.say("again", "general", ts)
        await office.riley.see("Back again.", "general")


async def test_the_home_tab_shows_what_waits(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        await office.avery.see("Approval needed", "approvals")
        await office.avery.open_home()
        home = await office.avery.until(lambda: office.avery.home, what="the Home tab")

    assert "`send_email` for <@U0REQUESTER>" in str(home["blocks"])


async def test_every_tool_can_be_made_to_wait(office: Office, tmp_path: Path) -> None:
    def looks_up(messages: list[Message]) -> Message:
        done = results(messages)
        return say(f"Found: {done[-1]}") if done else call("", search_contacts={"name": "Alice"})

    office.script.answer = looks_up
    async with office.bot(COUNTERSIGN_POLICY=a_policy(tmp_path, "read_only: []")):
        await office.riley.say("@countersign who is Alice?")
        card = await office.avery.see("Approval needed: search_contacts", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Found: Alice", "general")
