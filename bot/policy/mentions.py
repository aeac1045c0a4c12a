"""What a condition names: Slack has to be asked what those names mean, so each has to stand where it can be found."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_LITERAL = r"""r?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_HIDDEN = r"«\d+»"
"""A literal of which only the number is left, so that nothing inside it looks like a name."""
_COMPARED = rf"\s*(?:[=!]=\s*{_HIDDEN}|in\s+\[\s*{_HIDDEN}(?:\s*,\s*{_HIDDEN})*\s*\])"


class _Variable(NamedTuple):
    name: str
    use: str
    """The way in which it may be used."""
    meant: str
    """What it may be compared with."""
    expected: str


_REQUESTER = _Variable(
    "requester.id",
    rf"(?<![\w.])requester\.id\b{_COMPARED}",
    r"[UW][A-Z0-9]*\d[A-Z0-9]*",
    'requester.id == "U0123456789", or requester.id in ["U0123456789"]',
)
_GROUPS = _Variable(
    "requester.groups",
    rf"{_HIDDEN}\s+in\s+requester\.groups\b",
    r"@[^\s\\]+|S[A-Z0-9]*\d[A-Z0-9]*",
    '"@finance" in requester.groups',
)
_CHANNEL = _Variable(
    "channel",
    rf"(?<![\w.])channel\b{_COMPARED}",
    r"#[^\s\\]+|[CGD][A-Z0-9]*\d[A-Z0-9]*",
    'channel == "#payments", or channel in ["#payments", "C0123456789"]',
)


class Mentions(NamedTuple):
    """What a condition names, as it is written there."""

    groups: frozenset[str]
    channels: frozenset[str]


def mentions(condition: str) -> Mentions:
    """What the condition names.

    Raises:
        ValueError: it uses people or channels in a way in which what it means cannot be looked up.
    """
    bare, literals = _hidden(condition)
    _named(_REQUESTER, bare, literals)
    groups, channels = _named(_GROUPS, bare, literals), _named(_CHANNEL, bare, literals)
    return Mentions(groups=frozenset(groups.values()), channels=frozenset(channels.values()))


def by_id(condition: str, ids: Mapping[str, str]) -> str:
    """The condition with Slack's ids in place of the names of groups and channels."""
    bare, literals = _hidden(condition)
    for number, name in (_named(_GROUPS, bare, literals) | _named(_CHANNEL, bare, literals)).items():
        literals[number] = f'"{ids[name]}"'
    return re.sub(r"«(\d+)»", lambda hidden: literals[int(hidden[1])], bare)


def _hidden(condition: str) -> tuple[str, list[str]]:
    """The condition with numbers in place of its literals, and the literals."""
    literals: list[str] = []

    def hide(literal: re.Match[str]) -> str:
        literals.append(literal[0])
        return f"«{len(literals) - 1}»"

    return re.sub(_LITERAL, hide, condition), literals


def _named(variable: _Variable, bare: str, literals: list[str]) -> dict[int, str]:
    """What the variable is compared with, by the number of the literal."""
    uses = re.findall(variable.use, bare)
    everywhere = re.findall(rf"(?<![\w.]){re.escape(variable.name)}\b", bare)
    named = {int(number): literals[int(number)][1:-1] for use in uses for number in re.findall(r"«(\d+)»", use)}
    if len(uses) != len(everywhere) or not all(re.fullmatch(variable.meant, name) for name in named.values()):
        raise ValueError(f"'{variable.name}' can be asked about like this only: {variable.expected}")
    return named


_CALLED = re.compile(rf"(?P<name>\.get\w+|\.matches|\btimestamp|\bduration)\(\s*(?P<literal>{_LITERAL})\s*\)")


def constants(condition: str) -> Iterator[tuple[str, str]]:
    """Constants that CEL looks at only when it is asked, each with an expression that makes it look right now."""
    for call in _CALLED.finditer(condition):
        owner = {".matches": "''"}.get(call["name"], "now" if call["name"].startswith(".") else "")
        yield call["literal"], f"{owner}{call['name']}({call['literal']})"
