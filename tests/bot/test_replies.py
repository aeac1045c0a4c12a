"""Replies in threads: decisions under the card, and what the asker says while it waits."""

from typing import Any

import pytest
from redis.asyncio import Redis

from bot.approvals import Ask, State
from bot.ballots import CHANGED
from bot.desk import Desk
from bot.drawings import Drawings
from bot.policy import People, Stage
from bot.store import Store, keys
from bot.views import remarks as views
from sandbox.app import Sandbox
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.desks import Get
from tests.bot.door import Door
from tests.bot.records import MAIL, a_question, a_rule, an_action, an_edit
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request, pass_deadline

TAYLOR = "U0LEAD"


class Threads:
    """People who write in the threads of one request."""

    def __init__(self, door: Door, sandbox: Sandbox, drawings: Drawings, request_: Request, store: Store) -> None:
        self._door = door
        self._sandbox = sandbox
        self._drawings = drawings
        self._request = request_
        self._store = store
        self.asker_thread = request_.ts

    @property
    def card(self) -> Any:
        return self._sandbox.workspace.messages.top_level(REVIEW_CHANNEL)[0]

    async def ask(self, *actions: object, **changes: Any) -> Ask:
        """An approval that the asker's thread waits for, with its card."""
        await self._door.says(f"<@{BOT_USER}> mail Alice", ts=self.asker_thread)
        ask = await self._request.asks(*actions, **changes)
        turn = await self._store.threads.open_turn(ask.thread)
        assert turn
        await self._store.threads.wait(turn, [ask.id])
        await self._drawings.draw(ask.id)
        return ask

    async def under_card(self, text: str, person: str = AVERY, **event: Any) -> None:
        """A reply under the card."""
        fields = {"channel": REVIEW_CHANNEL, "thread_ts": self.card["ts"], "ts": self._sandbox.workspace.next_ts()}
        await self._says(text, person, fields | event)

    async def under_request(self, text: str, person: str = RILEY, **event: Any) -> str:
        """A reply in the asker's thread; its `ts`."""
        ts = self._sandbox.workspace.next_ts()
        await self._says(text, person, {"channel": "C0GENERAL", "thread_ts": self.asker_thread, "ts": ts} | event)
        return ts

    async def _says(self, text: str, person: str, event: dict[str, Any]) -> None:
        team = self._sandbox.workspace.users[person].team_id
        await self._door.says(
            text, **{"type": "message", "channel_type": "channel", "user": person, "team": team} | event
        )

    def notes(self, person: str, channel: str = REVIEW_CHANNEL) -> list[str]:
        seen = self._sandbox.workspace.messages.visible_to(channel, person)
        return [message["text"] for message in seen if message.get("ephemeral_to") == person]

    def answers(self) -> list[str]:
        """What the bot has said under the card for everybody."""
        replies = self._sandbox.workspace.messages.thread(REVIEW_CHANNEL, self.card["ts"])[1:]
        return [message["text"] for message in replies]


@pytest.fixture
def threads(door: Door, sandbox: Sandbox, drawings: Drawings, request_: Request, store: Store) -> Threads:
    return Threads(door, sandbox, drawings, request_, store)


async def inbox(redis: Redis, ask: Ask) -> int:
    return int(await redis.llen(keys.inbox(ask.thread)))


@pytest.mark.parametrize(
    ("text", "vote"),
    [
        ("approve", ("approve", None)),
        ("批准", ("approve", None)),
        (f"<@{BOT_USER}> approve", ("approve", None)),
        ("reject", ("reject", None)),
        ("reject: She is away.", ("reject", "She is away.")),
        ("拒绝：太贵了", ("reject", "太贵了")),  # noqa: RUF001
    ],
)
async def test_an_approver_decides_under_the_card(
    threads: Threads, votes: Any, text: str, vote: tuple[str, Any]
) -> None:
    await threads.ask()
    kind = {"type": "app_mention"} if BOT_USER in text else {}
    await threads.under_card(text, **kind)

    assert await votes() == [(0, vote[0], AVERY, vote[1])]
    assert [answer[:10] for answer in threads.answers()] == ["*Approved*" if vote[0] == "approve" else "*Rejected*"]


