"""What a channel must not see: private arguments, redacted ones, and every way they could leak."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.tools.email import email_tool
from agent.tools.mail_server import MailServer
from agent.tools.payments import payment_tool
from bot.approvals import Approval, Course, State, Withdrawal
from bot.canonical import canonical
from bot.tools import Tools
from bot.views import modals
from bot.views.forms.secrets import MARK
from bot.views.question import question
from bot.views.redaction import conceals, hidden, public, withheld
from sandbox.block_kit import view_problems
from tests.bot.drawn import buttons, card, checked, the_card, the_notice
from tests.bot.records import ASKED_AT, a_rule, a_vote, an_action, an_approval, an_edit
from tests.views.reading import texts

IBAN = "DE89370400440532013000"
PAYMENT = {"to": "Northwind", "iban": IBAN, "card": {"number": "4111111111111111", "name": "Riley"}}
SECRETS = (IBAN, "4111111111111111")
SCHEMA: dict[str, Any] = {"properties": {name: {} for name in PAYMENT}}


def payment(arguments: Mapping[str, Any] = PAYMENT, **rule: Any) -> Approval:
    hides = rule or {"redact": ("iban", "card.number")}
    action = an_action(arguments, tool="pay", rule=a_rule("pay", **hides), arguments_schema=SCHEMA)
    return an_approval(action, reason=f"I pay to {IBAN}.")


def seen_in_channel(approval: Approval) -> str:
    """All that a channel gets to read: the card and the notice."""
    return card(approval) + json.dumps(the_notice(approval), ensure_ascii=False)


def test_a_hidden_argument_is_named_and_the_others_are_shown() -> None:
    shown = texts(the_card(payment()).blocks).splitlines()

    assert shown[:2] == ["to: Northwind", "iban: (hidden)"]
    assert shown[2].startswith('card: {"name": "Riley", "number": "(hidden)"}')


def test_of_what_is_hidden_neither_length_nor_digest_is_told() -> None:
    other = payment(PAYMENT | {"iban": "4", "card": {"number": "", "name": "Riley"}})

    assert seen_in_channel(other) == seen_in_channel(payment())


def test_a_value_that_reads_like_our_mark_is_hidden_too() -> None:
    approval = payment({"to": "Northwind", "iban": "(hidden)"})

    assert (conceals(approval.ask.actions[0]), buttons(the_card(approval))) == (True, ["Review", "Ask"])


@pytest.mark.parametrize(
    "arguments",
    [{"bank.iban": IBAN}, {"bank": {"iban": IBAN}, "bank.iban": IBAN}, {"bank": {"iban": {"text": IBAN}}}],
    ids=["a dot in a name", "both", "deeper"],
)
def test_a_name_with_dots_is_hidden_like_a_path(arguments: dict[str, Any]) -> None:
    assert IBAN not in seen_in_channel(payment({"to": "Northwind", **arguments}, redact=("bank.iban",)))


def test_a_mail_with_a_private_text_still_looks_like_a_mail() -> None:
    mail = email_tool(MailServer.from_url("smtp://localhost"), "bot@example.com")
    action = an_action(rule=a_rule(redact=("body",)))
    told = Tools([mail]).presentations("send_email", action.values, withheld(action))
    shown = texts(the_card(an_approval(action.changed(action.arguments, told), reason="")).blocks)

    assert shown.splitlines() == ["To: alice@example.com", "Subject: Review", "Message: (hidden)"]


def test_no_note_can_tell_what_is_hidden() -> None:
    """Here of the amount, which says in words what it is in the hidden currency."""
    values = {"payee": "Acme", "amount": 5, "currency": "CHF", "reason": "Chairs"}
    action = an_action(values, tool="make_payment", rule=a_rule(redact=("currency",)), arguments_schema={})
    told = Tools([payment_tool("sqlite://")]).presentations("make_payment", values, withheld(action))
    approval = an_approval(action.changed(action.arguments, told))

    assert (texts(modals.show_all(approval, 0)["blocks"]).count("Swiss Franc"), "Amount" in card(approval)) == (1, True)
    assert not {"CHF", "Franc"} & {word for word in ("CHF", "Franc") if word in seen_in_channel(approval)}


@pytest.mark.parametrize("hides", [{"redact": ("iban", "card.number")}, {"private": True}])
@pytest.mark.parametrize("stage", ["waiting", "changed", "edited", "rejected", "withdrawn"])
def test_what_is_hidden_stands_nowhere_in_the_channel(hides: dict[str, Any], stage: str) -> None:
    approval = payment(**hides)
    new = canonical(PAYMENT | {"iban": f"{IBAN}1"})
    later = {
        "waiting": {},
        "changed": {"courses": {0: Course(arguments=new, editor="U5", version=1)}},
        "edited": {"votes": {0: an_edit(PAYMENT | {"iban": f"{IBAN}1"})}, "state": State.DECIDED},
        "rejected": {"votes": {0: a_vote("reject")}, "state": State.DECIDED},
        "withdrawn": {"state": State.WITHDRAWN, "withdrawal": Withdrawal(person="U1", why="", at=ASKED_AT)},
    }
    shown = seen_in_channel(approval.model_copy(update=later[stage]))

    assert not any(secret in shown for secret in SECRETS)


def test_a_private_card_shows_the_tool_the_asker_and_the_way_in() -> None:
    drawn = the_card(payment(private=True))
    shown = json.dumps(drawn.blocks)

    assert ("pay" in shown, "<@U1>" in shown, buttons(drawn)) == (True, True, ["Review", "Ask"])
    assert ("Northwind" in shown, "Digest" in shown) == (False, False)


def test_a_card_with_something_hidden_decides_nothing_by_itself() -> None:
    assert buttons(the_card(payment())) == ["Review", "Ask"]


def test_editors_have_a_door_of_their_own() -> None:
    assert buttons(the_card(payment(private=True, editors={"users": ["U5"]}))) == ["Review", "Edit", "Ask"]


def test_nothing_hidden_can_be_approved_together() -> None:
    hidden = an_action({"iban": IBAN}, rule=a_rule(redact=("iban",)), call="c2")

    assert "Approve all" not in buttons(the_card(an_approval(an_action(), hidden)))


def test_where_nothing_is_there_to_hide_the_card_is_like_any_other() -> None:
    assert buttons(the_card(payment({"to": "Northwind"}))) == [
        "Approve",
        "Edit",
        "Reject",
        "Respond",
        "Ask",
    ]


@pytest.mark.parametrize("hides", [{"redact": ("iban", "card.number")}, {"private": True}])
def test_the_review_shows_all_of_it_and_offers_every_decision(hides: dict[str, Any]) -> None:
    view = modals.show_all(payment(**hides), 0)
    shown = json.dumps(view)

    assert view_problems(view, "modal") == []
    assert (view["title"]["text"], view["submit"]["text"], view["callback_id"]) == ("Review", "Approve", "approve")
    assert all(secret in shown for secret in SECRETS)
    assert ("asked by <@U1>" in shown, f"I pay to {IBAN}." in shown) == (True, True)
    offered = [e["text"]["text"] for b in view["blocks"] if b.get("block_id") == "decisions" for e in b["elements"]]
    assert offered == ["Edit", "Reject", "Respond"]


def test_the_own_thread_may_be_public_too() -> None:
    asked = payment(redact=("iban",), asks="requester", stages=(), decisions=("approve", "reject"))
    drawn = checked(question(asked))

    assert (IBAN in json.dumps(drawn.blocks), buttons(drawn)) == (False, ["Review"])


@pytest.mark.parametrize(
    ("arguments", "path", "left"),
    [
        ({"a": "x", "b": 1}, "a", {"b": 1}),
        ({"a": {"b": "x", "c": 1}}, "a.b", {"a": {"c": 1}}),
        ({"a": [{"b": "x"}, {"c": 1}]}, "a.b", {"a": [{}, {"c": 1}]}),
        ({"a": "x"}, "a.b", {}),
        ({"a": ["x", {"b": 1}]}, "a.b", {"a": [None, {}]}),
        ({"c": 1}, "a", {"c": 1}),
        ({"a": None}, "a", {}),
    ],
)
def test_a_path_hides_what_it_leads_to_and_what_is_not_shaped_as_it_says(
    arguments: dict[str, Any], path: str, left: dict[str, Any]
) -> None:
    shown = public(an_action(arguments, rule=a_rule(redact=(path,)), arguments_schema={}))

    assert _bare(json.loads(shown.arguments)) == left


def _bare(value: Any) -> Any:
    """The value without its descriptions of what is hidden."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if not _is_hidden(inner)}
    return [None if _is_hidden(item) else _bare(item) for item in value] if isinstance(value, list) else value


