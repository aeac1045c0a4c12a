"""The policy file: read, checked, and made into a Policy once Slack has said whom its names mean."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from bot.policy import checks
from bot.policy.complaints import complaint
from bot.policy.conditions import Look
from bot.policy.document import Document
from bot.policy.hours import Hours
from bot.policy.judging import Entry, Policy
from bot.policy.merging import contradictions, together
from bot.policy.servers import McpServer
from bot.policy.text import Problem, Text, Unreadable, Where, read
from bot.policy.translation import Defaults, Translation

__all__ = ["Defaults", "PolicyFile", "Unreadable", "load"]

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def load(path: Path) -> "PolicyFile":
    """Read and check the file.

    Raises:
        Unreadable: names everything that is wrong with it.
    """
    text = read(path)
    found = [*text.problems, *checks.problems(text)]
    try:
        document = Document.model_validate(text.data)
    except ValidationError as error:
        found += [complaint(text, one) for one in error.errors()]
    if found:
        raise _unreadable(text, found)
    return PolicyFile(text, document)


def _unreadable(text: Text, problems: Sequence[Problem]) -> Unreadable:
    """All of them in the order of the file, one for each place."""
    first = {(one.line, one.column): one for one in reversed(problems)}
    return Unreadable(one.about(text.name) for _, one in sorted(first.items()))


class PolicyFile:
    """A policy file that is well; what its names mean is not known yet."""

    def __init__(self, text: Text, document: Document) -> None:
        self._text = text
        self._document = document

    @property
    def name(self) -> str:
        return self._text.name

    @cached_property
    def warnings(self) -> Sequence[str]:
        """What may not be meant, a sentence each."""
        found = checks.warnings(self._text, dict(enumerate(self._document.rules)))
        return [one.about(self.name) for one in found]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every @group, #channel and id that it mentions, as it is written."""
        return frozenset(name for _, name in self._named())

    @property
    def hours(self) -> Hours | None:
        """When people work; None: always."""
        hours = self._document.hours
        if hours is None:
            return None
        days = frozenset(_WEEK.index(day) for day in hours.days)
        return Hours(zone=hours.zone, days=days, begin=hours.begin, end=hours.end)

    def policy(self, ids: Mapping[str, str], *, defaults: Defaults) -> Policy:
        """The policy. `ids` has Slack's id for each of the names (an id stands for itself).

        Raises:
            Unreadable: Slack does not know a name, or something cannot be with these defaults.
        """
        if found := [*self._unknown(ids), *self._unfit(defaults)]:
            raise _unreadable(self._text, found)
        document, look = self._document, Look()
        translation = Translation(ids=ids, defaults=defaults, hours=self.hours)
        conditions = [rule.when for rule in document.rules if rule.when]
        return Policy(
            entries=[
                entry for number in range(len(document.rules)) for entry in self._entries(number, translation, look)
            ],
            otherwise=translation.rule(document.defaults, tool="*", source=self._source(("defaults",))),
            free=frozenset(document.read_only),
            groups=frozenset(ids[name] for condition in conditions for name in condition.mentions.groups),
            servers=self._servers(),
        )

    def _servers(self) -> tuple[McpServer, ...]:
        return tuple(
            McpServer(
                name=name,
                source=self._source(("mcp", name)),
                command=server.command,
                args=tuple(server.args),
                env=tuple(server.env),
                cwd=server.cwd,
                url=server.url,
                headers=server.headers,
                required=server.required,
                timeout=server.timeout,
            )
            for name, server in self._document.mcp.items()
        )

    def _entries(self, number: int, translation: Translation, look: Look) -> Iterator[Entry]:
        """One for each tool or pattern that the rule names."""
        written = self._document.rules[number]
        source = self._source(("rules", number))
        when = written.when.condition(look, translation.ids) if written.when else None
        terms, _ = together(written, self._document.defaults, timeout=translation.defaults.timeout)
        for tool in written.tool:
            rule = translation.rule(terms, tool=tool, source=source) if written.passes is None else None
            yield Entry(tool=tool, when=when, rule=rule, passes=written.passes or "", source=source)

    def _source(self, where: Where) -> str:
        return f"{self.name}:{self._text.line(where)}"

    def _named(self) -> Iterator[tuple[Where, str]]:
        for where, node in self._text.values.items():
            key = next((part for part in reversed(where) if isinstance(part, str)), "")
            named = key in ("approvers", "editors", "to", "may", "channel") and where[0] not in ("hours", "mcp")
            if named and isinstance(node.value, str) and node.value != "anyone":
                yield where, node.value
        for number, rule in enumerate(self._document.rules):
            if rule.when:
                for name in sorted(rule.when.mentions.groups | rule.when.mentions.channels):
                    yield ("rules", number, "when"), name

    def _unknown(self, ids: Mapping[str, str]) -> Iterator[Problem]:
        for where, name in self._named():
            if name not in ids:
                said = f"'{name}' is not in this Slack workspace. Expected: {_kind(name)} that is."
                yield self._text.wrong(where, said)

    def _unfit(self, defaults: Defaults) -> Iterator[Problem]:
        document = self._document
        for one in contradictions(document.defaults, timeout=defaults.timeout):
            yield self._text.wrong(("defaults", one.key), one.said, key=True)
        for number, rule in enumerate(document.rules):
            if rule.passes is None:
                yield from checks.unfit(self._text, number, rule, document.defaults, timeout=defaults.timeout)


def _kind(name: str) -> str:
    if name[0] in "@S":
        return "a user group"
    return "a person" if name[0] in "UW" else "a channel the bot can see"