@pytest.mark.parametrize(
    "text", ["approved?", "I would approve this", "what is this?", "approve if Bob agrees", "cancel"]
)
async def test_words_that_are_no_decision_are_left_alone(threads: Threads, votes: Any, redis: Redis, text: str) -> None:
    await threads.ask()
    await threads.under_card(text)

    assert (await votes(), threads.notes(AVERY), threads.answers()) == ([], [], [])
    assert await redis.keys(f"countersign:inbox:{TEAM_ID}:{REVIEW_CHANNEL}:*") == []


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (RILEY, "You asked for this yourself, so somebody else has to decide"),
        (TAYLOR, "Guests and people of other workspaces cannot decide."),
    ],
)
async def test_who_may_not_decide_is_told_privately(
    threads: Threads, sandbox: Sandbox, votes: Any, *, person: str, why: str
) -> None:
    sandbox.workspace.users[TAYLOR].is_restricted = True
    await threads.ask()
    await threads.under_card("approve", person)

    assert threads.notes(person)[0].startswith(why)
    assert (await votes(), threads.answers()) == ([], [])


async def test_people_of_another_workspace_do_not_decide(threads: Threads, votes: Any) -> None:
    await threads.ask()
    await threads.under_card("approve", user_team="T0PARTNER")

    assert threads.notes(AVERY) == ["Only people of this workspace can decide."]
    assert await votes() == []


async def test_a_decision_that_comes_too_late_is_told_so(
    threads: Threads, redis: Redis, votes: Any, desk: Desk
) -> None:
    await threads.ask()
    await threads.under_card("approve")
    await threads.under_card("reject: no", MORGAN)
    late = threads.notes(MORGAN)

    assert late[0].startswith(f"Already decided by <@{AVERY}>")
    assert await votes() == [(0, "approve", AVERY, None)]


async def test_a_decision_after_the_deadline_does_not_count(threads: Threads, redis: Redis, votes: Any) -> None:
    await threads.ask()
    await pass_deadline(redis)
    await threads.under_card("approve")

    assert "expired" in threads.notes(AVERY)[0]
    assert await votes() == []


def two() -> list[object]:
    return [an_action(call="c1"), an_action(MAIL | {"to": "bob@example.com"}, call="c2")]


async def test_with_several_calls_the_number_says_which(threads: Threads, votes: Any) -> None:
    await threads.ask(*two())
    await threads.under_card("approve 2")
    await threads.under_card("reject 1: no")

    assert await votes() == [(0, "reject", AVERY, "no"), (1, "approve", AVERY, None)]


@pytest.mark.parametrize("text", ["approve", "reject: no", "approve 3", "approve 0"])
async def test_with_several_calls_a_reply_without_a_number_of_theirs_is_refused(
    threads: Threads, votes: Any, text: str
) -> None:
    await threads.ask(*two())
    await threads.under_card(text)

    assert threads.notes(AVERY) == [views.which(2)]
    assert await votes() == []


async def test_a_number_that_is_not_on_a_card_with_one_call_is_refused(threads: Threads, votes: Any) -> None:
    await threads.ask()
    await threads.under_card("approve 2")

    assert (threads.notes(AVERY), await votes()) == ([views.which(1)], [])


async def changes(desk: Desk, to: str = "bob@example.com") -> None:
    await desk.vote("a1", 0, an_edit(MAIL | {"to": to}, person=MORGAN), team=TEAM_ID)


def by_two() -> object:
    stage = Stage(approvers=People(channels=(REVIEW_CHANNEL,)), quorum=2)
    return an_action(rule=a_rule(stages=(stage,)))


async def test_a_reply_while_the_card_still_shows_the_old_arguments_is_void(
    threads: Threads, desk: Desk, get: Get
) -> None:
    await threads.ask(by_two())
    await changes(desk)
    await threads.under_card("approve")

    assert threads.notes(AVERY) == [CHANGED()]
    assert (await get()).course(0).votes == ()


async def test_a_reply_written_before_the_card_showed_the_change_is_void(
    threads: Threads, desk: Desk, drawings: Drawings, sandbox: Sandbox, get: Get
) -> None:
    await threads.ask(by_two())
    written = sandbox.workspace.next_ts()
    await changes(desk)
    await drawings.draw("a1")
    await threads.under_card("approve", ts=written)

    assert threads.notes(AVERY) == [CHANGED()]
    assert (await get()).course(0).votes == ()


