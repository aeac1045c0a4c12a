"""A workspace with a request in every state, and everything that people can press or write there, as Slack sends it."""

import copy
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

from bot.app import Product
from bot.approvals import Vote
from bot.policy import People, Stage
from bot.policy import Standing as StandingRight
from bot.policy.standing import StandIn, StandingRule
from bot.store import Store
from bot.store.threads import Message, Place
from bot.views.remarks import add_buttons
from sandbox import payloads
from sandbox.app import Sandbox
from sandbox.block_kit import elements
from sandbox.block_kit.values import state_values
from sandbox.delivery import Answer, Envelope, Transport
from sandbox.directory import BOT_USER, TEAM_ID
from sandbox.person import Person
from tests.bot.records import a_question, a_rule, a_vote, an_action, an_ask
from tests.bot.workspace import AVERY, MORGAN, REVIEW_CHANNEL, RILEY

PEOPLE = (AVERY, MORGAN, RILEY)
OUTSIDERS = ("U0GUEST", "U0PARTNER", "U0GONE", BOT_USER, "U404")
"""People who may do nothing at all here."""
OPENS = {"edit", "reject", "respond", "show", "ask", "answer", "always_allow", "next_page", "previous_page"}
"""Buttons that change no record: they are pressed for what opens."""
DAY = 86_400.0
WORDS = "Some words."
FIELDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "day": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "count": {"type": "integer", "minimum": 1},
        "color": {"enum": ["red", "green", None]},
        "tags": {"type": "array", "items": {"enum": ["a", "b", "c"]}},
        "lines": {"type": "array", "items": {"type": "string"}},
        "more": {"type": "object", "additionalProperties": {"type": "array"}},
        "secret": {"type": "string", "writeOnly": True},
    },
}
VALUES = {"day": "2026-12-24", "at": "2026-12-24T10:00:00Z", "count": 3, "color": "red", "tags": ["a"], "lines": ["x"]}

Payload = dict[str, Any]


class Seed(NamedTuple):
    """A payload as Slack sends it, of somebody who may do what it says."""

    act: str
    about: str
    """The request, if it is about one."""
    envelope: Envelope


class Tap:
    """In the place of the way to the bot: keeps what is sent, and delivers only what changes no record."""

    connected = True

    def __init__(self, way: Transport) -> None:
        self.way = way
        self.caught: list[Envelope] = []

    async def send(self, envelope: Envelope, seconds: float) -> Answer:
        self.caught.append(copy.deepcopy(envelope))
        if envelope.kind == "slash_commands" or act_of(envelope.payload) in OPENS:
            return await self.way.send(envelope, seconds)
        return Answer()

    async def close(self) -> None:
        await self.way.close()


def act_of(payload: Mapping[str, Any]) -> str:
    """What somebody does: the action, the view, the command or the event."""
    match payload:
        case {"actions": [{"action_id": str(act)}, *_]}:
            return act
        case {"type": str(kind), "view": {"callback_id": str(act)}}:
            return f"{kind} {act}"
        case {"command": str(act)}:
            return f"{act} {payload.get('text', '')}".split(" <", maxsplit=1)[0].strip()
        case {"event": {"type": str(act)}}:
            return act
    return str(payload.get("type"))


def about(payload: Mapping[str, Any]) -> str:
    match payload:
        case {"actions": [{"value": str(value)}, *_]} | {"view": {"private_metadata": str(value)}}:
            return value.partition(":")[0]
        case {"event": {"text": str(text)}}:
            return text
    return ""


