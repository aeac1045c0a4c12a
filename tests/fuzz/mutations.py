"""Payloads as Slack never sends them: what it does send, broken in one place or a few."""

import copy
import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from sandbox.delivery import Envelope
from tests.fuzz.company import OUTSIDERS, PEOPLE, Payload, Seed

ELSEWHERE = (
    "https://evil.example/hook",
    "http://127.0.0.1:9/response",
    "http://169.254.169.254/latest",
    "https://hooks.slack.com@evil.example/x",
    "file:///etc/passwd",
    "http://[",
    "//evil.example",
    "",
)
IDS = (
    *("plain", "several", "long", "approved", "gone", "question", "a404", "*", "", "plain:0", "../plain", "rule1"),
    *("T0PARTNER", "T404", "E0GRID", "C0APPROVALS", "C0GENERAL", "C404", "D404", "U404", "B0BOT", "V404", "A404"),
)
TARGETS = (
    *("{id}:-1:0", "{id}:99:0", "{id}:0:-1", "{id}:0:98", "{id}:0:1e3", "{id}:0:" + "9" * 400, "{id}", "{id}:", ":::"),
    *(
        "{id}:0:0:-1",
        "{id}:0:98:99999",
        "{id}::",
        "{id}:\u0661:0",
        "{id}:0x0:0",
        "{id}:0,1,2:98",
        "{id}\n:0:98",
        ":0:0",
    ),
    *("{id}:0:98,1:98", "{id}:" + ",".join(f"{n}:98" for n in range(3000)), "{id}:" + "1700000000.000100"),
)
TEXTS = (
    *("", " ", "\0", "a\0b", "\ud800", "a\udfffb", "\u202etxt.exe", "\u2028", "\ufeff", "e\u0301" * 50, "👩‍👩‍👧‍👦"),
    *(
        "<!channel>",
        "<@U0BOT>",
        "<@U0BOT> pay",
        "{0}",
        "{person}",
        "%s%n",
        "';--",
        "null",
        "NaN",
        "1e999",
        "-1",
        "0x1F",
    ),
    *("approve", "approve 99", "reject: no", "cancel", "info: x", "1.000001", "1e3", "9" * 400 + ".000001", "٣"),
)
NUMBERS = (0, -1, 1, 0.5, 2**31, 2**53 + 1, -(2**63), 2**64, 10**300, math.nan, math.inf, -math.inf, 1e308, 5e-324)
NAMES = (
    *(
        "user",
        "team",
        "channel",
        "view",
        "actions",
        "event",
        "state",
        "values",
        "value",
        "type",
        "id",
        "message",
        "text",
    ),
    *("enterprise", "enterprise_id", "team_id", "user_id", "authorizations", "is_enterprise_install", "function_data"),
    *("bot_access_token", "function_execution_id", "inputs", "is_ext_shared_channel", "assistant_thread", "item"),
    *("response_url", "response_urls", "ssl_check", "command", "challenge", "callback_id", "trigger_id", "container"),
    *("previous_message", "bot_id", "subtype", "app_installed_team_id", "workflow_step", "__proto__", "", "\ud800"),
)
KINDS = (
    *("block_actions", "view_submission", "view_closed", "event_callback", "url_verification", "block_suggestion"),
    *("shortcut", "message_action", "interactive_message", "dialog_submission", "workflow_step_edit", "app_mention"),
    *("message", "app_home_opened", "function_executed", "assistant_thread_started", "app_rate_limited"),
)
TYPED = (
    *(
        {"value": 5},
        {"value": None},
        {"value": ["x"]},
        {"value": "\ud800"},
        {"selected_option": None},
        {},
        None,
        5,
        "x",
    ),
    *(
        {"selected_option": {"value": "99"}},
        {"selected_option": {"value": {}}},
        {"selected_option": "0"},
        {"value": ""},
    ),
    *({"selected_options": [{"value": "7"}]}, {"selected_options": [None]}, {"selected_options": {"value": "0"}}),
    *({"selected_options": [{"value": "0"}] * 500}, {"selected_date": "2026-13-45"}, {"selected_date": 5}),
    *(
        {"selected_time": "25:99"},
        {"selected_date_time": 2**70},
        {"selected_date_time": -1},
        {"selected_date_time": 1.5},
    ),
    *({"selected_date_time": math.nan}, {"selected_date_time": True}, {"value": "{" * 3000}, {"value": "9" * 5000}),
    *(
        {"value": "[" * 90_000},
        {"value": '{"a": 1, "a": 2}'},
        {"value": "NaN"},
        {"value": "1e999999999"},
        {"files": [{}]},
    ),
)
LONGEST = 100_000

Path = tuple[Any, ...]
Mutation = Callable[[Random, Payload, Sequence[Seed]], None]


def mutant(chance: Random, seeds: Sequence[Seed]) -> tuple[Seed, Envelope]:
    """A seed, and what became of it; often somebody else does it then."""
    seed = chance.choice(seeds)
    payload = copy.deepcopy(seed.envelope.payload)
    if chance.random() < 0.7:
        _become(payload, chance.choice(OUTSIDERS if chance.random() < 0.8 else PEOPLE))
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 6))):
        chance.choice(MUTATIONS)(chance, payload, seeds)
    return seed, Envelope(seed.envelope.kind, payload)


def _become(payload: Payload, person: str) -> None:
    match payload:
        case {"user": dict(user)}:
            user["id"] = person
        case {"user_id": str()}:
            payload["user_id"] = person
        case {"event": dict(event)}:
            event["user"] = person


