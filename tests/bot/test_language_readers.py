"""What one person alone reads is in their language, whatever the channels speak."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.drawings import Drawings
from bot.language import Language
from bot.policy import People, Stage
from bot.reminders import Reminders
from bot.slack.languages import Languages
from bot.store import Store
from sandbox.administration import Administration
from sandbox.app import Sandbox
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.desks import Get
from tests.bot.door import Door
from tests.bot.records import a_question, a_rule, an_action
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request, pass_time

HOUR = 3600.0
PAIR = Stage(approvers=People(users=(AVERY, MORGAN)))


@pytest.fixture(autouse=True)
def chinese(sandbox: Sandbox) -> None:
    """Morgan and Riley read Chinese; Avery does not."""
    for person in (MORGAN, RILEY):
        Administration(sandbox.workspace).change_locale(person, "zh-CN")


def whispers(sandbox: Sandbox, person: str, channel: str = REVIEW_CHANNEL) -> list[str]:
    seen = sandbox.workspace.messages.visible_to(channel, person)
    return [message["text"] for message in seen if message.get("ephemeral_to") == person]


def opened(sandbox: Sandbox, person: str) -> Mapping[str, Any]:
    return sandbox.workspace.views.stack(person)[-1]


def written_to(sandbox: Sandbox, person: str) -> list[str]:
    channel = sandbox.workspace.direct_channel(person)[0]
    return [message["text"] for message in sandbox.workspace.messages.top_level(channel.id)]


async def refusals(store: Store) -> list[str]:
    return [entry["why"] async for entry in store.audit.entries() if entry["kind"] == "refusal"]


async def test_the_same_view_opens_to_each_in_their_language(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks()
    for person in (MORGAN, AVERY, MORGAN):
        await door.clicks("edit", person=person)

    titles = [
        (opened(sandbox, person)["title"]["text"], opened(sandbox, person)["submit"]["text"])
        for person in (MORGAN, AVERY)
    ]
    assert titles == [("编辑", "修改并批准"), ("Edit", "Approve with changes")]


async def test_an_error_stands_beside_the_field_in_the_language_of_the_form(
    door: Door, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks(
        an_action({"amount": 5.0}, tool="pay", arguments_schema={"properties": {"amount": {"type": "number"}}})
    )
    await door.clicks("edit", person=MORGAN)
    answer = await door.submits(opened(sandbox, MORGAN), person=MORGAN, **{"argument:amount": "many"})

    assert answer == {"response_action": "errors", "errors": {"argument:amount": "必须是数字。"}}


async def test_a_refusal_is_read_in_ones_own_language_and_kept_in_english(
    door: Door, request_: Request, sandbox: Sandbox, store: Store
) -> None:
    await request_.asks()
    await door.clicks("approve", person=RILEY)

    assert whispers(sandbox, RILEY) == [f"这是你自己的申请，须由他人处理：<#{REVIEW_CHANNEL}> 的成员。"]  # noqa: RUF001
    assert await refusals(store) == [
        f"You asked for this yourself, so somebody else has to decide: members of <#{REVIEW_CHANNEL}>."
    ]


async def test_a_refused_reply_is_told_in_ones_own_language_and_kept_in_english(
    *, door: Door, request_: Request, sandbox: Sandbox, drawings: Drawings, store: Store
) -> None:
    await request_.asks()
    await drawings.draw("a1")
    card = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]
    where = {"type": "message", "channel_type": "channel", "channel": REVIEW_CHANNEL, "thread_ts": card["ts"]}
    await door.says("approve 7", user=MORGAN, ts=sandbox.workspace.next_ts(), **where)
    await door.says("reject", user=MORGAN, ts=sandbox.workspace.next_ts(), **where)

    assert whispers(sandbox, MORGAN) == ["此卡片上只有一项调用。没有任何改动。"]
    assert [m["text"][:10] for m in sandbox.workspace.messages.thread(REVIEW_CHANNEL, card["ts"])[1:]] == ["*Rejected*"]


async def test_a_command_answers_in_the_language_of_whoever_typed_it(door: Door, request_: Request) -> None:
    said = {}
    for person in (MORGAN, AVERY):
        command = {"command": "/approvals", "text": "delegate", "user_id": person, "team_id": TEAM_ID}
        said[person] = json.loads((await door.send(command)).body)["text"]

    assert "你没有设置代理人。" in said[MORGAN]
    assert "Nobody stands in for you." in said[AVERY]


async def test_the_home_tab_is_in_the_language_of_whoever_opens_it(door: Door, sandbox: Sandbox) -> None:
    for person in (MORGAN, AVERY):
        await door.says("", type="app_home_opened", tab="home", user=person)

    assert "待你处理" in str(sandbox.workspace.views.home(MORGAN))
    assert "Waiting for you" in str(sandbox.workspace.views.home(AVERY))


async def test_each_is_reminded_in_their_language_and_the_trail_is_in_english(
    *, request_: Request, reminders: Reminders, redis: Redis, sandbox: Sandbox, store: Store
) -> None:
    rule = a_rule(stages=(PAIR,), remind=(HOUR,), timeout=9 * HOUR)
    await request_.asks(an_action(rule=rule), timeout=9 * HOUR)
    await pass_time(redis, HOUR)
    await reminders.ring("a1")

    assert [text[:3] for text in written_to(sandbox, MORGAN)] == ["提醒："]  # noqa: RUF001
    assert [text[:11] for text in written_to(sandbox, AVERY)] == ["A reminder:"]


async def test_whoever_nudges_in_chinese_leaves_the_channel_and_the_trail_in_english(
    *, door: Door, request_: Request, drawings: Drawings, sandbox: Sandbox, store: Store
) -> None:
    anyone = Stage(approvers=People(anyone=True))
    await request_.asks(an_action(rule=a_rule(stages=(anyone,), timeout=9 * HOUR)), timeout=9 * HOUR)
    await drawings.draw("a1")
    await door.clicks("nudge", person=RILEY, value="a1", channel={"id": "C0GENERAL"})
    card = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]
    (reminder,) = sandbox.workspace.messages.thread(REVIEW_CHANNEL, card["ts"])[1:]
    (reached,) = [entry["people"] async for entry in store.audit.entries() if entry["kind"] == "reminded"]

    assert whispers(sandbox, RILEY, "C0GENERAL") == ["已提醒尚未处理的人。"]
    assert reminder["text"].startswith("any full member of this workspace: A nudge:")
    assert reached == ["any full member of this workspace"]


async def test_a_conversation_with_the_bot_alone_is_in_the_language_of_that_person(
    *, door: Door, request_: Request, drawings: Drawings, sandbox: Sandbox
) -> None:
    ts = sandbox.workspace.say(RILEY, "D0REQUESTER", "mail Alice")["ts"]
    await request_.asks(channel="D0REQUESTER", thread_ts=ts)
    await drawings.draw("a1")
    await door.says("", type="message", channel="D0REQUESTER", channel_type="im", ts=ts)

    texts = [message["text"] for message in sandbox.workspace.messages.thread("D0REQUESTER", ts)[1:]]
    assert [text[:8] for text in texts] == ["*等待批准：* ", "我只能读文字。请"]  # noqa: RUF001
    assert "Approval needed" in str(sandbox.workspace.messages.top_level(REVIEW_CHANNEL))


async def test_a_channel_keeps_its_language_whoever_writes_there(
    *, door: Door, request_: Request, drawings: Drawings, sandbox: Sandbox
) -> None:
    await request_.asks(a_question(), requester=RILEY)
    await drawings.draw("a1")
    await door.says(f"<@{BOT_USER}>", user=RILEY, ts=request_.ts)

    texts = [message["text"] for message in sandbox.workspace.messages.thread("C0GENERAL", request_.ts)[1:]]
    assert texts == [f"<@{RILEY}>, the agent has a question for you.", texts[1]]
    assert texts[1].startswith("I can only read text.")


@pytest.mark.parametrize("fault", [{"error": "internal_error"}, {"status": 500}])
async def test_where_slack_does_not_say_it_is_english(
    door: Door, request_: Request, sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    await request_.asks()
    sandbox.faults.fail("users.info", **fault)
    titles = []
    for _ in range(2):
        await door.clicks("reject", person=MORGAN)
        titles.append(opened(sandbox, MORGAN)["title"]["text"])

    assert titles == ["Reject", "拒绝"]


async def test_slack_is_asked_for_a_locale_once(languages: Languages, sandbox: Sandbox) -> None:
    first = await languages.of_reader(MORGAN)
    Administration(sandbox.workspace).change_locale(MORGAN, "en-US")

    assert (first, await languages.of_reader(MORGAN)) == ("zh-CN", "zh-CN")


@pytest.mark.parametrize(("channel", "language"), [("D0MANAGER", "zh-CN"), ("C0GENERAL", "en"), ("G0PRIVATE", "en")])
async def test_a_place_has_the_language_of_those_who_read_there(
    languages: Languages, channel: str, language: Language
) -> None:
    assert await languages.of_place(channel, MORGAN) == language


async def test_what_is_stored_of_a_vote_is_what_the_person_typed_and_nothing_of_ours(
    door: Door, request_: Request, sandbox: Sandbox, get: Get
) -> None:
    await request_.asks()
    await door.clicks("reject", person=MORGAN)
    await door.submits(opened(sandbox, MORGAN), person=MORGAN, reason="太贵了")

    assert "太贵了" in (await get()).model_dump_json()
    assert "拒绝" not in (await get()).model_dump_json()
