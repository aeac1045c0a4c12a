"""Bolt's own dispatch in front of the real desk: every payload is answered, and only good ones change anything."""

import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import listeners
from bot.desk import Desk
from bot.listeners.actions import Actions
from bot.listeners.background import Background
from bot.listeners.commands import Commands
from bot.listeners.home import Home
from bot.listeners.messages import Messages
from bot.listeners.submissions import Submissions
from bot.queue import Queue
from bot.slack import Slack
from bot.store import Store, keys
from bot.summaries import Summaries
from bot.views import modals
from sandbox.app import Sandbox
from sandbox.block_kit import view_problems
from sandbox.block_kit.values import state_values
from sandbox.changes import Message
from sandbox.directory import BOT_USER, TEAM_ID
from tests.bot.conftest import AVERY, MORGAN, REVIEW_CHANNEL, RILEY, Request, pass_deadline
from tests.bot.records import MAIL, a_question, a_rule, an_action, an_approval


@pytest.fixture
def background() -> Background:
    return Background()


@pytest.fixture
def app(*, sandbox: Sandbox, store: Store, queue: Queue, slack: Slack, desk: Desk, background: Background) -> AsyncApp:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(client=client, request_verification_enabled=False, process_before_response=True)
    listeners.register(
        app,
        messages=Messages(store=store, queue=queue, slack=slack, background=background, review_channel=REVIEW_CHANNEL),
        home=Home(store=store, slack=slack, review_channel=REVIEW_CHANNEL),
        actions=Actions(desk=desk, slack=slack, background=background),
        submissions=Submissions(desk=desk),
        commands=Commands(summaries=Summaries(store=store, slack=slack, audit_channel=None)),
    )
    return app


class Door:
    """What Slack does: it sends a payload, and looks at the answer."""

    def __init__(self, app: AsyncApp, sandbox: Sandbox, background: Background) -> None:
        self._app = app
        self._sandbox = sandbox
        self._background = background

    async def send(self, body: Mapping[str, Any]) -> BoltResponse:
        request = AsyncBoltRequest(body=json.dumps(body), mode="http", headers={"content-type": ["application/json"]})
        answer = await self._app.async_dispatch(request)
        await self._background.drain()
        return answer

    async def says(self, text: str, /, **event: Any) -> BoltResponse:
        """A message event, of a mention unless told otherwise."""
        fields = {"type": "app_mention", "user": RILEY, "channel": "C0GENERAL", "ts": "1.000001", "text": text}
        payload = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "Ev1", "event": fields | event}
        return await self.send(payload | {"authorizations": [{"team_id": TEAM_ID, "user_id": BOT_USER}]})

    async def clicks(self, button: str, *, person: str = AVERY, value: object = "a1:0", **changes: Any) -> BoltResponse:
        return await self.send(self.click(button, person=person, value=value) | changes)

    def click(self, button: str, *, person: str = AVERY, value: object = "a1:0") -> dict[str, Any]:
        action = {"type": "button", "action_id": button, "block_id": "b", "value": value, "action_ts": "1.0"}
        return self._interaction("block_actions", person) | {
            "trigger_id": self._sandbox.workspace.passes.trigger(person),
            "channel": {"id": REVIEW_CHANNEL},
            "container": {"type": "message", "message_ts": "1.0", "channel_id": REVIEW_CHANNEL},
            "message": {"ts": "1.0"},
            "actions": [action],
        }

    async def submits(self, view: Mapping[str, Any], *, person: str = AVERY, **typed: str) -> dict[str, Any]:
        """Submit a view after typing into fields (by block id); the body of the answer."""
        answer = await self.send(self.submission(view, person=person, **typed))
        assert answer.status == 200
        return json.loads(answer.body) if answer.body else {}

    def submission(self, view: Mapping[str, Any], *, person: str = AVERY, **typed: str) -> dict[str, Any]:
        values = state_values(view["blocks"], {})
        for block_id, text in typed.items():
            (action_id,) = values[block_id]
            values[block_id][action_id] = {"type": "plain_text_input", "value": text}
        return self._interaction("view_submission", person) | {
            "view": {**view, "id": "V1", "state": {"values": values}}
        }

    def _interaction(self, kind: str, person: str) -> dict[str, Any]:
        return {
            "type": kind,
            "team": {"id": TEAM_ID},
            "user": {"id": person, "team_id": TEAM_ID},
            "api_app_id": "A0APP",
        }


