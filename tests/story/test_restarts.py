"""kill -9 at the wrong moment, and a new start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from bot.store import keys
from bot.store.server import connect
from tests.faults.waiting import GLANCE
from tests.story.conftest import Office
from tests.story.test_decisions import mails_alice
from tests.support.openai_stub import Message, say
from tests.support.processes import running, start


async def test_a_pending_card_survives_a_killed_bot_and_the_mail_goes_out_once(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot() as bot:
        await office.riley.say("@countersign mail Alice")
        await office.riley.see("Waiting for approval", "general")
        await bot.kill()
    async with office.bot():
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Result: Sent to", "general")

    assert len(office.riley.mails) == 1


async def test_a_pending_card_survives_a_killed_bot_and_a_killed_redis(office: Office) -> None:
    office.script.answer = mails_alice
    async with office.bot() as bot:
        await office.riley.say("@countersign mail Alice")
        await office.riley.see("Waiting for approval", "general")
        await bot.kill()
        await _kill_redis(office)
    async with office.bot():
        card = await office.avery.see("Approval needed", "approvals")
        await office.avery.click("Approve", card)
        await office.riley.see("Result: Sent to", "general")

    assert len(office.riley.mails) == 1


async def test_a_run_that_was_under_way_is_carried_on_by_the_next_start(office: Office) -> None:
    asked = asyncio.Event()

    def dawdles(messages: list[Message]) -> Message:
        if not asked.is_set():
            asked.set()
            bot.die()
        return say("Here I am.")

    office.script.answer = dawdles
    async with office.bot() as bot:
        await office.riley.say("@countersign hello")
        await asked.wait()
        await bot.kill()
    async with office.bot():
        await office.riley.see("Here I am.", "general")


async def test_a_message_that_was_taken_but_not_begun_is_answered_by_the_next_start(office: Office) -> None:
    office.script.answer = lambda _: say("Here I am.")
    async with running("run", "--no-worker", settings=office.settings) as front:
        await office.riley.say("@countersign hello")
        await _taken(office)
        await front.kill()
    async with office.bot():
        await office.riley.see("Here I am.", "general")


@asynccontextmanager
async def in_doubt(office: Office) -> AsyncIterator[None]:
    """A bot died while the mail server held its answer back, and another one runs: did the mail go out?"""
    office.script.answer = mails_alice
    reached = asyncio.Event()

    async def never_answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await reader.read()
        writer.close()

    smtp = await asyncio.start_server(never_answers, "127.0.0.1", 0)
    url = f"smtp://127.0.0.1:{smtp.sockets[0].getsockname()[1]}"
    bot = await start("run", settings=office.settings | {"COUNTERSIGN_SMTP_URL": url})
    await bot.says("Ready.")
    await office.riley.say("@countersign mail Alice")
    await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
    await reached.wait()
    await bot.kill()
    smtp.close()
    async with office.bot():
        yield


async def test_a_call_in_doubt_is_not_run_again_but_given_to_people(office: Office) -> None:
    async with in_doubt(office):
        await office.avery.see("Nobody knows whether it took effect", "approvals")
        await office.riley.see("*In doubt*", "general")

    assert office.riley.mails == []


async def test_a_call_that_ran_is_told_to_the_agent_as_a_person_found_it(office: Office) -> None:
    async with in_doubt(office):
        card = await office.avery.see("Nobody knows whether it took effect", "approvals")
        await office.avery.click("It ran", card)
        await office.avery.submit(await office.avery.view(), {"What you found": "She has it."})
        await office.riley.see("Result: A person found that it ran: She has it.", "general")

    assert office.riley.mails == []


async def test_a_call_may_be_run_again_once_a_person_says_so(office: Office) -> None:
    async with in_doubt(office):
        card = await office.avery.see("Nobody knows whether it took effect", "approvals")
        await office.avery.click("Run again", card)
        await office.riley.see("Result: Sent to alice@example.com", "general")

    assert len(office.riley.mails) == 1


async def test_a_call_in_doubt_can_be_given_up(office: Office) -> None:
    async with in_doubt(office):
        card = await office.avery.see("Nobody knows whether it took effect", "approvals")
        await office.avery.click("Give up", card)
        await office.avery.submit(await office.avery.view(), {})
        await office.riley.see("It is not known whether this took effect. Given up by a person", "general")

    assert office.riley.mails == []


async def test_a_worker_elsewhere_does_what_a_front_takes_in(office: Office) -> None:
    office.script.answer = mails_alice
    async with (
        running("run", "--no-worker", settings=office.settings),
        running("worker", settings=office.settings),
    ):
        await office.riley.say("@countersign mail Alice")
        await office.avery.click("Approve", await office.avery.see("Approval needed", "approvals"))
        await office.riley.see("Result: Sent to", "general")

    assert len(office.riley.mails) == 1


async def _taken(office: Office) -> None:
    """Wait until the message stands in Redis, which nobody is told."""
    async with _redis(office) as redis, asyncio.timeout(30):
        while not await redis.zcard(keys.DUE_LOOK):  # noqa: ASYNC110 - the reason is above
            await asyncio.sleep(GLANCE)


def _redis(office: Office) -> Redis:
    return connect(f"unix://{office.settings['COUNTERSIGN_DATA']}/redis/redis.sock")


async def _kill_redis(office: Office) -> None:
    async with _redis(office) as redis:
        pid = (await redis.info("server"))["process_id"]
    process = await asyncio.create_subprocess_exec("kill", "-9", str(pid))
    await process.wait()
