"""What is wrong with a policy whose values are each as they should be."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.policy.document import Terms, WrittenHours, WrittenRule, WrittenServer
from bot.policy.merging import contradictions, said, together
from bot.policy.text import Problem, Text, Where

Kind = TypeVar("Kind", bound=BaseModel)


def problems(text: Text) -> Iterator[Problem]:
    """What contradicts itself, in the parts that can be understood even where others cannot."""
    defaults = _understood(Terms, text.data.get("defaults", {}))
    if defaults:
        for one in contradictions(defaults):
            yield text.wrong(("defaults", one.key), one.said, key=True)
    hours = _understood(WrittenHours, text.data.get("hours"))
    if hours and hours.begin >= hours.end:
        yield text.wrong(("hours", "to"), "'to' is not later than 'from'. Expected: hours of one day.")
    for number, rule in _rules(text).items():
        yield from _of_rule(text, number, rule, defaults or Terms())
    yield from _ungated(text)
    servers = text.data.get("mcp")
    for name, written in servers.items() if isinstance(servers, dict) else ():
        if server := _understood(WrittenServer, written):
            yield from _of_server(text, ("mcp", name), server)


def unfit(
    text: Text, number: int, rule: WrittenRule, defaults: Terms, timeout: float | None = None
) -> Iterator[Problem]:
    """What contradicts itself in a rule and the defaults together."""
    own = said(rule)
    for one in together(rule, defaults, timeout=timeout)[1]:
        where = ("rules", number, one.key if one.key in own else "tool")
        yield text.wrong(where, one.said, key=True)


def _of_rule(text: Text, number: int, rule: WrittenRule, defaults: Terms) -> Iterator[Problem]:
    if rule.passes is None:
        yield from unfit(text, number, rule, defaults)
        return
    for key in said(rule):
        why = f"'pass' lets the call through, so '{key}' means nothing. Expected: one of the two."
        yield text.wrong(("rules", number, key), why, key=True)


def _ungated(text: Text) -> Iterator[Problem]:
    """Calls that would run without being looked at although the file says who is to be asked."""
    patterns = [pattern for pattern in _list(text.data.get("read_only")) if isinstance(pattern, str)]
    for place, pattern in enumerate(patterns):
        if not pattern.strip("*"):
            why = (
                f"'read_only' has {pattern!r}: no call would wait for anybody. Expected: the tools that change nothing."
            )
            yield text.wrong(("read_only", place), why)
    for number, rule in _rules(text).items():
        for tool in rule.tool if rule.passes is None else ():
            if by := next((pattern for pattern in patterns if covers(pattern, tool)), None):
                why = f"'{tool}' would never be asked about, as 'read_only' has {by!r}. Expected: one of the two."
                yield text.wrong(("rules", number, "tool"), why)


_OF_A_COMMAND, _OF_AN_ADDRESS = ("command", "args", "env", "cwd"), ("url", "headers")


def _of_server(text: Text, where: Where, server: WrittenServer) -> Iterator[Problem]:
    if server.command is None and server.url is None:
        yield text.wrong(where, f"'{where[-1]}' has neither 'command' nor 'url'. Expected: one of the two.", key=True)
        return
    means, other = ("command", _OF_AN_ADDRESS) if server.command is not None else ("url", _OF_A_COMMAND)
    for key in other:
        if key in server.model_fields_set:
            why = f"'{key}' means nothing beside '{means}'. Expected: one of the two."
            yield text.wrong((*where, key), why, key=True)


def warnings(text: Text, rules: Mapping[int, WrittenRule]) -> Iterator[Problem]:
    """What may not be meant: entries that no call ever reaches, and one that lets everything through."""
    certain: list[tuple[str, int]] = []
    for number, rule in rules.items():
        for tool in rule.tool:
            if above := next((line for pattern, line in certain if covers(pattern, tool)), None):
                said = f"no call of '{tool}' gets here, as the rule in line {above} takes all of them."
                yield text.wrong(("rules", number, "tool"), said)
            if rule.passes is not None and rule.when is None and not tool.strip("*"):
                yield text.wrong(("rules", number, "tool"), "every call that gets here runs, and nobody is asked.")
        if rule.when is None:
            certain += [(tool, text.line(("rules", number))) for tool in rule.tool]


def covers(pattern: str, other: str) -> bool:
    """Whether every tool that `other` means is meant by `pattern` too; `*` is the only sign that means more."""
    return fnmatchcase(other, pattern)


def _rules(text: Text) -> dict[int, WrittenRule]:
    understood = {number: _understood(WrittenRule, rule) for number, rule in enumerate(_list(text.data.get("rules")))}
    return {number: rule for number, rule in understood.items() if rule}


def _understood(kind: type[Kind], data: Any) -> Kind | None:
    try:
        return kind.model_validate(data)
    except ValidationError:
        return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