def _is_hidden(value: Any) -> bool:
    return value == "(hidden)"


NAMES = st.sampled_from("abc")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


@given(st.dictionaries(NAMES, JSON), st.lists(NAMES, min_size=1, max_size=3))
def test_nothing_at_the_end_of_a_path_is_left(arguments: dict[str, Any], path: list[str]) -> None:
    def ends(value: Any, path: list[str]) -> list[Any]:
        if isinstance(value, list):
            return [end for item in value for end in ends(item, path)]
        if not path or not isinstance(value, dict):
            return [value]
        return ends(value[path[0]], path[1:]) if path[0] in value else []

    shown = public(an_action(arguments, rule=a_rule(redact=(".".join(path),)), arguments_schema={}))

    assert all(_is_hidden(end) for end in ends(json.loads(shown.arguments), path))


def test_who_gives_a_reason_is_reminded_that_others_read_it() -> None:
    hint = modals.reject(payment(private=True), 0)["blocks"][-1]["hint"]["text"]

    assert hint.endswith("tell nothing that is hidden.")


LOGIN: dict[str, Any] = {"user": "riley", "password": "hunter2", "keys": [{"key": "4711-0815"}]}
PASSWORD = {"type": "string", "format": "password"}
KEYS = {"type": "array", "items": {"properties": {"key": {"type": "string", "writeOnly": True}}}}
LOGIN_SCHEMA = {"properties": {"user": {"type": "string"}, "password": PASSWORD, "keys": KEYS}}


