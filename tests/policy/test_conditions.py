"""Conditions: what they see, and that whatever goes wrong asks a person."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.policy import Condition
from bot.policy.conditions import Look, Unanswerable, WrongCondition, read
from bot.policy.mentions import Mentions, by_id, mentions
from tests.policy.files import Ids, a_call

ARGUMENTS = {"amount": 1000.5, "count": 3, "to": "a@example.com", "text": "1000", "tags": ["x"], "card": {"cvc": "1"}}
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=10,
)


def condition(text: str) -> Condition:
    return read(text).condition(Look(), Ids())


TRUE = [
    "args.amount > 1000",
    "args.count < 3.5",
    "args.count == 3.0",
    'args.to.endsWith("@example.com")',
    'args.to.matches("(?i)^A@")',
    '"x" in args.tags',
    'args.tags.exists(tag, tag == "x")',
    'has(args.card) && args.card.cvc == "1"',
    "!has(args.iban)",
    'tool == "pay"',
    'requester.id == "U1"',
    'requester.id in ["U1", "U2"]',
    '"@finance" in requester.groups',
    '!("@sales" in requester.groups)',
    'channel == "#payments"',
    'channel in ["C9", "#payments"]',
    'channel != "C9"',
    'now.getHours("Europe/Berlin") == 12',
    'now < timestamp("2030-01-01T00:00:00Z")',
    "!reads_only",
    'tool.startsWith("p") || args.missing',
]


@pytest.mark.parametrize("text", TRUE)
def test_what_a_condition_sees(text: str) -> None:
    call = a_call("pay", ARGUMENTS, channel="C0PAYMENTS", requester_groups=frozenset({"S0FINANCE"}))

    assert condition(text)(call) is True
    assert condition(f"!({text})")(call) is False


UNANSWERABLE = {
    "args.missing > 3": "there is no 'missing'",
    "args.text > 1000": "'>' does not go with a text and a whole number",
    "args.text": "it gives a text, and not true or false",
    "args.count": "it gives a whole number, and not true or false",
    "args.count && true": "'&&' does not go with what it is given",
    "args.count / 0 > 1": "it divides by zero",
    "args.tags[4] == 'x'": "a list has no such place",
    "args.count.startsWith('3')": "'startsWith' does not go with a text",
    "args.amount * 2 > 3": "'*' does not go with a decimal number and a whole number",
    "args.card.iban == '1'": "there is no 'iban'",
    "'@finance' in requester.groups": "Slack did not say in which groups the asker is",
    "args.to.matches(args.text + '(')": "it is no regular expression",
}


@pytest.mark.parametrize(("text", "why"), UNANSWERABLE.items())
def test_what_has_no_answer_says_why(text: str, why: str) -> None:
    with pytest.raises(Unanswerable) as unanswerable:
        condition(text)(a_call("pay", ARGUMENTS, requester_groups=None))

    assert str(unanswerable.value) == why


@pytest.mark.parametrize(
    "arguments",
    [
        {"list": ["x"] * 1001},
        {"list": [["x"] * 40] * 40},
        {"text": "x" * 50_001},
        {"x" * 50_001: 1},
        {"amount": 2**70},
        {"amount": "\ud800"},
        {"amount": float("nan"), "list": [[[]]] * 2000},
    ],
)
def test_arguments_that_are_too_much_have_no_answer(arguments: dict[str, Any]) -> None:
    with pytest.raises(Unanswerable):
        condition("args.amount > 3 || args.list.exists(x, x == 'y')")(a_call("pay", arguments))


def test_arguments_that_are_nested_too_deeply_have_no_answer() -> None:
    deep: dict[str, Any] = {}
    for _ in range(200_000):
        deep = {"n": deep}

    with pytest.raises(Unanswerable, match="nested too deeply"):
        condition("args.n == args.n")(a_call("pay", deep))


def test_work_that_grows_with_itself_ends() -> None:
    text = "args.l.all(a, args.l.all(b, args.l.all(c, true)))"

    with pytest.raises(Unanswerable, match="too many values"):
        condition(text)(a_call("pay", {"l": list(range(200))}))


@given(arguments=some.dictionaries(some.sampled_from(["amount", "to", "tags"]), JSON))
def test_any_arguments_give_an_answer_or_a_reason(arguments: dict[str, Any]) -> None:
    asked = condition('args.amount > 10 && args.to.endsWith("x") || args.tags.exists(t, t == "y")')
    try:
        answer = asked(a_call("pay", arguments))
    except Unanswerable as reason:
        answer = bool(str(reason))

    assert isinstance(answer, bool)


@given(amount=some.integers(-(2**53), 2**53) | some.floats(allow_nan=False, width=32), limit=some.integers(-9999, 9999))
def test_numbers_compare_as_people_expect(amount: float, limit: int) -> None:
    assert condition(f"args.amount > {limit}")(a_call("pay", {"amount": amount})) is (amount > limit)


def test_conditions_of_a_policy_see_the_call_that_is_asked_about() -> None:
    look = Look()
    large = read("args.amount > 10").condition(look, {})

    assert [large(a_call("pay", {"amount": amount})) for amount in (5, 50, 5)] == [False, True, False]


def test_what_a_condition_names() -> None:
    text = """
      "@finance" in requester.groups && channel in ["#a", 'C1']
      || args.to == "channel" || args.channel == "#b" || args.text == "'@x' in requester.groups"
    """
    assert mentions(text) == Mentions(groups=frozenset({"@finance"}), channels=frozenset({"#a", "C1"}))


def test_names_become_ids_and_nothing_else_changes() -> None:
    text = """'@a' in requester.groups && channel != "#b" && args.x == "@a" && args.y == '#b'"""

    assert by_id(text, {"@a": "S1", "#b": "C1"}) == (
        """"S1" in requester.groups && channel != "C1" && args.x == "@a" && args.y == '#b'"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "requester.groups == []",
        '["@a"].exists(g, g in requester.groups)',
        '"finance" in requester.groups',
        '"#a" == channel',
        'channel == "a"',
        "channel == args.channel",
        'requester.id == "@anna"',
        'requester.id.startsWith("U")',
    ],
)
def test_people_and_channels_are_named_where_they_can_be_found(text: str) -> None:
    with pytest.raises(WrongCondition, match="can be asked about like this only"):
        read(text)
