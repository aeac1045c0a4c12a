"""A policy file and what it makes of the story: stages, another channel, standing rules, a reload, stand-ins."""

from pathlib import Path

import pytest

from sandbox.person import Person
from tests.story.conftest import Office
from tests.story.test_decisions import MAIL, a_policy, mails_alice
from tests.support.openai_stub import Message, call, results, say
from tests.support.processes import start

STEEL = {"payee": "Acme", "amount": 9000, "currency": "EUR", "reason": "steel"}


def pays(messages: list[Message]) -> Message:
    done = results(messages)
    return say(f"Result: {done[-1]}") if done else call("I will pay Acme.", make_payment=STEEL)


async def test_a_large_payment_needs_the_lead_and_then_finance(office: Office) -> None:
    office.script.answer = pays
    async with (
        office.bot(),
        Person(office.sandbox.url, "U0LEAD") as taylor,
        Person(office.sandbox.url, "U0FINANCE") as fran,
    ):
        await office.riley.say("@countersign pay Acme 9000 EUR")
        card = await fran.see("Approval needed", "payments")
        await fran.click("Approve", card)
        await fran.see("Only members of", "payments")
        await taylor.click("Approve", card)
        card = await fran.see("Finance", "payments")
        await fran.click("Approve", card)
        await office.riley.see("Result: Paid 9000.00 EUR to Acme", "general")


async def test_a_new_policy_holds_for_what_is_asked_next_and_not_for_what_waits(office: Office, tmp_path: Path) -> None:
    office.script.answer = mails_alice
    path = a_policy(tmp_path, "defaults: {requester_may_approve: true}")
    async with office.bot(COUNTERSIGN_POLICY=path) as bot:
        await office.riley.say("@countersign mail Alice")
        first = await office.riley.see("Approval needed", "approvals")
        a_policy(tmp_path, "defaults: {requester_may_approve: false}")
        bot.hang_up()
        await bot.says("The policy was reloaded")
        await office.riley.click("Approve", first)
        await office.riley.see("Result: Sent to", "general")
        await office.riley.see("Approved: send_email", "approvals")
        await office.riley.say("@countersign mail Alice again")
        second = await office.riley.see("Approval needed", "approvals")
        await office.riley.click("Approve", second)
        await office.riley.see("You asked for this yourself", "approvals")

    assert len(office.riley.mails) == 1


async def test_a_policy_may_be_read_again_before_the_start_is_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = await start("run", settings=office.settings)

    def hangs_up(method: str) -> None:
        if method == "auth.test":
            bot.hang_up()

    monkeypatch.setattr(office.sandbox.faults, "next", hangs_up)
    await bot.says("The policy was reloaded")

    assert await bot.stop() == 0


async def test_a_broken_policy_keeps_the_old_one_and_says_so(office: Office, tmp_path: Path) -> None:
    office.script.answer = mails_alice
    path = a_policy(tmp_path, "defaults: {requester_may_approve: false}")
    async with office.bot(COUNTERSIGN_POLICY=path) as bot:
        a_policy(tmp_path, "read_only: ['*']", "rules: [{tool: 5}]")
        bot.hang_up()
        await bot.says("The policy was not reloaded, the one before still holds")
        await office.riley.say("@countersign mail Alice")
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Result: Sent to", "general")


async def test_what_is_always_allowed_passes_next_time_and_can_be_revoked(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        card = await office.morgan.see("Approval needed", "approvals")
        await office.morgan.click("Approve", card)
        card = await office.morgan.see("Approved", "approvals")
        await office.morgan.click("Always allow", card)
        await office.morgan.submit(await office.morgan.view(), {})
        await office.riley.see("Result: Sent to", "general")
        await office.riley.say("@countersign mail Alice again")
        await office.riley.until(lambda: len(office.riley.mails) == 2, what="the second mail")
        await office.morgan.say("/approvals rules")
        await office.morgan.click("Revoke", await office.morgan.see("Standing rules", "general"))
        await office.morgan.see("No standing rules", "general")

    assert [mail["subject"] for mail in office.riley.mails] == [MAIL["subject"]] * 2


async def test_a_stand_in_decides_in_the_place_of_who_is_away(office: Office) -> None:
    office.script.answer = pays
    async with (
        office.bot(),
        Person(office.sandbox.url, "U0LEAD") as taylor,
        Person(office.sandbox.url, "U0FINANCE") as fran,
    ):
        await taylor.say("/approvals delegate @avery until tomorrow")
        await taylor.see("may decide what you may", "general")
        await office.riley.say("@countersign pay Acme 9000 EUR")
        card = await office.avery.see("Approval needed", "payments")
        await office.avery.click("Approve", card)
        await fran.click("Approve", await fran.see("Finance", "payments"))
        await office.riley.see("Result: Paid 9000.00 EUR to Acme", "general")


async def test_the_asker_withdraws_what_waits(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot():
        await office.riley.say("@countersign mail Alice")
        await office.avery.see("Approval needed", "approvals")
        await office.riley.click("Withdraw", await office.riley.see("Waiting for approval", "general"))
        await office.riley.see("This was withdrawn, so I stopped. `send_email` did not run.", "general")
        await office.avery.see("Withdrawn", "approvals")

    assert office.riley.mails == []