def login(arguments: Mapping[str, Any] = LOGIN, **rule: Any) -> Approval:
    action = an_action(arguments, tool="login", rule=a_rule("login", **rule), arguments_schema=LOGIN_SCHEMA)
    return an_approval(action, reason="I log in with hunter2.")


@pytest.mark.parametrize("hides", [{}, {"private": True}, {"redact": ("password", "keys.key")}, {"redact": ("keys",)}])
@pytest.mark.parametrize("stage", ["waiting", "changed", "edited"])
def test_a_secret_of_the_schema_stands_nowhere_in_the_channel(hides: dict[str, Any], stage: str) -> None:
    after = LOGIN | {"password": "hunter22"}
    later = {
        "waiting": {},
        "changed": {"courses": {0: Course(arguments=canonical(after), editor="U5", version=1)}},
        "edited": {"votes": {0: an_edit(after)}, "state": State.DECIDED},
    }
    approval = login(**hides).model_copy(update=later[stage])

    assert not any(secret in seen_in_channel(approval) for secret in ("hunter2", "4711"))


def test_a_changed_secret_is_seen_to_have_changed() -> None:
    edited = login().model_copy(update={"votes": {0: an_edit(LOGIN | {"password": "longer than it was"})}})

    assert "password: changed (hidden)" in texts(the_card(edited).blocks)


def test_what_a_rule_and_a_schema_hide_is_described_once() -> None:
    assert public(login(redact=("password",)).ask.actions[0]) == public(login().ask.actions[0]).model_copy(
        update={"rule": a_rule("login", redact=("password",))}
    )


@pytest.mark.parametrize("view", [modals.show_all, modals.reject, modals.respond])
def test_who_decides_sees_of_a_secret_only_a_mark(view: Callable[[Approval, int], dict[str, Any]]) -> None:
    shown = json.dumps(view(login(), 0)["blocks"], ensure_ascii=False).replace("I log in with hunter2.", "")

    assert (MARK in shown, "riley" in shown, "hunter2" in shown, "4711" in shown) == (True, True, False, False)


def test_the_arguments_with_secrets_are_hidden_in_standing_rules() -> None:
    assert hidden(login().ask.actions[0]) == {"password", "keys"}


def test_the_card_says_for_whom_secrets_are() -> None:
    assert "Secrets are for the tool alone." in card(login())
    assert "Secrets are for the tool alone." not in card(payment())


def test_the_words_of_a_tool_in_doubt_stand_in_the_review() -> None:
    approval = payment()
    ask = approval.ask.model_copy(update={"kind": "doubt", "doubt": "The line broke."})

    assert "The line broke." in json.dumps(modals.show_all(approval.model_copy(update={"ask": ask}), 0))