def asks() -> Mapping[str, tuple[Sequence[Any], dict[str, Any]]]:
    """What was asked: the actions, and what else is said of the request."""
    both = (Stage(approvers=People(channels=(REVIEW_CHANNEL,)), quorum=2),)
    right = StandingRight(may=People(groups=("S0MANAGERS",)), longest=7 * DAY)
    doubt = a_rule(decisions=("respond", "approve", "reject"))
    rule = a_rule("interrupt:legal", decisions=("respond", "reject"))
    legal = an_action({"question": "May this be sent?"}, tool=rule.tool, rule=rule, takes=("respond",))
    return {
        "plain": ((an_action(),), {}),
        "worded": ((an_action(),), {}),
        "several": ((an_action(), an_action(call="c2"), an_action(call="c3")), {}),
        "long": ((an_action({"to": "a@example.com", "subject": "x", "body": "y" * 120_000}),), {}),
        "fields": ((an_action(VALUES, tool="fields", arguments_schema=FIELDS),), {}),
        "high": ((an_action(rule=a_rule(risk="high")),), {}),
        "question": ((a_question(),), {}),
        "value": ((legal,), {"shape": "value", "response_schema": FIELDS}),
        "free": ((legal,), {"shape": "value"}),
        "quorum": ((an_action(rule=a_rule(stages=both)),), {}),
        "asked": ((an_action(rule=a_rule(pause=DAY)),), {}),
        "doubt": ((an_action(rule=doubt),), {"kind": "doubt"}),
        "approved": ((an_action(rule=a_rule(standing=right), fingerprint="f1"),), {}),
        "gone": ((an_action(),), {}),
    }


async def furnish(product: Product, sandbox: Sandbox, store: Store) -> None:
    """Put the requests into the store, and draw them."""
    _invite_outsiders(sandbox)
    for name, (actions, changes) in asks().items():
        ts = sandbox.workspace.say(RILEY, "C0GENERAL", name)["ts"]
        place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=ts)
        names = {"id": name, "team": TEAM_ID, "requester": RILEY, "channel": place.channel, "thread_ts": ts}
        ask = an_ask(*actions, **names, thread=place.thread, turn=f"{place.thread}:{ts}", **changes)
        await store.approvals.add(ask, timeout=DAY, votes={0: a_vote("approve", AVERY)} if name == "approved" else {})
        await store.threads.accept(place, Message(ts=ts, user=RILEY, text=name))
        turn = await store.threads.open_turn(place.thread)
        assert turn
        await store.threads.wait(turn, [name])
    await _live(product, store)
    for name in asks():
        await product.handlers["draw"](name)
    await _offer_to_add(product, sandbox, store)


def _invite_outsiders(sandbox: Sandbox) -> None:
    office = sandbox.administration
    for name in ("guest", "partner", "gone"):
        office.add_person(name, name.title())
        office.add_to_channel("C0GENERAL", f"U0{name.upper()}")
    office.make_guest("U0GUEST")
    office.make_external("U0PARTNER")
    office.deactivate("U0GONE")


async def _live(product: Product, store: Store) -> None:
    """Some of it goes on: a first vote, a question, a withdrawal, a stand-in, a standing rule."""
    rooms = product._rooms
    await rooms.desk.vote("quorum", 0, Vote(type="approve", person=AVERY), team=TEAM_ID)
    await rooms.remarks.ask("asked", 0, "Which Alice?", person=AVERY, team=TEAM_ID)
    await rooms.desk.withdraw("gone", person=RILEY, team=TEAM_ID)
    await store.stand_ins.name(StandIn(person="U0LEAD", by="U0FINANCE", until=time.time() + DAY))
    names = {"tool": "send_email", "tool_fingerprint": "f1", "rule_fingerprint": "r1", "approval": "approved"}
    rule = StandingRule(id="rule1", **names, arguments={}, author=MORGAN, team=TEAM_ID, until=time.time() + DAY)
    await store.standing.add(rule, {"kind": "standing rule", "rule": rule.id})


async def _offer_to_add(product: Product, sandbox: Sandbox, store: Store) -> None:
    """A message that is kept while its thread waits, and the note under it."""
    approval = await store.approvals.get("plain")
    assert approval
    place = Place(team=TEAM_ID, channel="C0GENERAL", thread_ts=approval.ask.thread_ts)
    ts = sandbox.workspace.say(RILEY, place.channel, "and one more", place.thread_ts)["ts"]
    await store.threads.accept(place, Message(ts=ts, user=RILEY, text="and one more"))
    blocks = add_buttons(approval, ts, writer=RILEY)
    await product._edges.slack.post(place.channel, ("Kept.", blocks), thread_ts=place.thread_ts)


