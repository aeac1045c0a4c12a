"""Messages, commands and the Home tab, through Bolt's own dispatch."""

import json
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.store import Store, keys
from sandbox.app import Sandbox
from sandbox.changes import Message
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.door import Door
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, RILEY, Request


async def test_a_mention_is_taken_into_the_inbox_without_the_mention(door: Door, store: Store) -> None:
    await door.says(f"<@{BOT_USER}> mail Alice &amp; Bob")
    turn = await store.threads.open_turn(f"{TEAM_ID}:C0GENERAL:1.000001")

    assert turn
    assert (turn.message.user, turn.message.text) == (RILEY, "mail Alice & Bob")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("please \n<@{}>\n mail Bob", "please mail Bob"),
        ("mail <mailto:bob@example.com|bob@example.com>", "mail bob@example.com"),
        ("see <https://example.com|this> in <#C1|general>", "see https://example.com in #general"),
        ("a{}b".format(" " * 1_000_000), "a{}b".format(" " * 1_000_000)),
        ("<https://" * 100_000, "<https://" * 100_000),
    ],
    ids=["around a mention", "an address", "a link and a channel", "only spaces", "links that do not end"],
)
async def test_slack_s_markup_is_read_however_long_it_is(door: Door, store: Store, said: str, read: str) -> None:
    await door.says(f"<@{BOT_USER}> {said.replace('<@{}>', f'<@{BOT_USER}>')}")
    turn = await store.threads.open_turn(f"{TEAM_ID}:C0GENERAL:1.000001")

    assert turn
    assert turn.message.text == read


async def test_a_mention_in_a_thread_belongs_to_that_thread(door: Door, store: Store) -> None:
    await door.says(f"<@{BOT_USER}> and Bob", ts="2.000001", thread_ts="1.000001")

    assert await store.threads.open_turn(f"{TEAM_ID}:C0GENERAL:1.000001")


async def test_a_direct_message_needs_no_mention(door: Door, store: Store) -> None:
    await door.says("mail Alice", type="message", channel="D0REQUESTER", channel_type="im")

    assert await store.threads.open_turn(f"{TEAM_ID}:D0REQUESTER:1.000001")


async def test_a_follow_up_is_taken_where_the_bot_was_asked(door: Door, store: Store) -> None:
    thread = f"{TEAM_ID}:C0GENERAL:1.000001"
    follow_up = {"type": "message", "channel_type": "channel", "thread_ts": "1.000001"}
    await door.says("before", **follow_up, ts="1.000002")
    await door.says(f"<@{BOT_USER}> mail Alice")
    await door.says("and Bob", **follow_up, ts="1.000003")
    texts = []
    while turn := await store.threads.open_turn(thread):
        texts.append(turn.message.text)
        await store.threads.close_turn(turn)

    assert texts == ["mail Alice", "and Bob"]


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"user": None},
        {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "channel", "text": None},
    ],
)
async def test_what_nobody_said_to_the_bot_is_left_alone(door: Door, redis: Redis, event: dict[str, Any]) -> None:
    await door.says(f"<@{BOT_USER}> mail Alice", **event)

    assert await redis.keys("countersign:inbox:*") == []


async def test_a_mention_that_slack_sends_again_is_taken_once(door: Door, redis: Redis) -> None:
    for _ in range(3):
        await door.says(f"<@{BOT_USER}> mail Alice")

    assert await redis.llen(keys.inbox(f"{TEAM_ID}:C0GENERAL:1.000001")) == 1


def thread(sandbox: Sandbox, ts: str) -> list[Message]:
    return sandbox.workspace.messages.thread("C0GENERAL", ts)[1:]


async def test_a_mention_without_a_text_is_told_what_to_do(door: Door, sandbox: Sandbox, request_: Request) -> None:
    await door.says(f"<@{BOT_USER}>", ts="9.000001", thread_ts=request_.ts)

    assert [message["text"] for message in thread(sandbox, request_.ts)] == [
        "I can only read text. Write what you need, and I will see what I can do."
    ]


async def test_a_message_during_a_wait_is_kept_and_told_what_it_waits_for(
    door: Door, sandbox: Sandbox, request_: Request, store: Store
) -> None:
    await door.says(f"<@{BOT_USER}> mail Alice", ts=request_.ts)
    ask = await request_.asks()
    turn = await store.threads.open_turn(ask.thread)
    assert turn
    await store.threads.wait(turn, ["a1"])
    await door.says(f"<@{BOT_USER}> hurry up", ts="9.000001", thread_ts=request_.ts)

    assert thread(sandbox, request_.ts)[0]["text"].startswith(
        f"I am still waiting for a decision in <#{REVIEW_CHANNEL}>. I have kept your message"
    )


async def test_the_summary_is_shown_to_who_asks_for_it(door: Door, request_: Request) -> None:
    await request_.asks()
    await door.clicks("approve")
    command = {"command": "/audit", "text": "", "user_id": RILEY, "team_id": TEAM_ID, "channel_id": "C0GENERAL"}
    answer = json.loads((await door.send(command)).body)

    assert (answer["response_type"], "1 approved" in json.dumps(answer["blocks"])) == ("ephemeral", True)


async def test_the_home_tab_lists_what_waits(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks()
    await door.says("", type="app_home_opened", tab="home", channel="D0APPROVER", user=AVERY)
    home = sandbox.workspace.views.home(AVERY)

    assert home
    assert "`send_email` for <@U0REQUESTER>" in json.dumps(home["blocks"])
