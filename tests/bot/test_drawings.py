"""Drawings in the local workspace: one message each, brought up to date, found again after a crash."""

from collections import Counter
from typing import Any

import pytest

from bot.approvals import Drawing
from bot.drawings import Drawings
from bot.slack import Posted, Slack, Trouble
from bot.slack.pacing import Crowded
from bot.store import Store, keys
from bot.store.due import DRAW
from sandbox.app import Sandbox
from sandbox.changes import Change, Message, MessageChanged, MessagePosted
from tests.bot.records import a_question, a_vote, an_action
from tests.bot.settling import settles
from tests.bot.workspace import AVERY, REVIEW_CHANNEL, Request


@pytest.fixture
def calls(sandbox: Sandbox) -> Counter[str]:
    """How often something was posted and changed, by channel."""
    counted: Counter[str] = Counter()

    def count(change: Change) -> None:
        if isinstance(change, MessagePosted | MessageChanged):
            counted[f"{type(change).__name__} {change.message['channel']}"] += 1

    sandbox.workspace.observe(count)
    return counted


def cards(sandbox: Sandbox) -> list[Message]:
    return sandbox.workspace.messages.top_level(REVIEW_CHANNEL)


def replies(sandbox: Sandbox, ts: str) -> list[Message]:
    return sandbox.workspace.messages.thread("C0GENERAL", ts)[1:]


async def intend(store: Store, id: str, place: str) -> None:
    """As if somebody had meant to post this message and said no more."""
    seconds, _ = await store.redis.time()
    await store.redis.hset(keys.approval(id), f"drawing:{place}", Drawing(intended_at=seconds).model_dump_json())


def labels(message: Message) -> list[str]:
    return [e["text"]["text"] for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]