def _place(chance: Random, payload: Any) -> tuple[Any, Any] | None:
    """Some place in it: what holds it, and its name there. Shallow ones are as likely as all that lie deep."""
    found = None
    inner = payload
    while isinstance(inner, dict | list) and inner and (found is None or chance.random() < 0.7):
        name = chance.choice([*inner]) if isinstance(inner, dict) else chance.randrange(len(inner))
        found, inner = (inner, name), inner[name]
    return found


def _drop(chance: Random, payload: Payload, _: Sequence[Seed]) -> None:
    if place := _place(chance, payload):
        del place[0][place[1]]


def _put(make: Callable[[Random, Any, Sequence[Seed]], Any]) -> Mutation:
    """Another value in some place, made of the one there."""

    def put(chance: Random, payload: Payload, seeds: Sequence[Seed]) -> None:
        if place := _place(chance, payload):
            holder, name = place
            holder[name] = make(chance, holder[name], seeds)

    return put


def _of_another_type(chance: Random, old: Any, _: Sequence[Seed]) -> Any:
    return chance.choice((None, True, [old], {"id": old}, {"value": old}, str(old)[:1000], [], {}, [None], [[]], 5))


def _text(chance: Random, old: Any, _: Sequence[Seed]) -> str:
    text = chance.choice(TEXTS)
    return f"{old}{text}"[:LONGEST] if isinstance(old, str) and chance.random() < 0.3 else text


def _huge(chance: Random, _old: Any, _: Sequence[Seed]) -> str:
    length = chance.choice((256, 256, 4000, 4000, 4000, LONGEST // 2))
    return chance.choice(("x", "\U0001f600", "a\n", "<", "\0", "9", "A")) * length


def _deep(chance: Random, _old: Any, _: Sequence[Seed]) -> Any:
    found: Any = chance.choice((None, "x", {}))
    for _level in range(chance.choice((5, 100, 400))):
        found = {"view": found} if chance.random() < 0.5 else [found]
    return found


def _many(chance: Random, old: Any, _: Sequence[Seed]) -> Any:
    return [old] * chance.choice((0, 2, 3, 500))


def _of_elsewhere(chance: Random, _old: Any, seeds: Sequence[Seed]) -> Any:
    """Something that stands in another payload."""
    place = _place(chance, chance.choice(seeds).envelope.payload)
    return copy.deepcopy(place[0][place[1]]) if place else None


def _add(chance: Random, payload: Payload, seeds: Sequence[Seed]) -> None:
    """A name that was not there, in the payload or somewhere within."""
    place = _place(chance, payload)
    inner = place[0][place[1]] if place and chance.random() < 0.5 else payload
    if isinstance(inner, dict):
        inner[chance.choice(NAMES)] = chance.choice(
            (chance.choice(TEXTS), chance.choice(NUMBERS), None, [], {}, [{}], [5], _of_elsewhere(chance, None, seeds))
        )


def _rename(chance: Random, payload: Payload, _: Sequence[Seed]) -> None:
    place = _place(chance, payload)
    if place and isinstance(place[0], dict):
        place[0][chance.choice(NAMES)] = place[0].pop(place[1])


def _aim(chance: Random, payload: Payload, _: Sequence[Seed]) -> None:
    """Another target in what a button or a view carries."""
    target = chance.choice(TARGETS).replace("{id}", chance.choice(IDS))
    match payload:
        case {"actions": [dict(action), *_]}:
            action["value"] = target
        case {"view": dict(view)}:
            view["private_metadata"] = target


def _forge(chance: Random, payload: Payload, _: Sequence[Seed]) -> None:
    """Other things typed into a view, or into blocks it does not have."""
    match payload:
        case {"view": {"state": {"values": dict(values)}}} if values:
            block = chance.choice([*values, "argument:to", "argument:x/y", "argument.9:to", "same", "lasts", ""])
            held = values.setdefault(block, {})
            if isinstance(held, dict):
                held[chance.choice([*held, "value", "x"])] = copy.deepcopy(chance.choice(TYPED))


def _rekind(chance: Random, payload: Payload, seeds: Sequence[Seed]) -> None:
    """The act of another payload, on this one."""
    act = chance.choice(seeds).envelope.payload
    match payload, act:
        case {"actions": [dict(mine), *_]}, {"actions": [dict(theirs), *_]}:
            mine["action_id"] = theirs.get("action_id")
        case {"view": dict(mine)}, {"view": {"callback_id": theirs}}:
            mine["callback_id"] = theirs
        case {"event": dict(mine)}, {"event": {"type": theirs}}:
            mine["type"] = theirs
        case {"command": _}, _:
            payload["text"] = chance.choice(
                ("delegate <@U0LEAD> for 3d", "delegate <@U0FINANCE", "rules\0", "back " * 99)
            )
        case _:
            payload["type"] = chance.choice(KINDS)


def _redirect(chance: Random, payload: Payload, _: Sequence[Seed]) -> None:
    """Answers asked for elsewhere."""
    url = chance.choice(ELSEWHERE)
    payload["response_url"] = url
    payload["response_urls"] = chance.choice(([], [{"response_url": url}], [url], {"response_url": url}, url))


MUTATIONS: Sequence[Mutation] = (
    _drop,
    _drop,
    _put(_of_another_type),
    _put(_of_another_type),
    _put(_text),
    _put(lambda chance, *_: chance.choice(NUMBERS)),
    _put(lambda chance, *_: chance.choice((*IDS, *OUTSIDERS))),
    _put(lambda chance, *_: chance.choice(KINDS)),
    _put(_huge),
    _put(_deep),
    _put(_many),
    _put(_of_elsewhere),
    _add,
    _rename,
    _aim,
    _aim,
    _forge,
    _forge,
    _rekind,
    _redirect,
)