async def seeds(sandbox: Sandbox, tap: Tap) -> Sequence[Seed]:
    """Let people press and write everything there is; what Slack sends then."""
    tap.caught.clear()
    async with AsyncExitStack() as stack:
        for name in PEOPLE:
            person = await stack.enter_async_context(Person(sandbox.url, name))
            await person.open_home()
            for text in ("", "rules", "delegate @fran until friday", "back", "help"):
                await person.say(f"/approvals {text}".strip())
            await person.say("/audit")
            for channel in (REVIEW_CHANNEL, "C0GENERAL"):
                for message in sandbox.workspace.messages.visible_to(channel, name):
                    await _press_everything(person, message, sandbox)
            await _write(person, sandbox)
    envelopes = [*tap.caught, *_of_no_concern(sandbox)]
    return [Seed(act_of(each.payload), about(each.payload), each) for each in envelopes]


async def _press_everything(person: Person, message: Mapping[str, Any], sandbox: Sandbox) -> None:
    """Each button of a message and of what it opens; and each form, filled in."""
    stack = sandbox.workspace.views.stack
    for block, button in _buttons(message):
        await person._act(dict(message), block, button, {})
        if stack(person.id):
            await _press_within(person, sandbox)
            await _fill_in(person, stack(person.id)[-1])
        for view in [*stack(person.id)]:
            await person.close(view)


async def _press_within(person: Person, sandbox: Sandbox) -> None:
    """Each button of the view that is open, and of what it has become by then."""
    stack = sandbox.workspace.views.stack
    for _ in range(2):
        view = stack(person.id)[-1]
        for block, button in _buttons(view):
            await person._act(view, block, button, {})
        while len(stack(person.id)) > 1:
            await person.close(stack(person.id)[-1])


def _buttons(surface: Mapping[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [pair for pair in elements(surface.get("blocks", [])) if pair[1]["type"] == "button"]


async def _fill_in(person: Person, view: Any) -> None:
    """Whatever has to be typed."""
    typed = {
        block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": WORDS}}
        for block in view["blocks"]
        if block.get("element", {}).get("type") == "plain_text_input" and not block.get("optional")
    }
    if view.get("submit"):
        values = state_values(view["blocks"], typed)
        await person._post("views/submit", {"view_id": view["id"], "values": values})


async def _write(person: Person, sandbox: Sandbox) -> None:
    """Orders in words under a card and in the thread of the request, and new requests."""
    card = next(m for m in sandbox.workspace.messages.top_level(REVIEW_CHANNEL) if "worded" in str(m.get("metadata")))
    request = next(m for m in sandbox.workspace.messages.top_level("C0GENERAL") if m["text"] == "worded")
    for text in ("approve", "reject: it is too late", "looks good"):
        await person.say(text, REVIEW_CHANNEL, card["ts"])
    for text in ("info: it is urgent", "cancel", "and one more"):
        await person.say(text, "C0GENERAL", request["ts"])
    await person.say("@countersign find Alice")
    await person.say("find Alice", person.direct)


def _of_no_concern(sandbox: Sandbox) -> Sequence[Envelope]:
    """What Slack may send without our having asked for it."""
    workspace = sandbox.workspace
    base = payloads.interaction(workspace, "", AVERY)
    view = {"id": "V1", "callback_id": "edit", "private_metadata": "plain:0:0", "type": "modal", "blocks": []}
    events = ("member_joined_channel", "user_change", "channel_archive", "subteam_updated", "assistant_thread_started")
    kinds = ("shortcut", "message_action", "block_suggestion", "dialog_submission", "workflow_step_edit")
    return [
        Envelope("interactive", payloads.view_closed(workspace, AVERY, view, is_cleared=False)),
        *(Envelope("interactive", base | {"type": kind, "callback_id": "edit", "action_id": "x"}) for kind in kinds),
        *(
            Envelope("events_api", payloads.event_callback(workspace, {"type": kind, "user": AVERY, "channel": "C1"}))
            for kind in events
        ),
        Envelope("events_api", {"type": "url_verification", "token": "t", "challenge": "c"}),
        Envelope("slash_commands", {"ssl_check": "1", "token": "t"}),
    ]