async def test_a_request_is_shown_to_reviewers_and_to_its_requester(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await drawings.draw((await request_.asks()).id)
    card, notice = cards(sandbox)[0], replies(sandbox, request_.ts)[0]

    assert labels(card) == ["Approve", "Edit", "Reject", "Respond", "Ask"]
    assert "Waiting for approval" in notice["text"]
    assert sandbox.workspace.permalink(card) in notice["text"]


async def test_a_question_is_shown_in_the_requesters_thread_only(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    await drawings.draw((await request_.asks(a_question())).id)

    assert [labels(message) for message in replies(sandbox, request_.ts)] == [["Answer"]]
    assert cards(sandbox) == []


async def test_nothing_is_sent_when_nothing_changed(drawings: Drawings, request_: Request, calls: Counter[str]) -> None:
    ask = await request_.asks()
    for _ in range(3):
        await drawings.draw(ask.id)

    assert calls == {"MessagePosted C0APPROVALS": 1, "MessagePosted C0GENERAL": 1}


async def test_a_vote_changes_each_message_once(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox, calls: Counter[str]
) -> None:
    ask = await request_.asks()
    await drawings.draw(ask.id)
    await settles(store, ask, {0: a_vote("approve", AVERY)})
    for _ in range(3):
        await drawings.draw(ask.id)

    assert (calls["MessageChanged C0APPROVALS"], calls["MessageChanged C0GENERAL"]) == (1, 1)
    assert (labels(cards(sandbox)[0]), len(cards(sandbox))) == ([], 1)


async def test_a_card_that_was_posted_before_the_process_died_is_found_again(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    await drawings.draw(ask.id)
    for place in ("review", "notice"):
        await intend(store, ask.id, place)
    await drawings.draw(ask.id)

    approval = await store.approvals.get(ask.id)
    assert approval
    assert (len(cards(sandbox)), len(replies(sandbox, request_.ts))) == (1, 1)
    assert approval.drawings["review"].ts == cards(sandbox)[0]["ts"]


async def test_a_card_that_was_meant_to_be_posted_but_was_not_is_posted(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    await intend(store, ask.id, "review")
    await drawings.draw(ask.id)

    assert len(cards(sandbox)) == 1


async def test_a_card_whose_answer_was_lost_is_not_posted_twice(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    sandbox.faults.fail("chat.postMessage", drop=True, after_effect=True)
    with pytest.raises(Trouble):
        await drawings.draw(ask.id)
    await drawings.draw(ask.id)

    assert len(cards(sandbox)) == 1


async def test_another_requests_card_is_not_taken_for_this_one(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    await drawings.draw((await request_.asks(id="a1")).id)
    other = await request_.asks(id="a2")
    await intend(store, "a2", "review")
    await drawings.draw(other.id)

    assert len(cards(sandbox)) == 2


async def test_a_deleted_card_is_posted_again_while_somebody_has_to_decide(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks(an_action(), an_action(call="c2"))
    await drawings.draw(ask.id)
    sandbox.workspace.delete(cards(sandbox)[0])
    await settles(store, ask, {0: a_vote("approve", AVERY)})
    await drawings.draw(ask.id)

    approval = await store.approvals.get(ask.id)
    assert approval
    assert [message["ts"] for message in cards(sandbox)] == [approval.drawings["review"].ts]
    assert sandbox.workspace.permalink(cards(sandbox)[0]) in replies(sandbox, request_.ts)[0]["text"]


async def test_a_deleted_card_stays_deleted_when_all_is_decided(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    await drawings.draw(ask.id)
    sandbox.workspace.delete(cards(sandbox)[0])
    await settles(store, ask, {0: a_vote("approve", AVERY)})
    for _ in range(2):
        await drawings.draw(ask.id)

    assert cards(sandbox) == []


@pytest.mark.parametrize("fault", [{"error": "internal_error"}, {"status": 500}, {"drop": True}])
async def test_what_could_not_be_changed_is_changed_the_next_time(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox, fault: dict[str, Any]
) -> None:
    ask = await request_.asks()
    await drawings.draw(ask.id)
    await settles(store, ask, {0: a_vote("approve", AVERY)})
    sandbox.faults.fail("chat.update", **fault)
    with pytest.raises(Trouble):
        await drawings.draw(ask.id)
    await drawings.draw(ask.id)

    assert labels(cards(sandbox)[0]) == []


async def test_a_card_without_a_link_is_still_a_card(drawings: Drawings, request_: Request, sandbox: Sandbox) -> None:
    sandbox.faults.fail("chat.getPermalink", times=2, error="message_not_found")
    await drawings.draw((await request_.asks()).id)

    assert "Waiting for approval" in replies(sandbox, request_.ts)[0]["text"]


async def test_an_unknown_approval_is_nothing_to_draw(drawings: Drawings, calls: Counter[str]) -> None:
    await drawings.draw("gone")

    assert calls == {}


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_card_that_the_review_channel_refuses_goes_to_the_next_channel(
    drawings: Drawings, request_: Request, sandbox: Sandbox, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.faults.fail("chat.postMessage", error=error)
    await drawings.draw((await request_.asks()).id)

    assert (cards(sandbox), len(sandbox.workspace.messages.top_level("C0AUDIT"))) == ([], 1)
    assert "<#C0AUDIT>" in replies(sandbox, request_.ts)[0]["text"]
    assert [line.endswith(f": Slack says {error}") for line in caplog.messages if "cannot be posted" in line] == [True]


async def test_a_requester_is_told_even_when_no_card_can_be_posted(
    drawings: Drawings, request_: Request, sandbox: Sandbox
) -> None:
    sandbox.faults.fail("chat.postMessage", times=2, error="not_in_channel")
    with pytest.raises(Trouble):
        await drawings.draw((await request_.asks()).id)

    assert "no card could be posted yet" in replies(sandbox, request_.ts)[0]["text"]


async def test_a_card_that_somebody_else_may_be_posting_is_left_to_them(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    await store.postings.announce(ask.id, "review")
    with pytest.raises(Crowded):
        await drawings.draw(ask.id)

    assert cards(sandbox) == []
    assert len(replies(sandbox, request_.ts)) == 1


async def test_a_card_whose_poster_fell_silent_is_posted_by_the_next(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    ask = await request_.asks()
    await store.postings.announce(ask.id, "review")
    await store.redis.hset(keys.approval(ask.id), "posting:review", (await store.redis.time())[0] - 60)
    await drawings.draw(ask.id)

    assert len(cards(sandbox)) == 1


async def test_a_card_that_shows_an_earlier_look_is_drawn_once_more(
    drawings: Drawings, request_: Request, store: Store, sandbox: Sandbox
) -> None:
    """A process stood still between its look and its drawing, and gave the card buttons that decide nothing."""
    ask = await request_.asks(an_action(call="c1"), an_action(call="c2"))
    await drawings.draw(ask.id)
    await settles(store, ask, {0: a_vote("reject")})
    early = await store.approvals.get(ask.id)
    assert early
    await settles(store, ask, {1: a_vote("reject")})
    await drawings.draw(ask.id)
    await store.redis.delete(DRAW)
    await drawings._draw(early, "review")
    shown = labels(cards(sandbox)[0])
    due = await store.due.mark(DRAW, ask.id)
    await drawings.draw(ask.id)

    assert (shown != [], due != "") == (True, True)
    assert labels(cards(sandbox)[0]) == []


async def test_of_two_cards_the_one_that_came_late_is_taken_away(
    *,
    drawings: Drawings,
    request_: Request,
    store: Store,
    sandbox: Sandbox,
    slack: Slack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process stood still when it was about to post, and was taken for dead."""
    ask = await request_.asks()
    post = slack.post

    async def late(*given: Any, **named: Any) -> Posted:
        monkeypatch.setattr(slack, "post", post)
        await store.redis.hset(keys.approval(ask.id), "posting:review", (await store.redis.time())[0] - 60)
        await drawings.draw(ask.id)
        return await post(*given, **named)

    monkeypatch.setattr(slack, "post", late)
    with pytest.raises(Crowded):
        await drawings.draw(ask.id)

    (card,) = cards(sandbox)
    approval = await store.approvals.get(ask.id)
    assert approval
    assert approval.drawings["review"].ts == card["ts"]
