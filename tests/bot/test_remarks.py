"""Asking back: questions, answers and information about an approval, on its card, in both threads and in the trail."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.approvals import Ask, Remark
from bot.desk import Desk
from bot.drawings import Drawings
from bot.remarks import Remarks
from bot.store import Store, keys
from bot.store.approvals import Change
from bot.store.threads import Message, Place
from bot.views import remarks as views
from sandbox.app import Sandbox
from sandbox.directory import TEAM_ID
from tests.bot.desks import Get, approve, refusal
from tests.bot.door import Door
from tests.bot.records import a_question, a_rule, an_action
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request, pass_deadline, pass_time

HOUR = 3600.0


def an_answer(text: str = "Both of them.", **changes: Any) -> Remark:
    return Remark(**{"kind": "answer", "person": RILEY, "text": text, "at": 0} | changes)


def some_information(text: str = "It is urgent.", **changes: Any) -> Remark:
    return an_answer(text, kind="information", **changes)


async def asks_back(remarks: Remarks, text: str = "Which Alice?", person: str = AVERY, team: str = TEAM_ID) -> None:
    await remarks.ask("a1", 0, text, person=person, team=team)


def in_thread(sandbox: Sandbox, request_: Request) -> list[Any]:
    return sandbox.workspace.messages.thread("C0GENERAL", request_.ts)[1:]


def under_card(sandbox: Sandbox) -> list[Any]:
    card = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]
    return sandbox.workspace.messages.thread(REVIEW_CHANNEL, card["ts"])[1:]


def labels(message: Any) -> list[str]:
    return [e["text"]["text"] for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]


async def said(get: Get) -> list[tuple[str, str, str]]:
    return [(remark.kind, remark.person, remark.text) for remark in (await get()).remarks]


async def test_a_question_goes_to_the_asker_with_a_button_and_stands_under_the_card_and_on_it(
    remarks: Remarks, drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks()
    await drawings.draw("a1")
    await asks_back(remarks)
    await drawings.draw("a1")
    _, question = in_thread(sandbox, request_)
    (copy,) = under_card(sandbox)
    card = sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]

    assert question["text"] == f"<@{RILEY}>, <@{AVERY}> asks about `send_email` before deciding:"
    assert labels(question) == ["Answer"]
    assert copy["text"] == f"<@{AVERY}> asks <@{RILEY}>:"
    assert all("Which Alice?" in str(message["blocks"]) for message in (question, copy, card))


async def test_an_answer_reaches_whoever_asked_and_the_button_goes(
    remarks: Remarks, drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks()
    for person, text in ((AVERY, "Which Alice?"), (MORGAN, "Why now?")):
        await asks_back(remarks, text, person)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)
    await drawings.draw("a1")
    threads = in_thread(sandbox, request_), under_card(sandbox)

    assert [labels(message) for message in threads[0][1:]] == [[], [], []]
    assert [messages[-1]["text"] for messages in threads] == [
        "Reviewers have your answer:",
        f"<@{AVERY}>, <@{MORGAN}>: <@{RILEY}> answers:",
    ]
    assert all("Both of them." in str(messages[-1]["blocks"]) for messages in threads)


async def test_each_remark_is_posted_once_however_often_it_is_drawn(
    remarks: Remarks, drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await request_.asks()
    await asks_back(remarks)
    await remarks.inform("a1", some_information(), team=TEAM_ID)
    for _ in range(3):
        await drawings.draw("a1")

    assert len(under_card(sandbox)) == 2
    assert len(in_thread(sandbox, request_)) == 3


async def test_what_was_said_is_audited(remarks: Remarks, request_: Request, store: Store) -> None:
    await request_.asks()
    await asks_back(remarks)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)
    await remarks.inform("a1", some_information(), team=TEAM_ID)
    entries = [entry async for entry in store.audit.entries()]

    assert [(e["kind"], e["person"], e["text"]) for e in entries[1:]] == [
        ("question", AVERY, "Which Alice?"),
        ("answer", RILEY, "Both of them."),
        ("information", RILEY, "It is urgent."),
    ]


async def test_only_who_may_decide_asks_and_a_refusal_is_audited(
    remarks: Remarks, request_: Request, store: Store, get: Get
) -> None:
    await request_.asks()
    refusals = [await refusal(asks_back(remarks, person=RILEY)), await refusal(asks_back(remarks, team="T0PARTNER"))]
    entries = [entry async for entry in store.audit.entries()]

    assert refusals[0].startswith("You asked for this yourself, so somebody else has to decide")
    assert refusals[1] == "Only people of this workspace can decide."
    assert [(e["kind"], e["tried"]) for e in entries[1:]] == [("refusal", "ask"), ("refusal", "ask")]
    assert await said(get) == []


async def test_a_question_of_the_agent_is_not_asked_about(remarks: Remarks, request_: Request) -> None:
    await request_.asks(a_question())

    assert (
        await refusal(asks_back(remarks, person=RILEY))
        == "This decision is not offered for this tool. Nothing was changed."
    )


@pytest.mark.parametrize(("person", "team"), [(AVERY, TEAM_ID), (RILEY, "T0PARTNER")])
async def test_only_the_asker_answers_and_adds(
    remarks: Remarks, request_: Request, get: Get, *, person: str, team: str
) -> None:
    await request_.asks()
    await asks_back(remarks)
    why = f"Only <@{RILEY}>, who asked for this, can do that."

    assert await refusal(remarks.may_answer("a1", person=person, team=team)) == why
    assert await refusal(remarks.answer("a1", an_answer(person=person), team=team)) == why
    assert await refusal(remarks.inform("a1", some_information(person=person), team=team)) == why
    assert len(await said(get)) == 1


async def test_an_answer_needs_a_question_that_is_open(remarks: Remarks, request_: Request) -> None:
    await request_.asks()
    before = await refusal(remarks.answer("a1", an_answer(), team=TEAM_ID))
    await asks_back(remarks)
    await remarks.inform("a1", some_information(), team=TEAM_ID)
    first = await refusal(remarks.answer("a1", an_answer(), team=TEAM_ID))
    second = await refusal(remarks.answer("a1", an_answer(), team=TEAM_ID))

    assert (before, first, second) == (views.NOTHING_ASKED(), "", views.NOTHING_ASKED())


async def test_nothing_is_said_about_what_is_settled_or_expired(
    remarks: Remarks, desk: Desk, request_: Request, redis: Redis, get: Get
) -> None:
    await request_.asks()
    await request_.asks(id="a2")
    await asks_back(remarks)
    await approve(desk)
    await pass_deadline(redis, "a2")
    told = [
        await refusal(asks_back(remarks)),
        await refusal(remarks.answer("a1", an_answer(), team=TEAM_ID)),
        await refusal(remarks.inform("a1", some_information(), team=TEAM_ID)),
    ]

    assert all(text.startswith(f"Already decided by <@{AVERY}>") for text in told)
    assert "expired" in await refusal(remarks.inform("a2", some_information(), team=TEAM_ID))
    assert len(await said(get)) == 1


async def test_the_first_question_puts_the_deadline_off_and_further_ones_do_not(
    remarks: Remarks, request_: Request, redis: Redis, get: Get
) -> None:
    ask = await asks_with_pause(request_)
    before = (await get()).ask.deadline
    for _ in range(2):
        await asks_back(remarks)

    assert (await get()).ask.deadline == pytest.approx(before + HOUR)
    assert await redis.zscore(keys.DEADLINES, ask.id) == pytest.approx(before + HOUR)


async def test_the_answer_gives_back_what_is_left_of_the_pause_once(
    remarks: Remarks, request_: Request, store: Store, get: Get
) -> None:
    await asks_with_pause(request_)
    before = (await get()).ask.deadline
    await asks_back(remarks)
    await a_quarter_of_an_hour_ago(store)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)
    once = (await get()).ask.deadline
    await asks_back(remarks)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)

    assert once == pytest.approx(before + HOUR / 4, abs=5)
    assert (await get()).ask.deadline == once


async def test_reminders_move_with_the_deadline(
    remarks: Remarks, request_: Request, store: Store, redis: Redis
) -> None:
    async def alarm() -> float:
        return float(await redis.zscore(keys.ALARMS, "a1") or 0)

    await request_.asks(an_action(rule=a_rule(pause=HOUR, remind=(HOUR / 2,))), timeout=HOUR)
    alarms = [await alarm()]
    await asks_back(remarks)
    alarms.append(await alarm())
    await a_quarter_of_an_hour_ago(store)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)
    alarms.append(await alarm())

    assert [at - alarms[0] for at in alarms] == pytest.approx([0, HOUR, HOUR / 4], abs=5)


async def test_an_answer_after_the_pause_gives_nothing_back(
    remarks: Remarks, request_: Request, store: Store, get: Get
) -> None:
    await asks_with_pause(request_, pause=60.0)
    before = (await get()).ask.deadline
    await asks_back(remarks)
    await a_quarter_of_an_hour_ago(store)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)

    assert (await get()).ask.deadline == pytest.approx(before + 60)


async def test_without_a_pause_in_the_rule_the_deadline_stays(remarks: Remarks, request_: Request, get: Get) -> None:
    await request_.asks()
    before = (await get()).ask.deadline
    await asks_back(remarks)
    await remarks.answer("a1", an_answer(), team=TEAM_ID)

    assert ((await get()).ask.deadline, (await get()).paused) == (before, None)


async def test_what_waits_through_a_pause_expires_at_the_later_deadline(
    remarks: Remarks, desk: Desk, request_: Request, redis: Redis, get: Get
) -> None:
    await asks_with_pause(request_)
    await asks_back(remarks)
    await pass_time(redis, 1.5 * HOUR)
    await desk.expire()
    waiting = (await get()).open_actions
    await pass_time(redis, HOUR)
    await desk.expire()

    assert (waiting, (await get()).open_actions) == ([0], [])


async def test_the_same_message_counts_once_however_often_it_is_delivered(
    remarks: Remarks, request_: Request, get: Get
) -> None:
    await request_.asks()
    remark = some_information(id="9.000001")
    await asyncio.gather(*[remarks.inform("a1", remark, team=TEAM_ID) for _ in range(5)])

    assert len(await said(get)) == 1


async def test_an_approval_takes_no_more_than_its_card_can_bear(remarks: Remarks, request_: Request, get: Get) -> None:
    await request_.asks()
    for number in range(20):
        await remarks.inform("a1", some_information(f"{number}"), team=TEAM_ID)

    assert await refusal(remarks.inform("a1", some_information(), team=TEAM_ID)) == views.ENOUGH_SAID()
    assert len(await said(get)) == 20


async def test_what_is_too_long_is_refused_and_not_cut(remarks: Remarks, request_: Request, get: Get) -> None:
    await request_.asks()

    assert await refusal(remarks.inform("a1", some_information("x" * 1501), team=TEAM_ID)) == views.TOO_LONG()
    assert await said(get) == []


async def test_asking_back_with_the_button_and_its_view(
    door: Door, request_: Request, sandbox: Sandbox, get: Get
) -> None:
    await asks_with_pause(request_)
    await door.clicks("ask")
    (view,) = sandbox.workspace.views.stack(AVERY)
    empty = await door.submits(view)
    done = await door.submits(view, text="Which Alice?")

    assert (view["title"]["text"], "at the latest" in str(view["blocks"])) == ("Ask back", True)
    assert (empty["errors"], done) == ({"text": "Write something to send."}, {})
    assert await said(get) == [("question", AVERY, "Which Alice?")]


async def test_answering_with_the_button_and_its_view(
    door: Door, remarks: Remarks, request_: Request, sandbox: Sandbox, get: Get
) -> None:
    await request_.asks()
    await asks_back(remarks)
    await door.clicks("answer", person=RILEY, value="a1")
    (view,) = sandbox.workspace.views.stack(RILEY)
    await door.submits(view, person=RILEY, text="Both of them.")
    late = await door.submits(view, person=RILEY, text="And Bob.")

    assert "Which Alice?" in str(view["blocks"])
    assert (await said(get))[1:] == [("answer", RILEY, "Both of them.")]
    assert late["view"]["blocks"][0]["text"]["text"] == views.NOTHING_ASKED()


@pytest.mark.parametrize("value", [None, "", "a1", "a1:7", "a1:x:y", "gone:0:0", ":::::", "a1:-1:0"])
@pytest.mark.parametrize("button", ["ask", "answer", "nudge", "add"])
async def test_buttons_that_say_nonsense_change_nothing(
    door: Door, request_: Request, get: Get, *, button: str, value: str | None
) -> None:
    await request_.asks()
    before = await get()

    assert (await door.clicks(button, value=value)).status == 200
    assert await get() == before


async def test_a_message_that_was_kept_becomes_part_of_the_request(
    door: Door, request_: Request, store: Store, get: Get
) -> None:
    ask = await request_.asks()
    await keeps(store, ask, "9.000001", "It is urgent.")
    for _ in range(2):
        await door.clicks("add", person=RILEY, value="a1:9.000001")

    assert await said(get) == [("information", RILEY, "It is urgent.")]
    assert await store.threads.kept(ask.thread, "9.000001") is None


async def test_only_its_writer_adds_a_message_and_what_was_taken_up_is_not_added(
    remarks: Remarks, request_: Request, store: Store, get: Get
) -> None:
    ask = await request_.asks()
    await keeps(store, ask, "9.000001", "It is urgent.", user=MORGAN)
    other = await refusal(remarks.add("a1", "9.000001", person=RILEY, team=TEAM_ID))
    unknown = await refusal(remarks.add("a1", "8.000001", person=RILEY, team=TEAM_ID))
    stranger = await refusal(remarks.add("a1", "9.000001", person=MORGAN, team=TEAM_ID))

    assert (other, unknown) == (views.TAKEN_UP(), views.TAKEN_UP())
    assert stranger == f"Only <@{RILEY}>, who asked for this, can do that."
    assert (await said(get), await store.threads.kept(ask.thread, "9.000001") is None) == ([], False)


async def asks_with_pause(request_: Request, pause: float = HOUR) -> Ask:
    return await request_.asks(an_action(rule=a_rule(pause=pause)), timeout=HOUR)


async def a_quarter_of_an_hour_ago(store: Store) -> None:
    """As if the question had been asked then."""
    approval = await store.approvals.get("a1")
    assert approval
    assert approval.paused
    earlier = approval.paused.model_copy(update={"since": approval.paused.since - HOUR / 4})
    await store.approvals.change("a1", lambda found, _: Change(found.model_copy(update={"paused": earlier})))


async def keeps(store: Store, ask: Ask, ts: str, text: str, user: str = RILEY) -> None:
    place = Place(team=ask.team, channel=ask.channel, thread_ts=ask.thread_ts)
    await store.threads.accept(place, Message(ts=ts, user=user, text=text))