@pytest.fixture
def door(app: AsyncApp, sandbox: Sandbox, background: Background) -> Door:
    return Door(app, sandbox, background)


@pytest.fixture
def votes(store: Store) -> Callable[[], Any]:
    async def votes() -> list[tuple[int, str, str, str | None]]:
        approval = await store.approvals.get("a1")
        assert approval
        return [(index, vote.type, vote.person, vote.message) for index, vote in sorted(approval.votes.items())]

    return votes


def whispers(sandbox: Sandbox, person: str) -> list[str]:
    """The private notes to this person."""
    seen = sandbox.workspace.messages.visible_to(REVIEW_CHANNEL, person)
    return [message["text"] for message in seen if message.get("ephemeral_to") == person]


def opened(sandbox: Sandbox, person: str = AVERY) -> list[str]:
    return [view["title"]["text"] for view in sandbox.workspace.views.stack(person)]


async def snapshot(redis: Redis) -> dict[bytes, object]:
    """All records: what a bad payload must leave alone. What Docket keeps is not among them."""
    found: dict[bytes, object] = {}
    async for key in redis.scan_iter(match="countersign:*"):
        if await redis.type(key) == b"hash":
            found[key] = await redis.hgetall(key)
    return found | {keys.AUDIT.encode(): await redis.xlen(keys.AUDIT)}