async def test_a_reply_after_the_change_was_shown_counts_and_says_how_far_it_has_come(
    threads: Threads, desk: Desk, drawings: Drawings, get: Get
) -> None:
    await threads.ask(by_two())
    await changes(desk)
    await drawings.draw("a1")
    since = (await get()).drawings["review"].since
    await threads.under_card("approve", TAYLOR, ts=f"{since + 60:.6f}")

    assert threads.notes(TAYLOR) == []
    assert [vote.person for vote in (await get()).course(0).votes] == [TAYLOR]
    assert threads.answers()[-1].startswith("Your approval counts: 1 of 2")


@pytest.mark.parametrize(
    "action",
    [
        an_action(rule=a_rule(risk="high")),
        an_action(rule=a_rule(private=True)),
        an_action(rule=a_rule(redact=("to",))),
        an_action(MAIL | {"body": "x" * 20_000}),
    ],
)
async def test_what_the_card_does_not_offer_at_one_click_is_not_approved_in_words(
    threads: Threads, votes: Any, action: object
) -> None:
    await threads.ask(action)
    await threads.under_card("approve")

    assert threads.notes(AVERY) == [views.BY_BUTTON()]
    assert await votes() == []


async def test_a_reason_that_the_policy_asks_for_is_asked_for_in_words_too(threads: Threads, votes: Any) -> None:
    await threads.ask(an_action(rule=a_rule(reason_required=("reject",))))
    await threads.under_card("reject")
    refused = await votes()
    await threads.under_card("reject: too dear")

    assert (refused, await votes()) == ([], [(0, "reject", AVERY, "too dear")])


async def test_a_reply_that_slack_delivers_again_counts_and_is_answered_once(
    threads: Threads, get: Get, sandbox: Sandbox
) -> None:
    await threads.ask(by_two())
    ts = sandbox.workspace.next_ts()
    for _ in range(3):
        await threads.under_card("approve", ts=ts)

    assert len((await get()).course(0).votes) == 1
    assert (len(threads.answers()), threads.notes(AVERY)) == (1, [])


async def test_a_reply_whose_bot_died_before_it_could_answer_is_not_taken_for_a_second_vote(
    threads: Threads, get: Get, sandbox: Sandbox, redis: Redis
) -> None:
    await threads.ask(by_two())
    ts = sandbox.workspace.next_ts()
    await threads.under_card("approve", ts=ts)
    await redis.delete(keys.seen(f"{REVIEW_CHANNEL}:{ts}"))
    await threads.under_card("approve", ts=ts)

    assert len((await get()).course(0).votes) == 1
    assert threads.notes(AVERY) == []


@pytest.mark.parametrize("event", [{"subtype": "message_changed"}, {"bot_id": "B1"}, {"subtype": "bot_message"}])
async def test_edited_messages_and_bots_decide_nothing(threads: Threads, votes: Any, event: dict[str, Any]) -> None:
    await threads.ask()
    await threads.under_card("approve", **event)

    assert await votes() == []


async def test_a_reply_under_another_message_decides_nothing(threads: Threads, sandbox: Sandbox, votes: Any) -> None:
    await threads.ask()
    other = sandbox.workspace.say(AVERY, REVIEW_CHANNEL, "Lunch?")["ts"]
    await threads.under_card("approve", thread_ts=other)

    assert await votes() == []


@pytest.mark.parametrize("text", ["cancel", "Withdraw.", "取消", f"<@{BOT_USER}> cancel"])
async def test_the_asker_withdraws_in_words(threads: Threads, redis: Redis, get: Get, text: str) -> None:
    ask = await threads.ask()
    kind = {"type": "app_mention"} if BOT_USER in text else {}
    await threads.under_request(text, **kind)
    withdrawal = (await get()).withdrawal

    assert (await get()).state is State.WITHDRAWN
    assert withdrawal
    assert withdrawal.person == RILEY
    assert await inbox(redis, ask) == 0


