"""Conditions in CEL, the Common Expression Language: checked when they are read, bounded when they are asked.

Regular expressions are RE2's, which need no backtracking. CEL has no loops; `exists` and `all` look at 10,000 values at
most, and `map` and `filter`, whose lists could grow, are left out. Arguments come from a model, so those that are
very large are not looked at: a person is asked.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cel_expr_python import cel

from bot.policy.judging import Call, Condition
from bot.policy.mentions import Mentions, by_id, constants, mentions

LONGEST = 1_000
"""Characters of a condition."""
MOST_VALUES = 1_000
MOST_CHARACTERS = 50_000
_DEEPEST = 50

VARIABLES = "args, tool, requester.id, requester.groups, channel, now and reads_only"

_CEL = cel.NewEnv(
    config=cel.NewEnvConfigFromYaml("""
variables:
  - {name: args, type: "map<string, dyn>"}
  - {name: tool, type: string}
  - {name: requester.id, type: string}
  - {name: requester.groups, type: "list<string>"}
  - {name: channel, type: string}
  - {name: now, type: timestamp}
  - {name: reads_only, type: bool}
stdlib:
  exclude_macros: [map, filter]
""")
)


class WrongCondition(Exception):  # noqa: N818
    """A condition that cannot be asked: why, and the column in it, if it has one line."""

    def __init__(self, why: str, column: int = 1) -> None:
        super().__init__(why)
        self.column = column


class Unanswerable(Exception):  # noqa: N818
    """The condition has no answer for these arguments. The message quotes no argument."""


class Asked(NamedTuple):
    """A condition that was read and checked."""

    text: str
    mentions: Mentions

    def condition(self, look: "Look", ids: Mapping[str, str]) -> Condition:
        """As the policy asks it; `ids` are Slack's, by the names in the condition."""
        expression = _compile(by_id(self.text, ids))

        def met(call: Call) -> bool:
            return _answer(expression, look.at(call))

        return met


def read(text: str) -> Asked:
    """Compile a condition.

    Raises:
        WrongCondition: it is no CEL, names something unknown, compares what cannot be compared, or is no condition.
    """
    if len(text) > LONGEST:
        raise WrongCondition(f"it has {len(text):,} characters, and {LONGEST:,} are the most")
    expression = _compile(text)
    if (gives := expression.return_type()) not in (cel.Type.BOOL, cel.Type.DYN):
        raise WrongCondition(f"it gives {_name(gives.name())}, and not true or false")
    for constant, probe in constants(text):
        if (value := _CEL.compile(probe).eval(data={"now": _EPOCH})).type() == cel.Type.ERROR:
            raise WrongCondition(f"{constant}: {_plain(str(value.value()))}")
    try:
        return Asked(text, mentions(text))
    except ValueError as error:
        raise WrongCondition(str(error)) from None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEFT_OUT = tuple(f"undeclared reference to '{macro}'" for macro in ("map", "filter"))
_COMPLAINT = re.compile(r"ERROR: <input>:\d+:(\d+): (.*)")


def _compile(text: str) -> cel.Expression:
    try:
        return _CEL.compile(text)
    except RuntimeError as error:
        complaints = [*_COMPLAINT.finditer(str(error))]
        if not complaints:
            raise WrongCondition("it is too large or too deeply nested") from None
        # What a macro that is left out binds is unknown too, and is complained about first.
        found = next((one for one in complaints if one[2].startswith(_LEFT_OUT)), complaints[0])
        raise WrongCondition(_plain(found[2]), int(found[1])) from None


class Look:
    """What CEL sees of a call; made once for all conditions of a policy."""

    def __init__(self) -> None:
        self._last: tuple[Call, cel.Activation] | None = None

    def at(self, call: Call) -> cel.Activation:
        if self._last is None or self._last[0] is not call:
            _measure(call.arguments)
            self._last = (call, _CEL.Activation(_variables(call)))
        return self._last[1]


def _variables(call: Call) -> dict[str, Any]:
    variables = {
        "args": call.arguments,
        "tool": call.tool,
        "requester.id": call.requester,
        "channel": call.channel,
        "now": datetime.fromtimestamp(call.at, UTC),
        "reads_only": call.only_reads is not None,
    }
    if call.requester_groups is not None:
        variables["requester.groups"] = list(call.requester_groups)
    return variables


def _measure(arguments: Mapping[str, Any]) -> None:
    """Refuses arguments of which a condition could make much work."""
    values, characters = 0, 0
    level: list[Any] = [arguments]
    for _ in range(_DEEPEST):
        values += len(level)
        characters += sum(len(value) for value in level if isinstance(value, str))
        if values > MOST_VALUES or characters > MOST_CHARACTERS:
            raise Unanswerable("the arguments are too large to be looked at")
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise Unanswerable("the arguments are nested too deeply to be looked at")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def _answer(expression: cel.Expression, seen: cel.Activation) -> bool:
    try:
        result = expression.eval(seen)
        kind, value = result.type(), result.value()
    except RuntimeError as error:
        raise Unanswerable(_plain(str(error))) from None
    if kind == cel.Type.ERROR:
        raise Unanswerable(_plain(str(value)))
    if not isinstance(value, bool):
        raise Unanswerable(f"it gives {_name(kind.name())}, and not true or false")
    return value


_NAMES = {
    "string": "a text",
    "int": "a whole number",
    "int64": "a whole number",
    "uint64": "a whole number",
    "double": "a decimal number",
    "bool": "true or false",
    "map": "a group of values",
    "list": "a list",
    "null_type": "nothing",
    "timestamp": "a time",
    "duration": "a duration",
    "dyn": "anything",
}
_MISSING = re.compile(r'Key not found in map : "(.*)"')
_UNFIT = re.compile(r"(?:for '|found : )(?:\([^)]*\)\.)?([^('\s]+)(?:' applied to ')?(?:\(([^()]*)\))?")
_UNKNOWN = re.compile(r"undeclared reference to '([^']*)'")


def _name(type: str) -> str:
    return _NAMES.get(type.lower(), type)


def _plain(complaint: str) -> str:
    """What CEL says, in words for people, and without values of arguments."""
    if found := _MISSING.search(complaint):
        return f"there is no '{found[1]}'"
    if found := _UNKNOWN.search(complaint):
        return f"'{found[1]}' is unknown"
    if found := _UNFIT.search(complaint):
        operator = "?" if found[1] in ("_?_:_", "<jump_condition>") else found[1].strip("_@")
        kinds = " and ".join(_name(kind.strip()) for kind in (found[2] or "").split(",") if kind.strip())
        return f"'{operator}' does not go with {kinds or 'what it is given'}"
    for sign, words in _WORDS.items():
        if sign in complaint:
            return words
    return "it cannot be evaluated"


_WORDS = {
    "'<EOF>'": "it ends too early or goes on too long",
    "Syntax error": "it is no CEL here",
    "select operation": "it has no parts that could be named",
    "No value with name": "Slack did not say in which groups the asker is",
    "Iteration budget": "it would have to look at too many values",
    "divide by zero": "it divides by zero",
    "Index error": "a list has no such place",
    "Invalid timezone": "there is no such time zone",
    "regular expression": "it is no regular expression",
    "to Timestamp": "it is no time",
    "to Duration": "it is no duration",
    "recursion": "it is nested too deeply",
}