async def test_a_click_on_approve_is_a_vote(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()

    assert (await door.clicks("approve")).status == 200
    assert await votes() == [(0, "approve", AVERY, None)]


async def test_a_click_on_approve_all_is_a_vote_on_all(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks(an_action(), an_action(call="c2"))

    assert (await door.clicks("approve_all", value="a1")).status == 200
    assert await votes() == [(0, "approve", AVERY, None), (1, "approve", AVERY, None)]


@pytest.mark.parametrize("button", ["approve", "approve_all", "edit", "reject", "respond", "show"])
async def test_who_may_not_decide_is_told_privately(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any, button: str
) -> None:
    await request_.asks()

    assert (await door.clicks(button, person=RILEY)).status == 200
    assert "somebody else in the review channel has to decide" in whispers(sandbox, RILEY)[0]
    assert (await votes(), opened(sandbox, RILEY)) == ([], [])


@pytest.mark.parametrize(
    ("button", "title"),
    [("edit", "Edit"), ("reject", "Reject"), ("respond", "Respond"), ("show", "All arguments")],
)
async def test_the_other_buttons_open_a_view(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any, *, button: str, title: str
) -> None:
    await request_.asks()

    assert (await door.clicks(button)).status == 200
    assert (opened(sandbox), await votes()) == ([title], [])


@pytest.mark.parametrize("button", ["approve", "edit", "reject", "respond", "show"])
async def test_a_click_that_comes_too_late_is_told_so(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any, button: str
) -> None:
    await request_.asks()
    await door.clicks("approve", person=MORGAN)
    await door.clicks(button)

    assert f"Already decided by <@{MORGAN}>" in whispers(sandbox, AVERY)[0]
    assert (opened(sandbox), len(await votes())) == ([], 1)


async def test_a_click_after_the_deadline_is_told_so(
    door: Door, request_: Request, sandbox: Sandbox, redis: Redis, votes: Any
) -> None:
    await request_.asks()
    await pass_deadline(redis)
    await door.clicks("approve")

    assert "this request has expired" in whispers(sandbox, AVERY)[0]
    assert await votes() == []


async def test_a_click_while_slack_fails_changes_nothing(
    door: Door, request_: Request, sandbox: Sandbox, votes: Any
) -> None:
    await request_.asks()
    sandbox.faults.fail("users.info", error="internal_error")
    await door.clicks("approve")

    assert "Please try again" in whispers(sandbox, AVERY)[0]
    assert await votes() == []


async def test_a_note_that_cannot_be_delivered_fails_nothing(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks()
    sandbox.faults.fail("chat.postEphemeral", error="user_not_in_channel")

    assert (await door.clicks("approve", person=RILEY)).status == 200


async def test_a_submitted_edit_is_a_vote_with_its_arguments(
    door: Door, request_: Request, store: Store, votes: Any
) -> None:
    await request_.asks()
    view = modals.edit(an_approval(), 0)

    assert await door.submits(view, **{"argument:subject": "Moved"}) == {}
    approval = await store.approvals.get("a1")
    assert approval
    assert await votes() == [(0, "edit", AVERY, None)]
    assert json.loads(approval.votes[0].arguments or "") == MAIL | {"subject": "Moved"}


async def test_an_edit_that_changes_nothing_is_an_approval(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()

    assert await door.submits(modals.edit(an_approval(), 0)) == {}
    assert await votes() == [(0, "approve", AVERY, None)]


async def test_an_edit_that_the_tool_would_refuse_stays_open_with_errors(
    door: Door, request_: Request, votes: Any
) -> None:
    await request_.asks()
    answer = await door.submits(modals.edit(an_approval(), 0), **{"argument:to": "nobody"})

    assert answer == {"response_action": "errors", "errors": {"argument:to": "This is not an address."}}
    assert await votes() == []


async def test_what_somebody_else_decides_on_stays_what_was_stored(door: Door, request_: Request, store: Store) -> None:
    """The form comes back from a browser: fields it lacks, and fields it made up, are not taken from it."""
    await request_.asks()
    view = modals.edit(an_approval(), 0)
    body = door.submission(view)
    body["view"]["state"]["values"] = {"argument:bcc": {"value": {"value": "eve@example.com"}}}
    await door.send(body)

    approval = await store.approvals.get("a1")
    assert approval
    assert (approval.votes[0].type, approval.votes[0].arguments) == ("approve", None)


@pytest.mark.parametrize(("typed", "reason"), [(" She is away. ", "She is away."), ("", None)])
async def test_a_submitted_rejection_carries_its_reason_if_there_is_one(
    door: Door, request_: Request, votes: Any, typed: str, reason: str | None
) -> None:
    await request_.asks()

    assert await door.submits(modals.reject(an_approval(), 0), reason=typed) == {}
    assert await votes() == [(0, "reject", AVERY, reason)]


async def test_a_submitted_answer_is_the_tools_result(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks(a_question())
    view = modals.respond(an_approval(a_question()), 0)

    assert await door.submits(view, person=RILEY, answer="Alice Moore") == {}
    assert await votes() == [(0, "respond", RILEY, "Alice Moore")]


async def test_an_empty_answer_is_asked_for_again(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()
    answer = await door.submits(modals.respond(an_approval(), 0), answer="  ")

    assert answer == {"response_action": "errors", "errors": {"answer": "Write an answer."}}
    assert await votes() == []


async def test_who_has_seen_all_of_it_may_approve_it_there(door: Door, request_: Request, votes: Any) -> None:
    await request_.asks()

    assert await door.submits(modals.show_all(an_approval(), 0)) == {}
    assert await votes() == [(0, "approve", AVERY, None)]


@pytest.mark.parametrize("view", [modals.edit, modals.reject, modals.respond, modals.show_all])
async def test_a_view_that_is_submitted_too_late_says_so_in_its_place(
    door: Door, request_: Request, votes: Any, view: Callable[..., dict[str, Any]]
) -> None:
    await request_.asks()
    await door.clicks("approve", person=MORGAN)
    typed = {"answer": "Yes."} if view is modals.respond else {}
    answer = await door.submits(view(an_approval(), 0), **typed)

    assert (answer["response_action"], view_problems(answer["view"], "modal")) == ("update", [])
    assert f"Already decided by <@{MORGAN}>" in json.dumps(answer["view"])
    assert await votes() == [(0, "approve", MORGAN, None)]


@pytest.mark.parametrize("view", [modals.edit, modals.reject, modals.respond, modals.show_all])
async def test_a_view_in_the_wrong_hands_decides_nothing(
    door: Door, request_: Request, votes: Any, view: Callable[..., dict[str, Any]]
) -> None:
    await request_.asks()
    typed = {"answer": "Yes."} if view is modals.respond else {}
    answer = await door.submits(view(an_approval(), 0), person=RILEY, **typed)

    assert (answer["response_action"], await votes()) == ("update", [])


async def test_a_decision_that_the_rule_does_not_offer_is_refused_however_it_is_sent(
    door: Door, request_: Request, votes: Any
) -> None:
    await request_.asks(an_action(rule=a_rule(decisions=("reject",))))
    await door.clicks("approve")
    await door.clicks("approve_all", value="a1")
    await door.submits(modals.edit(an_approval(), 0), **{"argument:subject": "Moved"})
    await door.submits(modals.show_all(an_approval(), 0))

    assert await votes() == []


JUNK: list[object] = [None, "", 0, -1, [], {}, "x" * 5000, {"id": None}, [{}], True, "gone:0", "a1:7", "a1:-1"]


def replaced(body: Mapping[str, Any], path: tuple[object, ...], junk: object) -> dict[str, Any]:
    """The same body with one thing in it replaced, or left out when the junk is None."""
    copy: Any = json.loads(json.dumps(body))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    if junk is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = junk
    return dict(copy)


def paths(value: Any, before: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items: list[tuple[object, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path for key, inner in items for path in ((*before, key), *paths(inner, (*before, key)))]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_malformed_payload_changes_nothing_wherever_it_trips(
    door: Door, request_: Request, redis: Redis, data: st.DataObject
) -> None:
    """Bolt itself trips over some of these before any listener is asked."""
    await request_.asks()
    views = [modals.edit, modals.reject, modals.respond]
    body = data.draw(
        st.sampled_from(
            [door.click("approve", person=RILEY), door.click("edit", person=RILEY)]
            + [door.submission(view(an_approval(), 0), person=RILEY) for view in views]
        )
    )
    broken = replaced(body, data.draw(st.sampled_from(paths(body))), data.draw(st.sampled_from(JUNK)))
    before = await snapshot(redis)

    with contextlib.suppress(ValueError, TypeError, AttributeError, LookupError):
        assert (await door.send(broken)).status in {200, 404, 500}
    assert await snapshot(redis) == before


async def test_a_mention_is_taken_into_the_inbox_without_the_mention(door: Door, store: Store) -> None:
    await door.says(f"<@{BOT_USER}> mail Alice &amp; Bob")
    turn = await store.threads.open_turn(f"{TEAM_ID}:C0GENERAL:1.000001")

    assert turn
    assert (turn.message.user, turn.message.text) == (RILEY, "mail Alice & Bob")


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
        await store.threads.close_turn(thread)

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
    await store.threads.open_turn(ask.thread)
    await store.threads.wait(ask.thread, ["a1"])
    await door.says(f"<@{BOT_USER}> hurry up", ts="9.000001", thread_ts=request_.ts)

    assert thread(sandbox, request_.ts)[0]["text"].startswith(
        f"I am still waiting for a decision in <#{REVIEW_CHANNEL}>. I have kept your message"
    )


async def test_the_summary_is_shown_to_who_asks_for_it(door: Door, request_: Request) -> None:
    await request_.asks()
    await door.clicks("approve")
    command = {"command": "/audit", "text": "", "user_id": RILEY, "team_id": TEAM_ID, "channel_id": "C0GENERAL"}
    answer = json.loads((await door.send(command)).body)

    assert (answer["response_type"], "1 approve" in json.dumps(answer["blocks"])) == ("ephemeral", True)


async def test_the_home_tab_lists_what_waits(door: Door, request_: Request, sandbox: Sandbox) -> None:
    await request_.asks()
    await door.says("", type="app_home_opened", tab="home", channel="D0APPROVER", user=AVERY)
    home = sandbox.workspace.views.home(AVERY)

    assert home
    assert "`send_email` for <@U0REQUESTER>" in json.dumps(home["blocks"])