async def test_nobody_else_withdraws_and_they_are_told_privately(threads: Threads, get: Get) -> None:
    await threads.ask()
    await threads.under_request("cancel", AVERY)

    assert (await get()).state is State.PENDING
    assert threads.notes(AVERY, "C0GENERAL") == [f"Only <@{RILEY}>, who asked for this, can withdraw it."]


async def test_when_nothing_waits_these_words_are_a_message_like_any_other(
    threads: Threads, redis: Redis, request_: Request
) -> None:
    ask = await threads.ask()
    await threads.under_card("approve")
    await threads.under_request("cancel")
    await threads.under_request("info: it is urgent")

    assert await inbox(redis, ask) == 2


async def test_information_in_words_is_added_and_not_kept_for_the_next_turn(
    threads: Threads, redis: Redis, get: Get
) -> None:
    ask = await threads.ask()
    await threads.under_request("info: it is urgent")

    assert [(r.kind, r.person, r.text) for r in (await get()).remarks] == [("information", RILEY, "it is urgent")]
    assert await inbox(redis, ask) == 0


async def test_a_plain_reply_answers_an_open_question(threads: Threads, door: Door, redis: Redis, get: Get) -> None:
    ask = await threads.ask()
    await door.submits(views.ask_view(await get(), 0), text="Which Alice?")
    await threads.under_request("Alice Jones")
    after = await inbox(redis, ask)
    await threads.under_request("and mail Bob, too")

    assert [(r.kind, r.text) for r in (await get()).remarks] == [
        ("question", "Which Alice?"),
        ("answer", "Alice Jones"),
    ]
    assert (after, await inbox(redis, ask)) == (0, 1)


async def test_what_others_say_in_the_thread_is_no_answer(threads: Threads, door: Door, redis: Redis, get: Get) -> None:
    ask = await threads.ask()
    await door.submits(views.ask_view(await get(), 0), text="Which Alice?")
    await threads.under_request("Alice Jones", MORGAN)

    assert [remark.kind for remark in (await get()).remarks] == ["question"]
    assert await inbox(redis, ask) == 1


async def test_a_message_that_was_kept_before_the_question_is_no_answer_when_slack_sends_it_again(
    threads: Threads, door: Door, redis: Redis, get: Get
) -> None:
    ask = await threads.ask()
    ts = await threads.under_request("hurry up")
    await door.submits(views.ask_view(await get(), 0), text="Which Alice?")
    await threads.under_request("hurry up", ts=ts)

    assert [remark.kind for remark in (await get()).remarks] == ["question"]
    assert await inbox(redis, ask) == 1


async def test_an_answer_that_slack_sends_again_is_no_new_message(
    threads: Threads, door: Door, redis: Redis, get: Get
) -> None:
    ask = await threads.ask()
    await door.submits(views.ask_view(await get(), 0), text="Which Alice?")
    ts = await threads.under_request("Alice Jones")
    await threads.under_card("approve")
    await threads.under_request("Alice Jones", ts=ts)

    assert await inbox(redis, ask) == 0


async def test_the_asker_may_add_a_message_that_is_kept_and_others_may_not(
    threads: Threads, sandbox: Sandbox, door: Door, get: Get
) -> None:
    await threads.ask()
    ts = await threads.under_request("it is urgent")
    await threads.under_request("me too", MORGAN)
    notes = [
        message
        for message in sandbox.workspace.messages.thread("C0GENERAL", threads.asker_thread)
        if "I am still waiting" in message["text"]
    ]
    buttons = [[e["value"] for b in note["blocks"] for e in b.get("elements", [])] for note in notes]
    await door.clicks("add", person=RILEY, value=buttons[0][0])

    assert buttons == [[f"a1:{ts}"], []]
    assert [remark.text for remark in (await get()).remarks] == ["it is urgent"]


async def test_an_answer_to_the_agents_own_question_is_not_added_to_it(threads: Threads, sandbox: Sandbox) -> None:
    ask = await threads.ask(a_question())
    await threads.under_request("hm")
    note = sandbox.workspace.messages.thread("C0GENERAL", ask.thread_ts)[-1]

    assert "I am still waiting" in note["text"]
    assert [block["type"] for block in note["blocks"]] == ["section"]
